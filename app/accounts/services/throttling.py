"""How often something may be tried, by account and by network address, never for all at once."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models import Throttle

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries within one window."""

    name: str
    most: int


PASSWORD_BY_ACCOUNT = Limit("password-account", 10)
PASSWORD_BY_ADDRESS = Limit("password-address", 100)
"""A whole office may share one address; successful sign-ins are not counted."""
LINK_BY_ACCOUNT = Limit("link-account", 5)
LINK_BY_ADDRESS = Limit("link-address", 60)
TOKEN_BY_ADDRESS = Limit("token-address", 60)

Try = tuple[Limit, str]
"""A limit and what is counted: a mail address or a network address."""


def count_tries(session: Session, *tries: Try, secret: str, now: datetime) -> int:
    """Count one more of each; returns the minutes to wait, 0 when the try may go on.

    Counting comes before trying, so that many tries at once are all counted. Commit it in a unit
    of work of its own: a failed try must not take its count back.
    """
    waits = [
        _count(session, limit, _bucket(limit, subject, secret), now=now)
        for limit, subject in sorted(tries, key=lambda each: each[0].name)
    ]
    return max(waits)


def forgive(session: Session, *tries: Try, secret: str) -> None:
    """Take back what was counted of an account that turned out to be right."""
    buckets = [_bucket(limit, subject, secret) for limit, subject in tries]
    session.execute(delete(Throttle).where(Throttle.bucket.in_(buckets)))


def take_back(session: Session, limit: Limit, subject: str, *, secret: str) -> None:
    """Take back one try, of the many that a shared network address may have."""
    bucket = _bucket(limit, subject, secret)
    row = session.get(Throttle, bucket, with_for_update=True)
    if row is not None and row.attempts > 0:
        row.attempts -= 1


def _bucket(limit: Limit, subject: str, secret: str) -> str:
    """A keyed hash: the table tells nobody which addresses were tried."""
    message = f"{limit.name}\0{subject}".encode("utf-8", "replace")
    return hmac.digest(secret.encode(), message, "sha256").hex()


def _count(session: Session, limit: Limit, bucket: str, *, now: datetime) -> int:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    is_over = Throttle.window_started_at <= now - WINDOW
    row = session.execute(
        dialect.insert(Throttle)
        .values(bucket=bucket, window_started_at=now, attempts=1)
        .on_conflict_do_update(
            index_elements=[Throttle.bucket],
            set_={
                "attempts": case((is_over, 1), else_=Throttle.attempts + 1),
                "window_started_at": case((is_over, now), else_=Throttle.window_started_at),
            },
        )
        .returning(Throttle.attempts, Throttle.window_started_at)
    ).one()
    attempts, started_at = row
    is_free: bool = attempts <= limit.most
    return 0 if is_free else ceil((started_at + WINDOW - now) / timedelta(minutes=1))
