"""Reads of the sealed result, who may see it, and what it is about."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.errors import NotCountedError, NotFoundError, NotOpenError
from app.domain.permissions import Permission
from app.domain.promises import Promises
from app.domain.results import PublishedResult, read_result
from app.domain.timetable import Phase
from app.models import (
    Campaign,
    CampaignEvent,
    CountProgress,
    Idea,
    Result,
)


def find_result(session: Session, campaign_id: UUID) -> PublishedResult | None:
    """The sealed result, one statement; None before the votes are counted.

    The one source of every number shown after the close: page, command, exports and decision.
    """
    row = session.get(Result, campaign_id)
    return read_result(row.canonical, row.sha256) if row else None


def get_result(session: Session, campaign: Campaign) -> PublishedResult:
    """The same; NotCountedError before the votes are counted."""
    result = find_result(session, campaign.id)
    if result is None:
        raise NotCountedError(f"campaign {campaign.slug}")
    return result


def require_result_visible(view: CampaignView, moment: datetime) -> None:
    """Raise unless this person may see the result now; deciders may before it is published."""
    view.require(Permission.RESULT_VIEW, moment)
    waits = view.campaign.shows_result_at != "close" and view.phase_at(moment) != Phase.PUBLISHED
    if waits and not view.may(Permission.RESULT_PREVIEW, moment):
        raise NotOpenError("the result is not published")


def find_progress(session: Session, campaign_id: UUID) -> tuple[int, int] | None:
    """How many ballots a count that is under way has read, and of how many."""
    progress = session.get(CountProgress, campaign_id)
    return (progress.done, progress.total) if progress else None


def get_promises(session: Session, campaign_id: UUID) -> Promises:
    """What was promised when voting opened, as it stands in the chain."""
    frozen = session.scalar(
        select(CampaignEvent.canonical)
        .where(
            CampaignEvent.campaign_id == campaign_id,
            CampaignEvent.canonical.contains('"event":"settings_frozen"', autoescape=True),
        )
        .order_by(CampaignEvent.seq)
        .limit(1)
    )
    if frozen is None:
        raise NotFoundError(f"settings of campaign {campaign_id}")
    return Promises(json.loads(frozen)["settings"])


@dataclass(frozen=True, slots=True)
class ListedIdea:
    """What a result says about an idea besides its numbers."""

    id: UUID
    nr: int | None
    title: str
    external_id: str | None
    cost: int | None


_LISTED = (Idea.id, Idea.nr, Idea.title, Idea.external_id, Idea.cost)


def list_ballot_ideas(session: Session, campaign_id: UUID) -> dict[UUID, ListedIdea]:
    """The ideas on the ballot by id, one statement."""
    rows = session.execute(
        select(*_LISTED).where(Idea.campaign_id == campaign_id, Idea.is_on_ballot).order_by(Idea.nr)
    )
    return {row[0]: ListedIdea(*row) for row in rows}


def list_ideas(
    session: Session, campaign_id: UUID, idea_ids: Collection[UUID]
) -> Sequence[ListedIdea]:
    """The ideas one has marked, in the order they were handed in. No statement for none."""
    if not idea_ids:
        return []
    rows = session.execute(
        select(*_LISTED)
        .where(Idea.campaign_id == campaign_id, Idea.id.in_(idea_ids))
        .order_by(Idea.nr)
    )
    return [ListedIdea(*row) for row in rows]
