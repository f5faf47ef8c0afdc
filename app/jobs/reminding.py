"""Sends the reminders that are due, straight from the question who has not acted.

No mail waits in the outbox and no list is made: the cursor is all that is kept, written after each
mail. A worker that dies in between repeats one mail at most, under the same Message-ID.
"""

import logging
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from flask import current_app

from app.core.db import atomic, db
from app.jobs.mail import letter_of
from app.outbox.rendering import Draft
from app.outbox.sending import ServerDownError, Transport, UnsentError, open_transport
from app.reminders.queries import Batch, Waiting, next_batch
from app.reminders.rounds import Round, list_due
from app.reminders.services import (
    REMINDER,
    claim_round,
    finish_round,
    note_reached,
    queue_again,
    release_round,
)
from app.web.clock import now

MOST_PER_RUN = 400
"""So that somebody who waits for a link to sign in does not wait for thousands of reminders."""
FRESH = timedelta(seconds=30)
"""How old the answer to «who has not acted» may be when a mail leaves."""

log = logging.getLogger(__name__)


def remind_of_deadlines() -> bool:
    """Go on with every round that is due, until it is others' turn; whether there is more."""
    rounds = list_due(db.session(), now())
    if not rounds:
        return False
    left = MOST_PER_RUN
    with closing(open_transport(current_app.config, Path(current_app.instance_path))) as transport:
        for which in rounds:
            try:
                left -= _go_on(which, transport, left)
            except ServerDownError as error:
                log.warning("reminders wait for the mail server: %s", error.reason)
                return False
            if left <= 0:
                return True
    return False


def _go_on(which: Round, transport: Transport, most: int) -> int:
    """Some batches of one round; how many mails."""
    with atomic() as session:
        is_ours, reached = claim_round(session, which, now=now())
    sent = 0
    try:
        while is_ours and sent < most:
            batch, read_at = _read(which, reached)
            for person in batch.people:
                if now() - read_at > FRESH:
                    break
                _remind(which, person, transport)
                reached, sent = person.person_id, sent + 1
            else:
                reached = batch.reaches
                if batch.is_last:
                    with atomic() as session:
                        finish_round(session, which, now=now())
                    return sent
    finally:
        if is_ours:
            with atomic() as session:
                release_round(session, which)
    return sent


def _read(which: Round, reached: UUID | None) -> tuple[Batch, datetime]:
    """Who comes next; nobody where the deadline has moved or the campaign closed meanwhile."""
    with atomic(reads_only=True) as session:
        moment = now()
        if not any(_is_same(which, each) for each in list_due(session, moment)):
            return Batch((), which.campaign_id, is_last=True), moment
        return next_batch(session, which, after=reached, now=moment), moment


def _is_same(one: Round, other: Round) -> bool:
    return (one.campaign_id, one.act, one.deadline_at) == (
        other.campaign_id,
        other.act,
        other.deadline_at,
    )


def _remind(which: Round, person: Waiting, transport: Transport) -> None:
    """One mail, and the cursor moved past its receiver."""
    mail_id = uuid5(
        NAMESPACE_URL,
        f"{which.campaign_id}/{which.act}/{which.step}/{which.deadline_at}/{person.person_id}",
    )
    draft = Draft(
        mail_id,
        REMINDER,
        person.email,
        person.name,
        person.locale,
        which.facts | {"lacks": person.lacks},
        person.person_id,
    )
    is_later = False
    try:
        transport.send(letter_of(draft), now=now())
    except ServerDownError:
        raise
    except UnsentError as error:
        is_later = not error.is_final
    with atomic() as session:
        if is_later:
            queue_again(session, which, person.person_id, mail_id, now=now())
        note_reached(session, which, person.person_id, now=now())
