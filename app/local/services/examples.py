"""Telling others what was carried out, and asking about it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.queries import find_person
from app.campaigns.queries import get_campaign_view, get_campaign_view_by_id
from app.domain.addresses import same_address
from app.domain.dates import day_of
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import AnswerStatus
from app.domain.text import clean_line, clean_text, within
from app.ideas.queries.single import get_idea
from app.local.queries.examples import STANDS, WAITING
from app.local.queries.reminding import list_who_heads
from app.models import Example, ExampleRequest, Person
from app.notices.services import tell

MOST_TITLE = 300
MOST_BODY = 10_000
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
    if person is None or person.link_only_since:  # who has no account reads no question
        raise InvalidInputError(field="contact", reason="unknown")
    return person.id


def get_shown(session: Session, example_id: UUID) -> Example:
    example = session.scalar(select(Example).where(Example.id == example_id, *STANDS))
    if example is None:
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
    """Take it off the list; what was asked and answered is kept, and those who wait are told."""
    example = get_shown(session, example_id)
    if not answers_for(session, actor, example, now):
        raise NotAllowedError("not the contact")
    example.withdrawn_at = now
    session.flush()
    waiting = session.scalars(
        select(ExampleRequest.person_id).where(ExampleRequest.example_id == example_id, *WAITING)
    )
    facts: dict[str, str | int | None] = {"title": example.title}
    people, key = set(waiting) - {actor.person_id}, f"example_withdrawn:{example_id}"
    tell(session, "example_withdrawn", people, event_key=key, facts=facts, now=now)
    return example


def ask_about(
    session: Session,
    actor: Actor,
    example_id: UUID,
    *,
    kind: str,
    message: str,
    now: datetime,
) -> tuple[ExampleRequest, bool]:
    """Ask for the presentation, a visit, or to see it; the contact is told. Whether it is new.

    One who has asked for the same and has no answer yet has asked already: what is written now
    takes the place of what was.
    """
    example = get_shown(session, example_id)
    if kind not in KINDS:
        raise InvalidInputError(field="kind", reason="unknown")
    message = within(clean_text(message), field="message", most=MOST_MESSAGE)
    if open_already := session.scalar(_open(actor, example_id, kind)):
        open_already.message = message or open_already.message
        session.flush()
        return open_already, False
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
        return session.scalars(_open(actor, example_id, kind)).one(), False
    facts: dict[str, str | int | None] = {
        "example_id": str(example_id),
        "title": example.title,
        "kind": kind,
        "message": message,
    }
    people = _who_answers(session, example, now) - {actor.person_id}
    # Asking, taking back and asking again fills nobody's mailbox: once a day is told.
    key = f"asked:{example_id}:{actor.person_id}:{kind}:{day_of(now)}"
    tell(session, "example_asked", people, event_key=key, facts=facts, now=now)
    return request, True


def _who_answers(session: Session, example: Example, now: datetime) -> set[UUID]:
    """The contact; once they have left, those who lead the unit."""
    contact = session.get_one(Person, example.contact_id)
    if contact.disabled_at is None and contact.erased_at is None:
        return {contact.id}
    return list_who_heads(session, [example.unit_id], now)[example.unit_id]


def _open(actor: Actor, example_id: UUID, kind: str) -> Select[ExampleRequest]:
    return select(ExampleRequest).where(
        ExampleRequest.example_id == example_id,
        ExampleRequest.person_id == actor.person_id,
        ExampleRequest.kind == kind,
        *WAITING,
    )


def take_back_request(session: Session, actor: Actor, request_id: UUID, *, now: datetime) -> None:
    """Ask no longer; twice is once.

    NotFoundError for another's. ConflictError once it was answered.
    """
    request = session.get(ExampleRequest, request_id, with_for_update=True)
    if request is None or request.person_id != actor.person_id:
        raise NotFoundError(f"request {request_id}")
    if request.answer_id is not None:
        raise ConflictError("answered")
    request.withdrawn_at = request.withdrawn_at or now
    session.flush()
