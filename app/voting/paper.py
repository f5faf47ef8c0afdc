"""The ballot paper: everything one can vote for, in an order of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.domain.ballots import TOP_SCORE, BallotLimits
from app.domain.shuffling import coefficients, place
from app.models import Campaign, Idea, Topic


@dataclass(frozen=True, slots=True)
class PaperIdea:
    """One idea on the paper, with what helps one to choose."""

    id: UUID
    nr: int
    title: str
    excerpt: str
    cost: int | None
    """In minutes; empty where nobody has said."""
    topic_id: UUID | None
    topic_nb: str | None
    topic_nn: str | None


def list_paper(session: Session, campaign: Campaign, person_id: UUID) -> list[PaperIdea]:
    """One statement. The order is random from person to person and never changes for one."""
    rows = session.execute(_paper().where(Idea.campaign_id == campaign.id, _is_listed(campaign)))
    ideas = [
        PaperIdea(id_, nr or 0, title, excerpt, cost, topic_id, topic_nb, topic_nn)
        for id_, nr, title, excerpt, cost, topic_id, topic_nb, topic_nn in rows
    ]
    own = coefficients(campaign.id, person_id)
    return sorted(ideas, key=lambda idea: (place(own, idea.nr), idea.nr))


def _paper() -> Select[UUID, int | None, str, str, int | None, UUID | None, str, str | None]:
    return select(
        Idea.id,
        Idea.nr,
        Idea.title,
        Idea.excerpt,
        Idea.cost,
        Idea.topic_id,
        Topic.name_nb,
        Topic.name_nn,
    ).outerjoin(Topic, Topic.id == Idea.topic_id)


def _is_listed(campaign: Campaign) -> ColumnElement[bool]:
    if campaign.frozen_at is not None:
        return Idea.is_on_ballot.is_(True)
    # What the first vote will freeze.
    return (Idea.state == "submitted") & Idea.omitted_reason.is_(None)


def limits_of(campaign: Campaign, paper: Sequence[PaperIdea]) -> BallotLimits:
    """What one ballot in this campaign may hold."""
    costs: Mapping[UUID, int] = {idea.id: idea.cost for idea in paper if idea.cost is not None}
    return BallotLimits(
        campaign.quota, campaign.most_per_idea, campaign.top_score or TOP_SCORE, costs
    )
