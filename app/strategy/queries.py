"""Reads about strategy input: what was handed over to whom, and what came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.domain.errors import NotFoundError
from app.models import (
    Campaign,
    DecisionItem,
    Idea,
    Person,
    StrategyAnswer,
    StrategyInput,
)


@dataclass(frozen=True, slots=True)
class InputLine:
    """One proposal with its receiver and the newest answer."""

    idea_id: UUID
    nr: int
    title: str
    is_going_forward: bool
    receiver_id: UUID | None
    receiver: str
    """The person's name, or the free text; empty before it is handed over."""
    handed_over_at: datetime | None
    status: str | None
    passage: str | None
    reason: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Received:
    """A proposal that one person was named the receiver of."""

    slug: str
    title_nb: str
    title_nn: str | None
    nr: int
    title: str
    handed_over_at: datetime
    status: str | None
    """The newest answer, which may be an earlier receiver's."""
    is_waiting: bool
    """Not answered since it was handed over."""


def newest_answers(campaign_id: UUID) -> Any:
    """The newest answer to each proposal of a campaign, as a table to join."""
    place = func.row_number().over(
        partition_by=StrategyAnswer.idea_id,
        order_by=(StrategyAnswer.answered_at.desc(), StrategyAnswer.id.desc()),
    )
    ranked = (
        select(StrategyAnswer, place.label("place"))
        .where(StrategyAnswer.campaign_id == campaign_id)
        .subquery()
    )
    newest = select(ranked).where(ranked.c.place == 1).subquery()
    return aliased(StrategyAnswer, newest)


def _lines(campaign_id: UUID) -> Select[Any]:
    answer = newest_answers(campaign_id)
    receiver = func.coalesce(Person.name, StrategyInput.receiver, "")
    return (
        select(
            Idea.id,
            Idea.nr,
            Idea.title,
            func.coalesce(DecisionItem.is_going_forward, False),
            StrategyInput.receiver_id,
            receiver,
            StrategyInput.handed_over_at,
            answer.status,
            answer.passage,
            answer.reason,
            answer.answered_at,
        )
        .outerjoin(
            DecisionItem,
            and_(DecisionItem.campaign_id == campaign_id, DecisionItem.idea_id == Idea.id),
        )
        .outerjoin(
            StrategyInput,
            and_(StrategyInput.campaign_id == campaign_id, StrategyInput.idea_id == Idea.id),
        )
        .outerjoin(Person, Person.id == StrategyInput.receiver_id)
        .outerjoin(answer, answer.idea_id == Idea.id)
        .where(Idea.campaign_id == campaign_id, Idea.state == "submitted")
    )


def list_inputs(session: Session, campaign_id: UUID) -> list[InputLine]:
    """What goes forward, and whatever else was handed over, in one statement."""
    rows = session.execute(
        _lines(campaign_id)
        .where(or_(DecisionItem.is_going_forward, StrategyInput.handed_over_at.is_not(None)))
        .order_by(DecisionItem.is_going_forward.desc().nulls_last(), Idea.nr)
    )
    return [InputLine(*row) for row in rows]


def list_received(
    session: Session, person_id: UUID, *, only_waiting: bool = False
) -> list[Received]:
    """What `person_id` is to answer or has answered; what waits first, the newest on top."""
    of_input = (
        StrategyAnswer.campaign_id == StrategyInput.campaign_id,
        StrategyAnswer.idea_id == StrategyInput.idea_id,
    )
    status = (
        select(StrategyAnswer.status)
        .where(*of_input)
        .order_by(StrategyAnswer.answered_at.desc(), StrategyAnswer.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    since = StrategyAnswer.answered_at >= StrategyInput.handed_over_at
    is_waiting = ~select(StrategyAnswer.id).where(*of_input, since).exists()
    handed_over_at = StrategyInput.handed_over_at
    rows = session.execute(
        select(
            *(Campaign.slug, Campaign.title_nb, Campaign.title_nn, Idea.nr, Idea.title),
            *(handed_over_at, status, is_waiting.label("is_waiting")),
        )
        .join(Campaign, Campaign.id == StrategyInput.campaign_id)
        .join(
            Idea,
            and_(Idea.campaign_id == StrategyInput.campaign_id, Idea.id == StrategyInput.idea_id),
        )
        .where(StrategyInput.receiver_id == person_id, is_waiting if only_waiting else true())
        .order_by(is_waiting.desc(), handed_over_at.desc(), Campaign.slug, Idea.nr)
    )
    return [Received(*row) for row in rows]


def get_input(session: Session, slug: str, nr: int) -> tuple[Campaign, InputLine]:
    """One proposal of a campaign with its receiver. NotFoundError before it is handed over."""
    campaign = session.scalar(
        select(Campaign).where(Campaign.slug == slug, Campaign.launched_at.is_not(None))
    )
    row = campaign and session.execute(_lines(campaign.id).where(Idea.nr == nr)).first()
    if campaign is None or not row or row.handed_over_at is None:
        raise NotFoundError(f"strategy input {slug} {nr}")
    return campaign, InputLine(*row)


def list_lines_of(
    session: Session, campaign_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, InputLine]:
    """Some proposals by id, e.g. those a file brings answers to."""
    rows = session.execute(_lines(campaign_id).where(Idea.id.in_(ids)))
    return {row[0]: InputLine(*row) for row in rows}


def list_answers(session: Session, campaign_id: UUID, idea_id: UUID) -> list[tuple[Any, ...]]:
    """Every answer to one proposal, newest first, with who gave it."""
    rows = session.execute(
        select(
            StrategyAnswer.status,
            StrategyAnswer.passage,
            StrategyAnswer.reason,
            StrategyAnswer.answered_at,
            Person.name,
        )
        .join(Person, Person.id == StrategyAnswer.answered_by)
        .where(StrategyAnswer.campaign_id == campaign_id, StrategyAnswer.idea_id == idea_id)
        .order_by(StrategyAnswer.answered_at.desc(), StrategyAnswer.id)
    )
    return [tuple(row) for row in rows]
