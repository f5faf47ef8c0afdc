"""Puts mail in the outbox, and hands it to a worker, one worker a mail."""

import json
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    String,
    delete,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from app.core.db import RandomUuid, UtcDateTime, insert_if_new
from app.domain.notices import TRACELESS
from app.models import OutboxMail

CLAIM = timedelta(minutes=5)
"""How long a mail belongs to the worker that took it; sending one ends within a minute."""
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)
"""A mail server that was down over a long weekend still gets everything."""
AHEAD = timedelta(days=1)
"""Who asked for a link sits and waits: it goes before what was queued for many the day before."""
KEPT_FOR = timedelta(days=30)
"""How long one can see that a mail was sent, and when; what it said is gone at once."""


def queue_mail(
    session: Session,
    kind: str,
    *,
    person_id: UUID | None = None,
    address: str | None = None,
    facts: dict[str, str | int | None],
    now: datetime,
) -> OutboxMail:
    """Write a mail in the caller's transaction; it leaves after the commit or not at all.

    `kind` names the template `mail/<kind>.txt`; `facts` is what it needs and never a secret or a
    vote; a fact called `…_at` is an ISO moment. Give `person_id`, or `address` for somebody
    without an account.
    """
    mail = OutboxMail(
        person_id=person_id,
        address=address,
        address_hint=hidden(address) if address else None,
        kind=kind,
        facts=json.dumps(facts, ensure_ascii=False),
        queued_at=now,
        due_at=now - AHEAD if address else now,
    )
    session.add(mail)
    return mail


def hidden(address: str) -> str:
    """«b…@etaten.example»: enough to recognise an address one knows, and no more."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def queue_mails(
    session: Session,
    kind: str,
    people: Select[UUID],
    *,
    event_key: str | None = None,
    facts: dict[str, str | int | None],
    now: datetime,
) -> int:
    """The same mail to all of these, in one statement: to many it is much faster. How many.

    With an `event_key` those who have got, or are about to get, a mail of it are left out.
    """
    columns: dict[str, ColumnElement[Any]] = {
        "id": RandomUuid(),
        "person_id": people.subquery().c[0],
        "kind": literal(kind),
        "facts": literal(json.dumps(facts, ensure_ascii=False)),
        "queued_at": literal(now, UtcDateTime),
        "due_at": literal(now, UtcDateTime),
        "attempts": literal(0),
        "event_key": literal(event_key, String),
    }
    rows = select(*columns.values()).where(true())  # SQLite: else ON CONFLICT reads as a join's ON
    queued = session.execute(
        insert_if_new(session, OutboxMail).from_select(list(columns), rows, include_defaults=False),
        execution_options={"preserve_rowcount": True},
    )
    return cast(CursorResult[Any], queued).rowcount


def claim_next(session: Session, *, now: datetime) -> OutboxMail | None:
    """Take the mail that has been due the longest, or None. No other worker gets the same.

    A worker that dies with it gives it back when the claim runs out.
    """
    mail = session.scalar(
        select(OutboxMail)
        .where(
            OutboxMail.due_at <= now, OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None)
        )
        .order_by(OutboxMail.due_at, OutboxMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if mail is not None:
        mail.due_at = now + CLAIM
        mail.attempts += 1
        session.flush()
    return mail


def mark_sent(session: Session, mail_id: UUID, *, now: datetime) -> None:
    """It left. What it said, and to which address, is forgotten."""
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == mail_id)
        .values(sent_at=now, failure=None, facts="{}", address=None)
        .execution_options(synchronize_session=False)
    )


def mark_unsent(
    session: Session, mail_id: UUID, *, failure: str, is_final: bool = False, now: datetime
) -> None:
    """It did not leave: try again later and later, for three days."""
    mail = session.get(OutboxMail, mail_id)
    if mail is None:  # its receiver was erased meanwhile
        return
    mail.failure = failure[:200]
    gives_up = is_final or now - mail.queued_at >= GIVE_UP_AFTER
    if gives_up and mail.kind in TRACELESS:
        session.delete(mail)
    elif gives_up:
        mail.failed_at = now
        mail.facts, mail.address = "{}", None
    else:
        mail.due_at = now + min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(mail.attempts - 1, 16))


def drop_mail(session: Session, mail_id: UUID) -> None:
    """Take back a mail that nobody should get any more."""
    session.execute(delete(OutboxMail).where(OutboxMail.id == mail_id))


def sweep_outbox(session: Session, *, now: datetime) -> None:
    """Delete what was sent or given up long ago."""
    for moment in (OutboxMail.sent_at, OutboxMail.failed_at):
        session.execute(delete(OutboxMail).where(moment < now - KEPT_FOR))
