"""Sessions: rows in the database, so that ending one ends it everywhere at once."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.queries import hash_token
from app.domain.errors import WrongCredentialsError
from app.models import Person, SignIn

TOKEN_BYTES = 32
"""256 random bits in every token: nobody guesses one."""
SEEN_STEP = timedelta(minutes=5)
"""How old `seen_at` may be before it is moved, so that reading a page seldom writes."""


def make_token() -> str:
    """A new secret for a cookie or a link; only its hash is stored."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def start_sign_in(
    session: Session, person_id: UUID, *, link_id: UUID | None = None, now: datetime
) -> str:
    """Begin a session and return its token. WrongCredentialsError for a disabled account.

    `link_id`: the personal link that opened it, and that it reaches no further than.
    """
    person = session.get(Person, person_id)
    if person is None or person.disabled_at or person.erased_at:
        raise WrongCredentialsError
    token = make_token()
    session.add(
        SignIn(
            token_hash=hash_token(token),
            person_id=person_id,
            created_at=now,
            seen_at=now,
            link_id=link_id,
        )
    )
    session.flush()
    return token


def end_sign_in(session: Session, token: str) -> None:
    """End one session; nothing happens when it has ended already."""
    session.execute(delete(SignIn).where(SignIn.token_hash == hash_token(token)))


def end_sign_ins(session: Session, person_id: UUID, *, keep_token: str | None = None) -> None:
    """End all of a person's sessions, but the one of `keep_token` where given."""
    ending = delete(SignIn).where(SignIn.person_id == person_id)
    if keep_token is not None:
        ending = ending.where(SignIn.token_hash != hash_token(keep_token))
    session.execute(ending)


def touch_sign_in(session: Session, token: str, *, now: datetime) -> None:
    """Remember that the session was used. A session that has ended stays ended."""
    session.execute(
        update(SignIn).where(SignIn.token_hash == hash_token(token)).values(seen_at=now)
    )
