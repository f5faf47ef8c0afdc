"""Sends what waits in the outbox."""

import json
import logging
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from jinja2 import TemplateError
from sqlalchemy.orm import Session

from app.accounts.services import invitations, links
from app.core.db import atomic
from app.councils.services import links as council_links
from app.domain.notices import DIGEST, TRACELESS
from app.jobs.calendar_entries import WITH_CALENDAR, council_calendar
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


def send_due_mail() -> None:
    """Send until nothing is due; stop at once when the server is down, and try again later."""
    transport = open_transport(current_app.config, Path(current_app.instance_path))
    with closing(transport):
        for _ in range(MOST_PER_RUN):
            if not _send_next(transport):
                return


def _send_next(transport: Transport) -> bool:
    """One mail, whose claim is committed before it leaves. Whether it is worth going on."""
    with atomic() as session:
        mail = claim_next(session, now=now())
        if mail is None:
            return False
        draft = _draft(session, mail, now=now())
        if draft is None:
            drop_mail(session, mail.id)
            return True
    try:
        transport.send(_letter(draft), now=now())
    except UnsentError as error:
        _not_sent(draft, error)
        return not isinstance(error, ServerDownError)
    with atomic() as session:
        if draft.kind in TRACELESS:  # that somebody got it says what they have not done
            drop_mail(session, draft.mail_id)
        else:
            mark_sent(session, draft.mail_id, now=now())
    return True


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
    enclosed = council_calendar(session, facts, locale) if mail.kind in WITH_CALENDAR else ()
    return Draft(mail.id, mail.kind, address, name or "", locale, facts, mail.person_id, enclosed)


def _letter(draft: Draft) -> Letter:
    try:
        return render_letter(draft)
    except (TemplateError, LookupError, TypeError, ValueError) as fault:
        log.exception("a mail of kind %s could not be written", draft.kind)
        raise UnsentError(f"not written: {type(fault).__name__}") from fault


def _not_sent(draft: Draft, error: UnsentError) -> None:
    log.warning("a mail did not leave: %s", error.reason)
    with atomic() as session:
        if draft.kind in TRACELESS and error.is_final:
            drop_mail(session, draft.mail_id)
        else:
            mark_unsent(
                session,
                draft.mail_id,
                failure=error.reason,
                is_final=error.is_final,
                now=now(),
            )
