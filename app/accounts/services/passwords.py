"""Passwords: how they are stored, checked and changed."""

import secrets
from datetime import datetime
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.services.sign_ins import end_sign_ins
from app.domain.addresses import same_address
from app.domain.errors import InvalidInputError, WrongCredentialsError
from app.models import Person
from app.outbox.services import queue_mail

SHORTEST_PASSWORD = 12
"""Characters. Length is the only demand: rules about kinds of characters make worse passwords."""
LONGEST_PASSWORD = 200
"""Bytes. Checked before hashing, which takes time that grows with the length."""

# Argon2id as OWASP's password storage advice has it: 19 MiB, two passes, one lane. About 30 ms on
# one core, and eight sign-ins at once take 150 MiB, which the smallest machine has.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS_HASH = _hasher.hash(secrets.token_hex(16))
"""Checked where there is no such account, so that the answer takes as long."""


def is_too_long(password: str) -> bool:
    """Whether a password is longer than any that is stored."""
    return len(password.encode("utf-8", "replace")) > LONGEST_PASSWORD


def hash_password(password: str) -> str:
    """What is stored of a new password. InvalidInputError when it is too short or too long."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInputError(field="password", reason="too_short", least=SHORTEST_PASSWORD)
    if is_too_long(password):
        raise InvalidInputError(field="password", reason="too_long", most=LONGEST_PASSWORD)
    return _hasher.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; the same work where there is none."""
    if is_too_long(password):
        return False
    try:
        return _hasher.verify(stored or _NOBODYS_HASH, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_password(session: Session, *, email: str, password: str) -> UUID:
    """Who has this address and password. Takes time on purpose: call it outside a unit of work.

    Raises WrongCredentialsError, the same for an unknown address as for a wrong password.
    """
    row = session.execute(
        select(Person.id, Person.password_hash).where(
            Person.email == same_address(email),
            Person.disabled_at.is_(None),
            Person.erased_at.is_(None),
        )
    ).one_or_none()
    if not is_right(row.password_hash if row else None, password) or row is None:
        raise WrongCredentialsError
    person_id: UUID = row.id
    return person_id


def rehash_if_needed(session: Session, person_id: UUID, password: str) -> None:
    """Store the password anew where it was hashed with older, weaker parameters."""
    person = session.get_one(Person, person_id)
    if person.password_hash and _hasher.check_needs_rehash(person.password_hash):
        person.password_hash = _hasher.hash(password)


def change_password(
    session: Session, person_id: UUID, *, new_hash: str, keep_token: str | None, now: datetime
) -> None:
    """Set a password, end every session but the one of `keep_token`, and tell by mail.

    Whoever has a password has an account.
    """
    person = session.get_one(Person, person_id)
    person.password_hash, person.link_only_since = new_hash, None
    end_sign_ins(session, person_id, keep_token=keep_token)
    queue_mail(session, "password_changed", person_id=person_id, facts={}, now=now)
