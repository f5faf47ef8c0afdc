"""Reads: one's own ballot, the sealed result and what it is about, what is due."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, or_, select
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
    FurtherCount,
    Idea,
    OpenBallot,
    OpenMark,
    PackageHandout,
    Person,
    Result,
    ResultPackage,
    SealedBallot,
    Voter,
)
from app.voting.events import list_events as list_events
from app.voting.roll import find_group_at_opening

ANNOUNCED_WITHIN = timedelta(days=3)
"""How long back a result is looked for whose mails have not been queued."""


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


@dataclass(frozen=True, slots=True)
class ListedIdea:
    """What a result says about an idea besides its numbers."""

    id: UUID
    nr: int | None
    title: str
    external_id: str | None
    cost: int | None


_LISTED = (Idea.id, Idea.nr, Idea.title, Idea.external_id, Idea.cost)


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


def get_package(session: Session, campaign_id: UUID) -> ResultPackage:
    """The public edition. NotFoundError for what was counted before there were packages."""
    package = session.get(ResultPackage, campaign_id)
    if package is None:
        raise NotFoundError(f"package of campaign {campaign_id}")
    return package


def find_package_sha256(session: Session, campaign_id: UUID) -> str | None:
    """The seal of the public edition; None for what was counted before there were packages."""
    return session.scalar(
        select(ResultPackage.sha256).where(ResultPackage.campaign_id == campaign_id)
    )


def has_commitment(session: Session, campaign_id: UUID, receipt: str) -> bool:
    """Whether a ballot with this receipt was counted."""
    found = select(SealedBallot.random_key).where(
        SealedBallot.campaign_id == campaign_id, SealedBallot.commitment == receipt
    )
    return session.scalar(found.limit(1)) is not None


def find_progress(session: Session, campaign_id: UUID) -> tuple[int, int] | None:
    """How many ballots a count that is under way has read, and of how many."""
    progress = session.get(CountProgress, campaign_id)
    return (progress.done, progress.total) if progress else None


def count_cast(session: Session, campaign_id: UUID) -> int:
    """How many have voted; for deciding who counts, never shown before the close."""
    voted = select(func.count()).where(Voter.campaign_id == campaign_id, Voter.has_voted)
    return session.scalar(voted) or 0


def list_handouts(session: Session, campaign_id: UUID) -> Sequence[tuple[PackageHandout, str]]:
    """To whom the auditor's edition was given, by whom, the last one first."""
    rows = session.execute(
        select(PackageHandout, Person.name)
        .join(Person, Person.id == PackageHandout.given_by)
        .where(PackageHandout.campaign_id == campaign_id)
        .order_by(PackageHandout.given_at.desc())
    )
    return [(handout, name or "") for handout, name in rows]


@dataclass(frozen=True, slots=True)
class CountedAgain:
    """The same ballots counted once more: without an idea, or by other rules."""

    kind: str
    facts: Mapping[str, Any]
    sha256: str
    reason: str
    asked_by: str | None
    """Empty for the machine, and for somebody who is erased."""
    counted_at: datetime


def list_further_counts(session: Session, campaign_id: UUID) -> list[CountedAgain]:
    """Everything counted after the result, in that order."""
    rows = session.execute(
        select(FurtherCount, Person.name)
        .outerjoin(Person, Person.id == FurtherCount.asked_by)
        .where(FurtherCount.campaign_id == campaign_id)
        .order_by(FurtherCount.seq)
    )
    return [
        CountedAgain(
            row.kind, json.loads(row.canonical), row.sha256, row.reason, name, row.counted_at
        )
        for row, name in rows
    ]


def list_left_out(session: Session, campaign_id: UUID) -> list[str]:
    """The ideas that were found impossible after the close, in that order."""
    canonical = session.scalar(
        select(FurtherCount.canonical)
        .where(FurtherCount.campaign_id == campaign_id, FurtherCount.kind == "without")
        .order_by(FurtherCount.seq.desc())
        .limit(1)
    )
    return list(json.loads(canonical)["without"]) if canonical else []


def list_uncompared(session: Session) -> list[UUID]:
    """Campaigns that are decided, where other rules have not been counted beside the result."""
    decided = CampaignEvent.canonical.contains('"event":"decision"', autoescape=True)
    compared = (
        select(FurtherCount.seq)
        .where(FurtherCount.campaign_id == CampaignEvent.campaign_id, FurtherCount.kind == "beside")
        .exists()
    )
    return list(
        session.scalars(select(CampaignEvent.campaign_id).where(decided, ~compared).distinct())
    )


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


def list_added_voters(session: Session, campaign_id: UUID) -> Sequence[tuple[str, str]]:
    """Who was added after voting opened, and why. Whether they voted is not read."""
    rows = session.execute(
        select(Person.name, Voter.added_reason)
        .join(Person, Person.id == Voter.person_id)
        .where(Voter.campaign_id == campaign_id, Voter.added_reason.is_not(None))
        .order_by(Person.sort_key, Person.id)
    )
    return [(name or "", reason or "") for name, reason in rows]


def require_result_visible(view: CampaignView, moment: datetime) -> None:
    """Raise unless this person may see the result now; deciders may before it is published."""
    view.require(Permission.RESULT_VIEW, moment)
    waits = view.campaign.shows_result_at != "close" and view.phase_at(moment) != Phase.PUBLISHED
    if waits and not view.may(Permission.RESULT_PREVIEW, moment):
        raise NotOpenError("the result is not published")


def list_commitments(session: Session, campaign_id: UUID) -> Sequence[str]:
    """Every ballot's commitment, sorted: what a receipt is looked up in."""
    return session.scalars(
        select(SealedBallot.commitment)
        .where(SealedBallot.campaign_id == campaign_id)
        .order_by(SealedBallot.commitment)
    ).all()


def get_campaign_by_slug(session: Session, slug: str) -> Campaign:
    """For commands, which see everything. NotFoundError when unknown."""
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise NotFoundError(f"campaign {slug}")
    return campaign


def list_due(session: Session, moment: datetime) -> list[UUID]:
    """Campaigns whose voting has ended, that close by themselves or have begun to close.

    Not those that are closed and sealed and wait for the draw.
    """
    return list(
        session.scalars(
            select(Campaign.id)
            .outerjoin(Result, Result.campaign_id == Campaign.id)
            .where(
                Campaign.launched_at.is_not(None),
                Campaign.voting_closes_at <= moment,
                Campaign.closes_automatically | Campaign.closed_at.is_not(None),
                Result.campaign_id.is_(None),
                or_(
                    Campaign.closed_at.is_(None),
                    Campaign.key.is_not(None),
                    Campaign.lottery_source.is_(None),
                    Campaign.lottery_post.is_not(None),
                ),
            )
            .order_by(Campaign.voting_closes_at)
        )
    )


def list_open(session: Session, moment: datetime) -> list[Campaign]:
    """Campaigns in which people may vote at `moment`."""
    return list(
        session.scalars(
            select(Campaign).where(
                Campaign.launched_at.is_not(None),
                Campaign.voting_opens_at <= moment,
                Campaign.voting_closes_at > moment,
                Campaign.closed_at.is_(None),
            )
        )
    )


def list_unannounced(session: Session, moment: datetime) -> list[UUID]:
    """Campaigns with a result that became visible lately; announcing is safe to repeat."""
    return list(
        session.scalars(
            select(Campaign.id)
            .join(Result, Result.campaign_id == Campaign.id)
            .where(
                or_(
                    Result.counted_at > moment - ANNOUNCED_WITHIN,
                    Campaign.published_at > moment - ANNOUNCED_WITHIN,
                )
            )
        )
    )
