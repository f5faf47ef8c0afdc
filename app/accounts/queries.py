"""Reads about accounts and sessions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.permissions import Actor, BodyKind, BodyRef, MembershipRef, Role
from app.models import Body, Membership, Person, SignIn


def hash_token(token: str) -> str:
    """What is stored of a token: its SHA-256, hexadecimal."""
    return sha256(token.encode()).hexdigest()


def _is_current(now: datetime) -> ColumnElement[bool]:
    return and_(
        Membership.starts_at <= now, or_(Membership.ends_at.is_(None), Membership.ends_at > now)
    )


def find_sign_in(
    session: Session, token: str, *, idle_minutes: int, max_hours: int, now: datetime
) -> tuple[Person, Actor, datetime] | None:
    """The person behind a session token, what they may act as and when the session was last seen.

    One statement.
    """
    rows = session.execute(
        select(Person, Membership, Body, SignIn.seen_at)
        .join(SignIn, SignIn.person_id == Person.id)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, _is_current(now)))
        .outerjoin(Body, Body.id == Membership.body_id)
        .where(
            SignIn.token_hash == hash_token(token),
            SignIn.seen_at > now - timedelta(minutes=idle_minutes),
            SignIn.created_at > now - timedelta(hours=max_hours),
            Person.disabled_at.is_(None),
            Person.erased_at.is_(None),
        )
    ).all()
    if not rows:
        return None
    person, seen_at = rows[0][0], rows[0][3]
    actor = _actor(person.id, ((held, body) for _, held, body, _ in rows if held))
    return person, actor, seen_at


def get_actor(session: Session, person_id: UUID, *, now: datetime) -> Actor:
    """What a person may act as at a moment; NotFoundError when unknown, disabled or erased."""
    person = session.get(Person, person_id)
    if person is None or person.disabled_at or person.erased_at:
        raise NotFoundError(f"person {person_id}")
    rows = session.execute(
        select(Membership, Body)
        .join(Body, Body.id == Membership.body_id)
        .where(Membership.person_id == person_id, _is_current(now))
    ).all()
    return _actor(person_id, ((held, body) for held, body in rows))


def get_account(session: Session, person_id: UUID) -> Person:
    """The person's own row, for pages about their account."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError(f"person {person_id}")
    return person


def list_own_memberships(
    session: Session, person_id: UUID, *, now: datetime
) -> list[Row[Membership, Body]]:
    """What the person belongs to now and later, by name."""
    return list(
        session.execute(
            select(Membership, Body)
            .join(Body, Body.id == Membership.body_id)
            .where(
                Membership.person_id == person_id,
                or_(Membership.ends_at.is_(None), Membership.ends_at > now),
            )
            .order_by(Body.name, Membership.role)
        )
    )


def _actor(person_id: UUID, memberships: Iterable[tuple[Membership, Body]]) -> Actor:
    return Actor(
        person_id,
        tuple(
            MembershipRef(BodyRef(body.id, body.path, BodyKind(body.kind)), Role(held.role))
            for held, body in memberships
        ),
    )
