"""One answer to one or several who ask about an example: words, and when and where."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from app.domain.permissions import Actor
from app.domain.text import clean_line, clean_text, within
from app.local.queries.examples import WAITING
from app.local.services.examples import answers_for, get_shown
from app.models import Example, ExampleAnswer, ExampleRequest
from app.notices.services import tell

MOST_ANSWER = 5_000
MOST_PLACE = 300


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; a visit or a webinar has a moment and a place."""

    text: str
    starts_at: datetime | None = None
    place: str = ""


def answer_requests(
    session: Session,
    actor: Actor,
    example_id: UUID,
    *,
    requests: Collection[UUID],
    reply: Reply,
    now: datetime,
) -> int:
    """One answer to all who are named and wait; each gets it by mail. How many were answered.

    InvalidInputError (`requests`, missing) where nobody is named. Answered twice is once.
    """
    example = _answerable(session, actor, example_id, now)
    if not requests:
        raise InvalidInputError(field="requests", reason="missing")
    waiting = _locked(session, example_id, ExampleRequest.id.in_(requests), *WAITING)
    if waiting:
        answer = _write(session, actor, example_id, reply, now)
        _give(session, example, answer, waiting, "example_answered", now)
    return len(waiting)


def change_answer(
    session: Session,
    actor: Actor,
    example_id: UUID,
    answer_id: UUID,
    *,
    reply: Reply,
    now: datetime,
) -> int:
    """Another day, or called off: those who got the answer get the new one. How many.

    The old one is kept. NotFoundError where nobody holds it any longer.
    """
    example = _answerable(session, actor, example_id, now)
    holding = _locked(session, example_id, ExampleRequest.answer_id == answer_id)
    if not holding:
        raise NotFoundError(f"answer {answer_id}")
    answer = _write(session, actor, example_id, reply, now)
    _give(session, example, answer, holding, "example_answer_changed", now)
    return len(holding)


def _answerable(session: Session, actor: Actor, example_id: UUID, now: datetime) -> Example:
    example = get_shown(session, example_id)
    if not answers_for(session, actor, example, now):
        raise NotAllowedError("not the contact")
    return example


def _locked(
    session: Session, example_id: UUID, *conditions: ColumnElement[bool]
) -> Sequence[ExampleRequest]:
    return session.scalars(
        select(ExampleRequest)
        .where(ExampleRequest.example_id == example_id, *conditions)
        .with_for_update()
    ).all()


def _write(
    session: Session, actor: Actor, example_id: UUID, reply: Reply, now: datetime
) -> ExampleAnswer:
    if reply.starts_at is not None and reply.starts_at < now:
        raise InvalidInputError(field="starts_on", reason="passed")
    place = within(clean_line(reply.place), field="place", most=MOST_PLACE)
    answer = ExampleAnswer(
        example_id=example_id,
        text=within(clean_text(reply.text), field="text", least=1, most=MOST_ANSWER),
        starts_at=reply.starts_at,
        place=place or None,
        answered_by=actor.person_id,
        answered_at=now,
    )
    session.add(answer)
    session.flush()
    return answer


def _give(
    session: Session,
    example: Example,
    answer: ExampleAnswer,
    requests: Sequence[ExampleRequest],
    kind: str,
    now: datetime,
) -> None:
    for request in requests:
        request.answer_id = answer.id
    session.flush()
    facts: dict[str, str | int | None] = {
        "example_id": str(example.id),
        "title": example.title,
        "text": answer.text,
        "starts_at": answer.starts_at.isoformat() if answer.starts_at else None,
        "place": answer.place,
    }
    people = {request.person_id for request in requests}
    tell(session, kind, people, event_key=f"example_answer:{answer.id}", facts=facts, now=now)
