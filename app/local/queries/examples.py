"""What others have carried out, and who asks about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.errors import NotFoundError
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


@dataclass(frozen=True, slots=True)
class Listed:
    """One example in the list."""

    example: Example
    unit: str
    asked: int
    waiting: int
    """Requests without an answer; shown to the one who answers them alone."""


def list_examples(session: Session, *, limit: int = SHOWN) -> Sequence[Listed]:
    """The newest first, with how many have asked. One statement."""
    asked = (
        select(func.count())
        .where(ExampleRequest.example_id == Example.id)
        .correlate(Example)
        .scalar_subquery()
    )
    waiting = (
        select(func.count())
        .where(ExampleRequest.example_id == Example.id, ExampleRequest.answer_id.is_(None))
        .correlate(Example)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Example, Body.name, asked, waiting)
        .join(Body, Body.id == Example.unit_id)
        .where(Example.withdrawn_at.is_(None))
        .order_by(Example.published_at.desc(), Example.id)
        .limit(limit)
    )
    return [Listed(*row) for row in rows]


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
        .where(Example.id == example_id, Example.withdrawn_at.is_(None))
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
    answer: str | None
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
        ExampleAnswer.text,
        answerer.name,
        ExampleAnswer.answered_at,
    )
    wanted = (
        wanted.join(Person, Person.id == ExampleRequest.person_id)
        .outerjoin(Body, Body.id == ExampleRequest.body_id)
        .outerjoin(ExampleAnswer, ExampleAnswer.id == ExampleRequest.answer_id)
        .outerjoin(answerer, answerer.id == ExampleAnswer.answered_by)
        .where(ExampleRequest.example_id == example_id)
        .order_by(ExampleRequest.answer_id.is_not(None), ExampleRequest.asked_at)
    )
    if person_id is not None:
        wanted = wanted.where(ExampleRequest.person_id == person_id)
    rows: Iterable[Any] = session.execute(wanted)
    return [Request(*row) for row in rows]
