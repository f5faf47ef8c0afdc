"""Telling others what was carried out, asking about it, answering one or many at once."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.queries import find_person
from app.campaigns.queries import get_campaign_view, get_campaign_view_by_id
from app.domain.addresses import same_address
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import AnswerStatus
from app.domain.text import clean_line, clean_text, within
from app.ideas.queries.single import get_idea
from app.models import Example, ExampleAnswer, ExampleRequest
from app.notices.services import tell

MOST_TITLE = 300
MOST_BODY = 10_000
MOST_ANSWER = 5_000
MOST_MESSAGE = 1_000
KINDS = ("presentation", "visit", "practice")


def publish_example(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    *,
    example_id: UUID,
    title: str,
    body: str,
    contact: str,
    now: datetime,
) -> Example:
    """Tell everyone with an account what came of a proposal that was carried out.

    `example_id` comes with the form, so that one form makes one. `contact` is an address; empty
    means oneself. Who proposed it is not told here. ConflictError before it is carried out.
    """
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.EXAMPLE_PUBLISH, now)
    idea = get_idea(session, view.campaign.id, nr)
    if (made := session.get(Example, example_id)) is not None:
        return made
    if idea.status != AnswerStatus.CARRIED_OUT:
        raise ConflictError("not carried out")
    example = Example(
        id=example_id,
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        unit_id=view.owners[0].id,
        title=within(clean_line(title), field="title", least=1, most=MOST_TITLE),
        body=within(clean_text(body), field="body", least=1, most=MOST_BODY),
        contact_id=_contact(session, actor, contact),
        published_by=actor.person_id,
        published_at=now,
    )
    session.add(example)
    session.flush()
    return example


def _contact(session: Session, actor: Actor, address: str) -> UUID:
    if not address.strip():
        return actor.person_id
    person = find_person(session, same_address(address))
    if person is None:
        raise InvalidInputError(field="contact", reason="unknown")
    return person.id


def _get(session: Session, example_id: UUID) -> Example:
    example = session.get(Example, example_id)
    if example is None or example.withdrawn_at is not None:
        raise NotFoundError(f"example {example_id}")
    return example


def answers_for(session: Session, actor: Actor, example: Example, now: datetime) -> bool:
    """Whether one answers those who ask: the contact, or who looks after the campaign."""
    if actor.person_id == example.contact_id:
        return True
    try:
        view = get_campaign_view_by_id(session, actor, example.campaign_id)
    except NotFoundError:
        return False
    return view.may(Permission.EXAMPLE_PUBLISH, now)


def withdraw_example(session: Session, actor: Actor, example_id: UUID, *, now: datetime) -> Example:
    """Take it off the list; what was asked and answered is kept."""
    example = _get(session, example_id)
    if not answers_for(session, actor, example, now):
        raise NotAllowedError("not the contact")
    example.withdrawn_at = now
    session.flush()
    return example


def ask_about(
    session: Session,
    actor: Actor,
    example_id: UUID,
    *,
    kind: str,
    message: str,
    now: datetime,
) -> ExampleRequest:
    """Ask for the presentation, a visit, or to see it; the contact is told.

    One who has asked for the same and has no answer yet has asked already.
    """
    example = _get(session, example_id)
    if kind not in KINDS:
        raise InvalidInputError(field="kind", reason="unknown")
    message = within(clean_text(message), field="message", most=MOST_MESSAGE)
    if open_already := _open_request(session, actor, example_id, kind):
        return open_already
    request = ExampleRequest(
        example_id=example_id,
        person_id=actor.person_id,
        body_id=actor.memberships[0].body.id if actor.memberships else None,
        kind=kind,
        message=message,
        asked_at=now,
    )
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError:
        return session.scalars(_open(actor, example_id, kind)).one()
    facts: dict[str, str | int | None] = {
        "example_id": str(example_id),
        "title": example.title,
        "kind": kind,
        "message": message,
    }
    if example.contact_id != actor.person_id:
        tell(
            session,
            "example_asked",
            [example.contact_id],
            event_key=f"asked:{request.id}",
            facts=facts,
            now=now,
        )
    return request


def _open(actor: Actor, example_id: UUID, kind: str) -> Select[ExampleRequest]:
    return select(ExampleRequest).where(
        ExampleRequest.example_id == example_id,
        ExampleRequest.person_id == actor.person_id,
        ExampleRequest.kind == kind,
        ExampleRequest.answer_id.is_(None),
    )


def _open_request(
    session: Session, actor: Actor, example_id: UUID, kind: str
) -> ExampleRequest | None:
    return session.scalar(_open(actor, example_id, kind))


def answer_requests(
    session: Session,
    actor: Actor,
    example_id: UUID,
    *,
    requests: Collection[UUID],
    text: str,
    now: datetime,
) -> int:
    """One answer to all who are named and wait; each gets it by mail. How many were answered.

    InvalidInputError (`requests`, missing) where nobody is named. Answered twice is once.
    """
    example = _get(session, example_id)
    if not answers_for(session, actor, example, now):
        raise NotAllowedError("not the contact")
    if not requests:
        raise InvalidInputError(field="requests", reason="missing")
    text = within(clean_text(text), field="text", least=1, most=MOST_ANSWER)
    waiting = session.scalars(
        select(ExampleRequest)
        .where(
            ExampleRequest.example_id == example_id,
            ExampleRequest.id.in_(requests),
            ExampleRequest.answer_id.is_(None),
        )
        .with_for_update()
    ).all()
    if not waiting:
        return 0
    answer = ExampleAnswer(
        example_id=example_id, text=text, answered_by=actor.person_id, answered_at=now
    )
    session.add(answer)
    session.flush()
    facts: dict[str, str | int | None] = {
        "example_id": str(example_id),
        "title": example.title,
        "text": text,
    }
    for request in waiting:
        request.answer_id = answer.id
    session.flush()
    people = {request.person_id for request in waiting}
    key = f"example_answer:{answer.id}"
    tell(session, "example_answered", people, event_key=key, facts=facts, now=now)
    return len(waiting)
