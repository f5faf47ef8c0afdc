"""One's own notices and choices, and the administrator's log of mail."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from app.domain.notices import DEFAULTS, TOPIC_OF, Delivery, NoticeTopic
from app.domain.permissions import Actor, Permission, require_role
from app.domain.proposals import OUT_OF_SIGHT
from app.models import Campaign, Idea, Notice, NoticeSetting, OutboxMail, Person

SHOWN = 30
LOG_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One notice, with what its words are made of."""

    id: UUID
    kind: str
    facts: dict[str, Any]
    created_at: datetime
    is_read: bool


def list_notices(
    session: Session, actor: Actor, *, limit: int = SHOWN
) -> tuple[Sequence[Told], int]:
    """One's own, newest first, and how many there are in all. One statement."""
    rows = session.execute(
        select(Notice, func.count().over())
        .where(Notice.person_id == actor.person_id)
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(limit)
    ).all()
    told = [
        Told(each.id, each.kind, json.loads(each.facts), each.created_at, each.read_at is not None)
        for each, _ in rows
    ]
    leave_out_titles(session, actor.person_id, [(each.kind, each.facts) for each in told])
    return told, rows[0][1] if rows else 0


def list_unread_about(
    session: Session, actor: Actor, about: Sequence[str]
) -> Sequence[tuple[UUID, str, str]]:
    """One's own unread ones whose facts hold all of these words: id, kind and facts."""
    rows = session.execute(
        select(Notice.id, Notice.kind, Notice.facts)
        .where(
            Notice.person_id == actor.person_id,
            Notice.read_at.is_(None),
            *(Notice.facts.contains(word, autoescape=True) for word in about),
        )
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(SHOWN)
    )
    return [(id, kind, facts) for id, kind, facts in rows]


def leave_out_titles(
    session: Session, person_id: UUID, told: Sequence[tuple[str, dict[str, Any]]]
) -> None:
    """Let a proposal that was hidden or withdrawn since go by its number, but for its author.

    One statement, none where nothing is about a proposal. Receipts stay as they were written.
    """
    about: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for kind, facts in told:
        if kind in TOPIC_OF and facts.get("slug") and facts.get("nr"):
            about.setdefault((facts["slug"], facts["nr"]), []).append(facts)
    if not about:
        return
    gone = (
        select(Campaign.slug, Idea.nr)
        .join(Idea, Idea.campaign_id == Campaign.id)
        .where(
            tuple_(Campaign.slug, Idea.nr).in_(list(about)),
            Idea.state.in_(OUT_OF_SIGHT),
            Idea.author_id != person_id,
        )
    )
    for slug, nr in session.execute(gone):
        for facts in about[slug, nr or 0]:
            facts["title"] = f"nr. {nr}"


def get_deliveries(session: Session, person_id: UUID) -> dict[NoticeTopic, Delivery]:
    """What is wanted under every heading, in the order they are shown."""
    rows = session.execute(
        select(NoticeSetting.topic, NoticeSetting.delivery).where(
            NoticeSetting.person_id == person_id
        )
    )
    return DEFAULTS | {NoticeTopic(topic): Delivery(delivery) for topic, delivery in rows}


def get_locale_of(session: Session, person_id: UUID) -> str:
    """The written form somebody's mail is in; bokmål for nobody we know."""
    return session.scalar(select(Person.locale).where(Person.id == person_id)) or "nb"


@dataclass(frozen=True, slots=True)
class LoggedMail:
    """To whom, what kind, when and how it went. What it said is nowhere in it."""

    name: str | None
    address: str | None
    kind: str
    queued_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    attempts: int
    failure: str | None

    @property
    def result(self) -> str:
        """`sent`, `failed` or `waiting`."""
        if self.sent_at:
            return "sent"
        return "failed" if self.failed_at else "waiting"


_RESULTS: dict[str, ColumnElement[bool]] = {
    "sent": OutboxMail.sent_at.is_not(None),
    "failed": OutboxMail.failed_at.is_not(None),
    "waiting": and_(OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None)),
}


def list_mail(
    session: Session,
    actor: Actor,
    *,
    without: frozenset[str],
    result: str = "",
    words: str = "",
    limit: int = LOG_SHOWN,
) -> tuple[Sequence[LoggedMail], int]:
    """The log, newest first, and how many fit. One statement; administrators only.

    `without` are kinds that must leave no line about a person, not even while they wait.
    """
    require_role(actor, Permission.PERSON_ADMINISTER)
    named = (
        or_(
            Person.name.icontains(words, autoescape=True),
            Person.email.icontains(words, autoescape=True),
            OutboxMail.address_hint.icontains(words, autoescape=True),
        )
        if words
        else true()
    )
    rows = session.execute(
        select(
            Person.name,
            func.coalesce(Person.email, OutboxMail.address_hint),
            OutboxMail.kind,
            OutboxMail.queued_at,
            OutboxMail.sent_at,
            OutboxMail.failed_at,
            OutboxMail.attempts,
            OutboxMail.failure,
            func.count().over(),
        )
        .outerjoin(Person, Person.id == OutboxMail.person_id)
        .where(OutboxMail.kind.not_in(without), _RESULTS.get(result, true()), named)
        .order_by(OutboxMail.queued_at.desc(), OutboxMail.id)
        .limit(limit)
    ).all()
    return [LoggedMail(*row[:-1]) for row in rows], rows[0][-1] if rows else 0
