"""Reads about ballots: one's own, what a vote points at, who may vote and how many have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import (
    Campaign,
    Idea,
    OpenBallot,
    OpenMark,
    Person,
    Voter,
)
from app.voting.roll import find_group_at_opening


@dataclass(frozen=True, slots=True)
class BallotView:
    """One's own ballot as it stands. Nobody else is ever given it."""

    is_on_roll: bool
    quota: int | None
    version: int = 0
    marks: Mapping[UUID, int] = field(default_factory=dict)
    is_abstention: bool = False
    receipt: str | None = None
    """The ballot's commitment; shown on screen, never mailed or logged."""
    used: int = 0
    """How much of the quota it holds: approvals, dots, places, or the costs of a basket."""

    @property
    def marked(self) -> frozenset[UUID]:
        return frozenset(self.marks)

    @property
    def left(self) -> int | None:
        """How many votes are left; None where there is no limit."""
        return None if self.quota is None else self.quota - self.used

    @property
    def has_voted(self) -> bool:
        return bool(self.marks) or self.is_abstention


def get_ballot_view(session: Session, campaign: Campaign, person_id: UUID) -> BallotView:
    """One statement, no write. Before the roll is fixed: whether the person would be on it."""
    quota = campaign.quota
    if campaign.frozen_at is None:
        group = find_group_at_opening(session, campaign, person_id)
        return BallotView(is_on_roll=group is not None, quota=quota)
    asked = {"campaign_id": campaign.id, "person_id": person_id}
    rows = session.execute(_own_ballot(), asked).all()
    if not rows:
        return BallotView(is_on_roll=False, quota=quota)
    marks = {idea_id: value for _, _, idea_id, value in rows if idea_id}
    return ballot_view(rows[0][1], marks, quota)


@cache
def _own_ballot() -> Select[UUID, OpenBallot, UUID, int]:
    """Made once, since every page of a vote asks it."""
    return (
        select(Voter.id, OpenBallot, OpenMark.idea_id, OpenMark.value)
        .outerjoin(OpenBallot, OpenBallot.voter_id == Voter.id)
        .outerjoin(OpenMark, OpenMark.ballot_key == OpenBallot.ballot_key)
        .where(
            Voter.campaign_id == bindparam("campaign_id"),
            Voter.person_id == bindparam("person_id"),
        )
    )


def ballot_view(
    ballot: OpenBallot | None, marks: Mapping[UUID, int], quota: int | None
) -> BallotView:
    """The view of a voter's ballot and its marks."""
    if ballot is None:
        return BallotView(is_on_roll=True, quota=quota)
    return BallotView(
        True,
        quota,
        ballot.version,
        dict(marks),
        ballot.is_abstention,
        ballot.commitment,
        ballot.used,
    )


@dataclass(frozen=True, slots=True)
class MarkTarget:
    """What a vote's address points at."""

    campaign: Campaign
    title: str | None
    """The idea's title; None where the campaign has no such idea on its ballot."""


def get_mark_target(session: Session, slug: str, idea_id: UUID) -> MarkTarget:
    """One statement. NotFoundError when there is no such campaign; drafts are nowhere."""
    row = session.execute(
        select(Campaign, Idea.title)
        .outerjoin(Idea, and_(Idea.campaign_id == Campaign.id, Idea.id == idea_id))
        .where(Campaign.slug == slug, Campaign.launched_at.is_not(None))
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"campaign {slug}")
    return MarkTarget(*row)


def count_open_support(
    session: Session, campaign: Campaign, idea_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """Support so far of some ideas, only where the campaign shows it before close."""
    if campaign.hides_results_until_close or campaign.closed_at or not idea_ids:
        return {}
    rows = session.execute(
        select(OpenMark.idea_id, func.count())
        .where(
            OpenMark.campaign_id == campaign.id,
            OpenMark.idea_id.in_(idea_ids),
            OpenMark.value > 0,  # a score of 0 is no support
        )
        .group_by(OpenMark.idea_id)
    )
    counts: dict[UUID, int] = {idea: int(count) for idea, count in rows}
    return {idea_id: counts.get(idea_id, 0) for idea_id in idea_ids}


def count_cast(session: Session, campaign_id: UUID) -> int:
    """How many have voted; for deciding who counts, never shown before the close."""
    voted = select(func.count()).where(Voter.campaign_id == campaign_id, Voter.has_voted)
    return session.scalar(voted) or 0


def list_added_voters(session: Session, campaign_id: UUID) -> Sequence[tuple[str, str]]:
    """Who was added after voting opened, and why. Whether they voted is not read."""
    rows = session.execute(
        select(Person.name, Voter.added_reason)
        .join(Person, Person.id == Voter.person_id)
        .where(Voter.campaign_id == campaign_id, Voter.added_reason.is_not(None))
        .order_by(Person.sort_key, Person.id)
    )
    return [(name or "", reason or "") for name, reason in rows]
