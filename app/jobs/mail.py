"""Sends what waits in the outbox."""

import json
import logging
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import current_app
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.accounts.services import invitations, links
from app.core.db import atomic
from app.councils.services import links as council_links
from app.domain.errors import DomainError
from app.domain.notices import DIGEST, TRACELESS
from app.jobs.calendar_entries import WITH_CALENDAR, deadline_calendar
from app.learning.services import evaluating
from app.models import OutboxMail, Person
from app.notices.services import prepare_digest
from app.outbox.rendering import Draft, Letter, render_letter
from app.outbox.sending import ServerDownError, Transport, UnsentError, open_transport
from app.outbox.services import claim_next, drop_mail, mark_sent, mark_unsent
from app.reminders.services import REMINDER, prepare_reminder
from app.web.clock import now

MOST_PER_RUN = 200
"""So that a long queue does not keep the other jobs waiting."""

Facts = dict[str, Any]
Settling = Callable[[Session], None]
"""Writes down how a mail went."""
# What is made at the moment a mail leaves: its token, above all. None: it must not leave.
PREPARED: dict[str, Callable[..., Facts | None]] = {
    links.SIGN_IN: council_links.answer_sign_in,
    links.RESET: council_links.answer_sign_in,
    "invitation": invitations.issue_invitation,
    council_links.MAIL: council_links.issue_link,
    evaluating.REMINDER: evaluating.prepare_reminder,
    DIGEST: prepare_digest,
    REMINDER: prepare_reminder,
}

log = logging.getLogger(__name__)


def send_due_mail() -> bool:
    """Send until nothing is due; whether more is. Stops at once when the server is down.

    How one mail went is written in the transaction that takes the next: half the commits, and
    still none leaves before it is known of the one before.
    """
    settle: Settling = _nothing
    is_server_up = True
    with closing(open_transport(current_app.config, Path(current_app.instance_path))) as transport:
        for _ in range(MOST_PER_RUN):
            with atomic() as session:
                settle(session)
                mail = claim_next(session, now=now())
                draft = _prepared(session, mail) if mail else None
            if mail is None:
                return False
            settle = _nothing
            if draft:
                settle, is_server_up = _send(draft, transport)
                if not is_server_up:
                    break
    with atomic() as session:
        settle(session)
    return is_server_up


def _nothing(_session: Session) -> None:
    """Nothing is to be settled."""


def _send(draft: Draft, transport: Transport) -> tuple[Settling, bool]:
    """How to write down what became of it, and whether it is worth going on."""
    try:
        transport.send(letter_of(draft), now=now())
    except UnsentError as error:
        log.warning("a mail did not leave: %s", error.reason)
        return _unsent(draft, error), not isinstance(error, ServerDownError)
    if draft.kind in TRACELESS:  # that somebody got it says what they have not done
        return partial(drop_mail, mail_id=draft.mail_id), True
    return partial(mark_sent, mail_id=draft.mail_id, now=now()), True


def _unsent(draft: Draft, error: UnsentError) -> Settling:
    if draft.kind in TRACELESS and error.is_final:
        return partial(drop_mail, mail_id=draft.mail_id)
    return partial(
        mark_unsent,
        mail_id=draft.mail_id,
        failure=error.reason,
        is_final=error.is_final,
        now=now(),
    )


def _prepared(session: Session, mail: OutboxMail) -> Draft | None:
    """What is to leave; None when nobody should get it, or it cannot be made.

    One that cannot be made waits its turn like one that did not leave, and stops no other.
    """
    mail_id, kind = mail.id, mail.kind
    try:
        with session.begin_nested():
            draft = _draft(session, mail, now=now())
    except (DomainError, SQLAlchemyError, LookupError, TypeError, ValueError) as fault:
        log.exception("a mail of kind %s could not be prepared", kind)
        mark_unsent(session, mail_id, failure=f"not prepared: {type(fault).__name__}", now=now())
        return None
    if draft is None:
        drop_mail(session, mail_id)
    return draft


def _draft(session: Session, mail: OutboxMail, *, now: datetime) -> Draft | None:
    """Who gets it and what it tells; None when nobody should get it any more."""
    facts: Facts = json.loads(mail.facts)
    if prepare := PREPARED.get(mail.kind):
        made = prepare(session, mail, facts, now=now)
        if made is None:
            return None
        facts |= made
    address, name, locale = mail.address, facts.get("name"), facts.get("locale")
    if mail.person_id:
        person = session.get_one(Person, mail.person_id)
        if person.disabled_at or person.erased_at:
            return None
        address, name, locale = person.email, person.name, person.locale
    if address is None:
        return None
    locale = locale or "nb"
    enclosed = deadline_calendar(session, facts, locale) if mail.kind in WITH_CALENDAR else ()
    return Draft(mail.id, mail.kind, address, name or "", locale, facts, mail.person_id, enclosed)


def letter_of(draft: Draft) -> Letter:
    """The mail in words. UnsentError where they cannot be made."""
    try:
        return render_letter(draft)
    except (TemplateError, LookupError, TypeError, ValueError) as fault:
        log.exception("a mail of kind %s could not be written", draft.kind)
        raise UnsentError(f"not written: {type(fault).__name__}") from fault
