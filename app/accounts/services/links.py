"""Links in the mail, to sign in or to choose a new password."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from app.accounts.queries import hash_token
from app.accounts.services.sign_ins import make_token
from app.domain.addresses import same_address
from app.domain.errors import InvalidTokenError
from app.models import MailedLink, OutboxMail, Person
from app.outbox.services import queue_mail

SIGN_IN = "sign_in_link"
RESET = "reset_link"
LIFETIME = timedelta(minutes=10)
"""From the moment the mail is sent; the most that OWASP's ASVS 5.0 (6.5.5) allows."""
STALE_AFTER = timedelta(minutes=30)
"""A mail that could not leave for so long surprises more than it helps."""


def ask_for_link(
    session: Session, purpose: str, *, email: str, next_url: str | None = None, now: datetime
) -> None:
    """Queue the mail. The worker finds out whether anybody has the address, so that asking does
    the same, and takes the same time, for every address.
    """
    queue_mail(session, purpose, address=same_address(email), facts={"next": next_url}, now=now)


def issue_link(
    session: Session, mail: OutboxMail, facts: dict[str, Any], *, now: datetime
) -> dict[str, Any] | None:
    """Make the token as the mail leaves; None when the mail must not leave at all: nobody has an
    account with that address, or it comes too late.
    """
    person = session.scalar(
        select(Person).where(
            Person.email == mail.address,
            Person.link_only_since.is_(None),
            Person.disabled_at.is_(None),
            Person.erased_at.is_(None),
        )
    )
    if person is None or now - mail.queued_at > STALE_AFTER:
        return None
    token = make_token()
    session.add(
        MailedLink(
            token_hash=hash_token(token),
            purpose=mail.kind,
            person_id=person.id,
            next_url=facts.get("next"),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    minutes = LIFETIME // timedelta(minutes=1)
    return {"token": token, "minutes": minutes, "name": person.name, "locale": person.locale}


def find_link(
    session: Session, token: str, purpose: str, *, now: datetime
) -> Row[MailedLink, Person]:
    """The link and whose it is. Looking changes nothing: mail scanners look too.

    Raises InvalidTokenError when it is unknown, used, too old or of another kind.
    """
    row = session.execute(
        select(MailedLink, Person)
        .join(Person, Person.id == MailedLink.person_id)
        .where(
            MailedLink.token_hash == hash_token(token),
            MailedLink.purpose == purpose,
            MailedLink.used_at.is_(None),
            MailedLink.expires_at > now,
            Person.link_only_since.is_(None),
            Person.disabled_at.is_(None),
            Person.erased_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise InvalidTokenError(purpose)
    return row


def use_link(
    session: Session, token: str, purpose: str, *, now: datetime
) -> Row[MailedLink, Person]:
    """Use the link up. Of several presses at once exactly one succeeds."""
    found = find_link(session, token, purpose, now=now)
    link, person = found
    used = session.execute(
        update(MailedLink)
        .where(MailedLink.id == link.id, MailedLink.used_at.is_(None))
        .values(used_at=now)
        .returning(MailedLink.id)
    ).one_or_none()
    if used is None:
        raise InvalidTokenError(purpose)
    if purpose == RESET:
        _use_up_others(session, person, now=now)
    return found


def _use_up_others(session: Session, person: Person, *, now: datetime) -> None:
    """A new password ends every older way in."""
    session.execute(
        update(MailedLink)
        .where(MailedLink.person_id == person.id, MailedLink.used_at.is_(None))
        .values(used_at=now)
    )
