"""What waits for a person, and what came of what they took part in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.campaigns.queries.answered import WAITS_FOR_ANSWER
from app.domain.alphabet import sort_key
from app.domain.permissions import Actor
from app.learning.queries.lessons import waiting_for_campaign
from app.models import (
    Answer,
    Body,
    Campaign,
    CoAuthor,
    Idea,
    Invitation,
    Membership,
    OpenBallot,
    Person,
    Result,
    Voter,
)

MOST_NEWS = 5
"""The newest answers on the first page; the rest stand on the proposals themselves."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal of one's own, or of one's council, that is not handed in."""

    campaign: Campaign
    id: UUID
    title: str
    body_slug: str | None = None
    """The body whose members decide on it together."""
    body_name: str | None = None


def list_my_drafts(session: Session, actor: Actor, campaigns: Collection[UUID]) -> list[Draft]:
    """Newest first, in the campaigns where it can still be handed in; where none is, not asked."""
    if not campaigns:
        return []
    bodies = [held.body.id for held in actor.memberships]
    shared = Idea.shared_at.is_not(None)
    rows = session.execute(
        select(Campaign, Idea.id, Idea.title, Body.slug, Body.name)
        .join(Campaign, Campaign.id == Idea.campaign_id)
        .outerjoin(Body, (Body.id == Idea.on_behalf_of) & shared)
        .where(
            ((Idea.author_id == actor.person_id) & Idea.shared_at.is_(None))
            | (shared & Idea.on_behalf_of.in_(bodies)),
            Idea.state == "draft",
            Idea.campaign_id.in_(campaigns),
        )
        .order_by(Idea.updated_at.desc(), Idea.id)
    ).all()
    return [Draft(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Spent:
    """One's own ballot in a campaign, as far as the first page says it."""

    used: int = 0
    abstains: bool = False
    has_ballot: bool = False


def get_votes_used(
    session: Session, person_id: UUID, campaigns: Collection[UUID]
) -> dict[UUID, Spent]:
    """How much of the ballot is used, where one stands on the roll."""
    rows = session.execute(
        select(Voter.campaign_id, OpenBallot.used, OpenBallot.is_abstention)
        .outerjoin(OpenBallot, OpenBallot.voter_id == Voter.id)
        .where(Voter.person_id == person_id, Voter.campaign_id.in_(campaigns))
    )
    return {
        campaign_id: Spent(used or 0, bool(abstains), used is not None)
        for campaign_id, used, abstains in rows
    }


@dataclass(frozen=True, slots=True)
class News:
    """The newest official answer to a proposal one stands behind."""

    campaign: Campaign
    nr: int
    title: str
    status: str
    answered_at: datetime


def list_my_news(session: Session, person_id: UUID) -> list[News]:
    """The newest answers to proposals of one's own, newest first."""
    together = select(CoAuthor.idea_id).where(CoAuthor.person_id == person_id)
    any_answer = aliased(Answer)
    newest = (
        select(func.max(any_answer.answered_at))
        .where(any_answer.campaign_id == Idea.campaign_id, any_answer.idea_id == Idea.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Campaign, Idea.nr, Idea.title, Answer.status, Answer.answered_at)
        .join(Idea, Idea.campaign_id == Campaign.id)
        .join(Answer, and_(Answer.campaign_id == Idea.campaign_id, Answer.idea_id == Idea.id))
        .where(
            (Idea.author_id == person_id) | Idea.id.in_(together),
            Idea.nr.is_not(None),
            Answer.answered_at == newest,
        )
        .order_by(Answer.answered_at.desc(), Idea.nr)
        .limit(MOST_NEWS)
    ).all()
    return [
        News(campaign, nr or 0, title, status, answered_at)
        for campaign, nr, title, status, answered_at in rows
    ]


def list_my_bodies(session: Session, actor: Actor) -> Sequence[Row[Body, str]]:
    """Where one belongs, and as what."""
    current = [held.body.id for held in actor.memberships]
    rows = session.execute(
        select(Body, Membership.role)
        .join(Membership, Membership.body_id == Body.id)
        .where(Membership.person_id == actor.person_id, Body.id.in_(current))
        .distinct()
    )
    return sorted(rows, key=lambda row: (sort_key(row[0].name), row[1]))


@dataclass(frozen=True, slots=True)
class Work:
    """What is done and what is left in a campaign somebody looks after."""

    ideas: int
    unanswered: int
    is_counted: bool
    lessons: int = 0
    """What an evaluation said should be learnt next, and nobody has taken up."""


def get_work(session: Session, campaigns: Collection[UUID]) -> dict[UUID, Work]:
    """One statement for all of them."""
    of_campaign = (Idea.campaign_id == Campaign.id, Idea.state == "submitted")
    rows = session.execute(
        select(
            Campaign.id,
            select(func.count()).select_from(Idea).where(*of_campaign).scalar_subquery(),
            select(func.count())
            .select_from(Idea)
            .where(*of_campaign, WAITS_FOR_ANSWER)
            .scalar_subquery(),
            select(Result.campaign_id).where(Result.campaign_id == Campaign.id).exists(),
            waiting_for_campaign(),
        ).where(Campaign.id.in_(campaigns))
    )
    return {
        campaign_id: Work(ideas, unanswered, bool(counted), lessons)
        for campaign_id, ideas, unanswered, counted, lessons in rows
    }


@dataclass(frozen=True, slots=True)
class Beginnings:
    """What an installation has besides its first administrator and the top unit."""

    has_units: bool
    has_people: bool
    has_campaign: bool


def get_beginnings(session: Session) -> Beginnings:
    """One statement. Whoever is invited counts, since the answer may take days."""
    units, people = (
        select(func.count()).select_from(select(table.id).where(~is_gone).limit(2).subquery())
        for table, is_gone in (
            (Body, Body.dissolved_at.is_not(None)),
            (Person, Person.erased_at.is_not(None)),
        )
    )
    row = session.execute(
        select(
            units.scalar_subquery(),
            people.scalar_subquery(),
            select(Invitation.id).exists(),
            select(Campaign.id).exists(),
        )
    ).one()
    return Beginnings(row[0] > 1, row[1] > 1 or bool(row[2]), bool(row[3]))
