"""Which rounds of reminders are due: one deadline of one campaign, one step before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.groups import Group
from app.domain.reminders import STEPS, due_step, read_steps
from app.models import Campaign

COUNTED_BALLOTS = ("approval", "dots")
"""Where a vote that is not used is one more that could be. A ranking or a basket has no such."""


@dataclass(frozen=True, slots=True)
class Round:
    """One deadline of one campaign, one step before it."""

    campaign_id: UUID
    slug: str
    title_nb: str
    title_nn: str | None
    act: str
    """`submit` or `vote`."""
    step: str
    deadline_at: datetime
    groups: frozenset[Group]
    """Whose deadline it is."""
    counts_votes: bool = False
    """Whether votes that are left are something to be reminded of."""

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "campaign_id": str(self.campaign_id),
            "slug": self.slug,
            "title_nb": self.title_nb,
            "title_nn": self.title_nn,
            "act": self.act,
            "step": self.step,
            "deadline_at": self.deadline_at.isoformat(),
        }


def list_due(session: Session, now: datetime) -> list[Round]:
    """The rounds that are due now, one statement. Moved and closed phases have none."""
    soon = now + max(STEPS.values(), default=timedelta(0))
    campaigns = session.scalars(
        select(Campaign)
        .where(
            Campaign.launched_at.is_not(None),
            Campaign.closed_at.is_(None),
            Campaign.archived_at.is_(None),
            Campaign.opens_at <= now,
            Campaign.voting_closes_at > now,
            or_(Campaign.voting_opens_at > now, Campaign.voting_closes_at <= soon),
        )
        .order_by(Campaign.voting_closes_at, Campaign.id)
    )
    return [each for campaign in campaigns for each in _rounds(campaign, now)]


def find_round(
    session: Session, campaign_id: UUID, act: str, deadline_at: datetime, now: datetime
) -> Round | None:
    """The round that is due for this very deadline; None when it has moved, passed or closed."""
    campaign = session.get(Campaign, campaign_id, populate_existing=True)
    if campaign is None or campaign.closed_at or not campaign.launched_at:
        return None
    rounds = _rounds(campaign, now)
    return next((r for r in rounds if (r.act, r.deadline_at) == (act, deadline_at)), None)


def _rounds(campaign: Campaign, now: datetime) -> Iterable[Round]:
    steps, timetable = read_steps(campaign.reminders), campaign.timetable
    if now >= timetable.voting_opens_at:
        if campaign.frozen_at is not None:
            at, opened = timetable.voting_closes_at, timetable.voting_opens_at
            yield from _round(campaign, "vote", at, opened, frozenset(Group), steps, now)
        return
    by_deadline: dict[datetime, set[Group]] = {}
    for group in Group:
        by_deadline.setdefault(timetable.submission_closes_for(group), set()).add(group)
    for at, groups in sorted(by_deadline.items()):
        opened = timetable.opens_at
        yield from _round(campaign, "submit", at, opened, frozenset(groups), steps, now)


def _round(
    campaign: Campaign,
    act: str,
    at: datetime,
    opened: datetime,
    groups: frozenset[Group],
    steps: Sequence[str],
    now: datetime,
) -> Iterable[Round]:
    step = due_step(now, opened_at=opened, deadline_at=at, steps=steps)
    if step is not None:
        yield Round(
            campaign.id,
            campaign.slug,
            campaign.title_nb,
            campaign.title_nn,
            act,
            step,
            at,
            groups,
            campaign.ballot_kind in COUNTED_BALLOTS,
        )
