"""What others have carried out, and who asks about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.errors import NotFoundError
from app.domain.proposals import OUT_OF_SIGHT
from app.models import (
    Body,
    Campaign,
    Example,
    ExampleAnswer,
    ExampleRequest,
    Idea,
    Person,
)

SHOWN = 30
STANDS = (
    Example.withdrawn_at.is_(None),
    ~select(Idea.id)
    .where(
        Idea.campaign_id == Example.campaign_id,
        Idea.id == Example.idea_id,
        Idea.state.in_(OUT_OF_SIGHT),
    )
    .correlate(Example)
    .exists(),
)
"""An example goes out of sight with the proposal it tells of."""
WAITING = (ExampleRequest.answer_id.is_(None), ExampleRequest.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True)
class Listed:
    """One example in the list."""

    example: Example
    unit: str
    asked: int
    """By how many requests, those that were taken back left out."""
    waiting: int

    @property
    def answered(self) -> int:
        return self.asked - self.waiting


def list_examples(session: Session, *, limit: int = SHOWN) -> Sequence[Listed]:
    """The newest first, with how many have asked. One statement."""
    rows = session.execute(_listed().order_by(Example.published_at.desc(), Example.id).limit(limit))
    return [Listed(*row) for row in rows]


def list_waiting_for(session: Session, person_id: UUID) -> Sequence[Listed]:
    """Examples whose questions `person_id` answers and has not answered all of. One statement."""
    rows = session.execute(
        _listed()
        .where(Example.contact_id == person_id, _number(*WAITING) > 0)
        .order_by(Example.published_at, Example.id)
    )
    return [Listed(*row) for row in rows]


def _listed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Example,
            Body.name,
            _number(ExampleRequest.withdrawn_at.is_(None)),
            _number(*WAITING),
        )
        .join(Body, Body.id == Example.unit_id)
        .where(*STANDS)
    )


def _number(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(ExampleRequest.example_id == Example.id, *conditions)
        .correlate(Example)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One example with the names around it."""

    example: Example
    unit: str
    contact: str | None
    campaign: Campaign
    nr: int | None


def get_example(session: Session, example_id: UUID) -> Shown:
    """NotFoundError where it does not exist or was withdrawn."""
    row = session.execute(
        select(Example, Body.name, Person.name, Campaign, Idea.nr)
        .join(Body, Body.id == Example.unit_id)
        .join(Person, Person.id == Example.contact_id)
        .join(Campaign, Campaign.id == Example.campaign_id)
        .join(Idea, (Idea.campaign_id == Example.campaign_id) & (Idea.id == Example.idea_id))
        .where(Example.id == example_id, *STANDS)
    ).first()
    if row is None:
        raise NotFoundError(f"example {example_id}")
    return Shown(*row)


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody who asked, and what they were answered."""

    id: UUID
    person_id: UUID
    name: str | None
    body: str | None
    kind: str
    message: str
    asked_at: datetime
    answer_id: UUID | None
    answer: str | None
    starts_at: datetime | None
    place: str | None
    answered_by: str | None
    answered_at: datetime | None


def list_requests(
    session: Session, example_id: UUID, *, person_id: UUID | None = None
) -> Sequence[Request]:
    """All of them, or one person's own; those that wait first. One statement."""
    answerer = aliased(Person)
    wanted = select(
        ExampleRequest.id,
        ExampleRequest.person_id,
        Person.name,
        Body.name,
        ExampleRequest.kind,
        ExampleRequest.message,
        ExampleRequest.asked_at,
        ExampleAnswer.id,
        ExampleAnswer.text,
        ExampleAnswer.starts_at,
        ExampleAnswer.place,
        answerer.name,
        ExampleAnswer.answered_at,
    )
    wanted = (
        wanted.join(Person, Person.id == ExampleRequest.person_id)
        .outerjoin(Body, Body.id == ExampleRequest.body_id)
        .outerjoin(ExampleAnswer, ExampleAnswer.id == ExampleRequest.answer_id)
        .outerjoin(answerer, answerer.id == ExampleAnswer.answered_by)
        .where(ExampleRequest.example_id == example_id, ExampleRequest.withdrawn_at.is_(None))
        .order_by(ExampleRequest.answer_id.is_not(None), ExampleRequest.asked_at)
    )
    if person_id is not None:
        wanted = wanted.where(ExampleRequest.person_id == person_id)
    rows: Iterable[Any] = session.execute(wanted)
    return [Request(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one has asked for, and whether there is an answer."""

    example_id: UUID
    title: str
    kind: str
    asked_at: datetime
    answered_at: datetime | None
    starts_at: datetime | None


def list_my_requests(session: Session, person_id: UUID) -> Sequence[Asked]:
    """The newest first, about examples that still stand. One statement."""
    rows = session.execute(
        select(
            Example.id,
            Example.title,
            ExampleRequest.kind,
            ExampleRequest.asked_at,
            ExampleAnswer.answered_at,
            ExampleAnswer.starts_at,
        )
        .join(Example, Example.id == ExampleRequest.example_id)
        .outerjoin(ExampleAnswer, ExampleAnswer.id == ExampleRequest.answer_id)
        .where(
            ExampleRequest.person_id == person_id,
            ExampleRequest.withdrawn_at.is_(None),
            *STANDS,
        )
        .order_by(ExampleRequest.asked_at.desc(), ExampleRequest.id)
        .limit(SHOWN)
    )
    return [Asked(*row) for row in rows]
