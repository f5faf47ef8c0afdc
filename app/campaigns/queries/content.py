"""What stands on a campaign's page besides the row itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from app.campaigns.queries.answered import WAITS_FOR_ANSWER
from app.domain.ballots import WHOLE
from app.domain.councils import DECIDES_TOGETHER
from app.domain.permissions import Actor, BodyKind
from app.domain.results import read_result
from app.domain.roles import GROUP_OF_KIND
from app.domain.turnout import Turnout
from app.models import (
    Body,
    Campaign,
    DeadlineMove,
    Gathering,
    Idea,
    OpenBallot,
    Plan,
    PlanTheme,
    Result,
    Topic,
    Voter,
)


@dataclass(frozen=True, slots=True)
class CampaignContent:
    """Lists in the order they are shown."""

    topics: Sequence[Topic]
    gatherings: Sequence[Gathering]
    moves: Sequence[DeadlineMove]
    """Newest first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a campaign has come."""

    ideas: int
    """Handed in and still standing."""
    my_drafts: int
    has_voted_with_all: bool
    """Whether the person has nothing left to give, or abstains."""
    is_counted: bool
    plan: tuple[str, str] | None
    """Slug of the unit and half-year of a plan with a theme from here."""


def get_content(session: Session, campaign_id: UUID) -> CampaignContent:
    """Three statements."""
    return CampaignContent(
        topics=topics_of(session, campaign_id),
        gatherings=session.scalars(
            select(Gathering)
            .where(Gathering.campaign_id == campaign_id)
            .order_by(Gathering.held_at.is_(None), Gathering.held_at, Gathering.title)
        ).all(),
        moves=session.scalars(
            select(DeadlineMove)
            .where(DeadlineMove.campaign_id == campaign_id)
            .order_by(DeadlineMove.moved_at.desc(), DeadlineMove.deadline)
        ).all(),
    )


def topics_of(session: Session, campaign_id: UUID) -> Sequence[Topic]:
    return session.scalars(
        select(Topic).where(Topic.campaign_id == campaign_id).order_by(Topic.position, Topic.id)
    ).all()


def get_standing(session: Session, actor: Actor, campaign_id: UUID) -> Standing:
    """One statement."""
    ideas = select(func.count()).where(Idea.campaign_id == campaign_id, Idea.state == "submitted")
    drafts = select(func.count()).where(
        Idea.campaign_id == campaign_id,
        Idea.author_id == actor.person_id,
        Idea.state == "draft",
    )
    voted_with_all = (
        select(Voter.id)
        .join(OpenBallot, OpenBallot.voter_id == Voter.id)
        .join(Campaign, Campaign.id == Voter.campaign_id)
        .where(
            Voter.campaign_id == campaign_id,
            Voter.person_id == actor.person_id,
            (OpenBallot.used >= OpenBallot.quota)
            | OpenBallot.is_abstention
            | Campaign.ballot_kind.in_(sorted(WHOLE)),
        )
        .exists()
    )
    plan = (
        select(Body.slug + "/" + Plan.half_year)
        .select_from(PlanTheme)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .where(PlanTheme.campaign_id == campaign_id)
        .order_by(Plan.half_year.desc(), Body.slug)
        .limit(1)
    )
    row = session.execute(
        select(
            ideas.scalar_subquery(),
            drafts.scalar_subquery(),
            voted_with_all,
            select(Result.campaign_id).where(Result.campaign_id == campaign_id).exists(),
            plan.scalar_subquery(),
        )
    ).one()
    place = tuple(row[4].split("/")) if row[4] else None
    return Standing(row[0], row[1], bool(row[2]), bool(row[3]), place)


def count_without_cost(session: Session, campaign_id: UUID) -> int:
    """Proposals that no budget can take since nobody has said what they cost; 0 without one."""
    missing = (
        select(func.count(Idea.id))
        .join(Campaign, Campaign.id == Idea.campaign_id)
        .where(
            Campaign.id == campaign_id,
            Campaign.forward_mode == "budget",
            Idea.state == "submitted",
            Idea.cost.is_(None),
        )
    )
    return session.scalar(missing) or 0


def find_result_turnout(session: Session, campaign_id: UUID) -> Turnout | None:
    """How many took part, as the sealed result says it."""
    result = session.get(Result, campaign_id)
    return read_result(result.canonical, result.sha256).turnout if result else None


class Unanswered(NamedTuple):
    """A proposal without an answer, and the council or partner it comes from, if any."""

    nr: int
    title: str
    body: str | None
    lane: str | None


def list_unanswered(
    session: Session, campaign_id: UUID, *, off_ballot: bool = False
) -> list[Unanswered]:
    """Every proposal that nobody has answered for good, councils' and partners' own first;
    `off_ballot` leaves out those that the decision will answer."""
    rows = session.execute(
        select(Idea.nr, Idea.title, Body.name, Body.kind)
        .outerjoin(Body, (Body.id == Idea.on_behalf_of) & Body.kind.in_(DECIDES_TOGETHER))
        .where(
            Idea.campaign_id == campaign_id,
            WAITS_FOR_ANSWER,
            Idea.is_on_ballot.is_(False) if off_ballot else true(),
        )
        .order_by(Body.name.is_(None), Idea.nr)
    )
    return [
        Unanswered(nr or 0, title, body, GROUP_OF_KIND[BodyKind(kind)] if kind else None)
        for nr, title, body, kind in rows
    ]
