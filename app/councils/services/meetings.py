"""When a body meets, and the calendar its members can subscribe to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.queries import hash_token
from app.accounts.services.sign_ins import make_token
from app.councils.queries.council import get_council_view
from app.domain.council_access import CouncilPermission
from app.domain.councils import MAX_PLACE
from app.domain.dates import FARTHEST_DAYS, day_of
from app.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from app.domain.learning.calendar import FeedKind
from app.domain.permissions import Actor
from app.domain.text import clean_line, within
from app.models import CalendarFeed, CouncilMeeting, Person


def add_meeting(
    session: Session, actor: Actor, slug: str, *, starts_at: datetime, place: str, now: datetime
) -> CouncilMeeting:
    """Enter a date. The same moment twice is one meeting."""
    view = get_council_view(session, actor, slug, now=now)
    view.require(CouncilPermission.COUNCIL_MANAGE)
    days_ahead = (day_of(starts_at) - day_of(now)).days
    if not 0 <= days_ahead <= FARTHEST_DAYS:
        raise InvalidInputError(field="day", reason="in_the_past" if days_ahead < 0 else "too_far")
    place = within(clean_line(place), field="place", most=MAX_PLACE)
    meeting = session.scalar(
        select(CouncilMeeting)
        .where(CouncilMeeting.body_id == view.body.id, CouncilMeeting.starts_at == starts_at)
        .limit(1)
    )
    if meeting is None:
        meeting = CouncilMeeting(body_id=view.body.id, starts_at=starts_at, revision=0)
        session.add(meeting)
    else:
        meeting.revision += 1
    meeting.place, meeting.cancelled_at, meeting.revised_at = place, None, now
    session.flush()
    return meeting


def cancel_meeting(
    session: Session, actor: Actor, slug: str, meeting_id: UUID, *, now: datetime
) -> None:
    """Call it off; calendars are told."""
    view = get_council_view(session, actor, slug, now=now)
    view.require(CouncilPermission.COUNCIL_MANAGE)
    meeting = session.get(CouncilMeeting, meeting_id)
    if meeting is None or meeting.body_id != view.body.id:
        raise NotFoundError(f"meeting {meeting_id}")
    if meeting.cancelled_at is None:
        meeting.cancelled_at = meeting.revised_at = now
        meeting.revision += 1
    session.flush()


def make_feed(session: Session, actor: Actor, slug: str, *, now: datetime) -> str:
    """A secret address of the body's calendar for one member; an older one is dead at once."""
    view = get_council_view(session, actor, slug, now=now)
    if not view.is_member:
        raise NotAllowedError("not a member")
    session.get_one(Person, actor.person_id, with_for_update=True)
    session.execute(
        delete(CalendarFeed).where(
            CalendarFeed.person_id == actor.person_id,
            CalendarFeed.kind == FeedKind.BODY,
            CalendarFeed.of_id == view.body.id,
        )
    )
    token = make_token()
    session.add(
        CalendarFeed(
            person_id=actor.person_id,
            kind=FeedKind.BODY,
            of_id=view.body.id,
            token_sha256=hash_token(token),
            made_at=now,
        )
    )
    session.flush()
    return token
