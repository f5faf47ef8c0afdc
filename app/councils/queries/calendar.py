"""What a body's calendar shows: meetings, and deadlines as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.queries import get_actor, hash_token
from app.councils.queries.council import get_council_view, list_meetings
from app.domain.errors import NotFoundError
from app.domain.learning.calendar import FeedKind
from app.domain.permissions import BodyKind
from app.domain.roles import GROUP_OF_KIND
from app.models import Body, CalendarFeed, Campaign, CouncilMeeting, DeadlineMove, Person
from app.organisation.queries.body_page import list_open_campaigns

KEPT = timedelta(days=90)
"""How long past meetings stay in the calendar."""


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline of the body's in one campaign."""

    campaign: Campaign
    column: str
    at: datetime
    moves: int
    revised_at: datetime

    @property
    def is_to_propose(self) -> bool:
        return self.column != "voting_closes_at"


@dataclass(frozen=True, slots=True)
class CouncilCalendar:
    body: Body
    locale: str
    meetings: Sequence[CouncilMeeting]
    deadlines: Sequence[Due]


def get_calendar(session: Session, token: str, *, now: datetime) -> CouncilCalendar:
    """NotFoundError where there is none, or its owner is no member any more."""
    feed = session.scalar(
        select(CalendarFeed).where(
            CalendarFeed.token_sha256 == hash_token(token), CalendarFeed.kind == FeedKind.BODY
        )
    )
    if feed is None:
        raise NotFoundError("calendar feed")
    actor = get_actor(session, feed.person_id, now=now)
    body = session.get_one(Body, feed.of_id)
    if not get_council_view(session, actor, body.slug, now=now).is_member:
        raise NotFoundError("calendar feed")
    return CouncilCalendar(
        body,
        session.get_one(Person, feed.person_id).locale,
        list_meetings(session, body.id, since=now - KEPT),
        _deadlines(session, body, now),
    )


def _deadlines(session: Session, body: Body, now: datetime) -> list[Due]:
    campaigns = [each.campaign for each in list_open_campaigns(session, body, now=now)]
    moved = _moves(session, [campaign.id for campaign in campaigns])
    group = GROUP_OF_KIND[BodyKind(body.kind)]
    found = []
    for campaign in campaigns:
        own = campaign.timetable.submission_closes_for(group)
        number, at = moved.get(campaign.id, (0, campaign.launched_at or campaign.created_at))
        found += [
            Due(campaign, "submission", own, number, at),
            Due(campaign, "voting_closes_at", campaign.voting_closes_at, number, at),
        ]
    return found


def _moves(session: Session, campaign_ids: Sequence[UUID]) -> dict[UUID, tuple[int, datetime]]:
    """How often the deadlines of each campaign were moved, and when last."""
    rows = session.execute(
        select(DeadlineMove.campaign_id, func.count(), func.max(DeadlineMove.moved_at))
        .where(DeadlineMove.campaign_id.in_(campaign_ids))
        .group_by(DeadlineMove.campaign_id)
    )
    return {campaign_id: (number, at) for campaign_id, number, at in rows}
