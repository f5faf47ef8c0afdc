"""Reads about accounts and sessions."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Row, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.core.db import UtcDateTime
from app.domain.alphabet import sort_key
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


SignInRow = Row[*tuple[Any, ...]]


def find_sign_in(
    session: Session, token: str, *, idle_minutes: int, max_hours: int, now: datetime
) -> tuple[SignInRow, Actor] | None:
    """Who a session token belongs to (id, name, email, locale, seen_at) and what they may act as.

    One statement, made once, since every request of somebody signed in begins with it.
    """
    rows = session.execute(
        _sign_in(),
        {
            "token_hash": hash_token(token),
            "now": now,
            "seen_after": now - timedelta(minutes=idle_minutes),
            "created_after": now - timedelta(hours=max_hours),
        },
    ).all()
    if not rows:
        return None
    return rows[0], _actor(rows[0].id, (tuple(row[5:]) for row in rows if row.role))


@cache
def _sign_in() -> Select[*tuple[Any, ...]]:
    """Of tables and not of classes: the ORM's way to a row of columns is nearly twice as long."""
    persons, sign_ins = Person.__table__, SignIn.__table__
    memberships, bodies = Membership.__table__, Body.__table__
    now: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
    is_current = and_(
        memberships.c.person_id == persons.c.id,
        memberships.c.starts_at <= now,
        or_(memberships.c.ends_at.is_(None), memberships.c.ends_at > now),
    )
    return (
        select(
            persons.c.id,
            persons.c.name,
            persons.c.email,
            persons.c.locale,
            sign_ins.c.seen_at,
            memberships.c.role,
            bodies.c.id.label("body_id"),
            bodies.c.path,
            bodies.c.kind,
        )
        .select_from(persons)
        .join(sign_ins, sign_ins.c.person_id == persons.c.id)
        .outerjoin(memberships, is_current)
        .outerjoin(bodies, bodies.c.id == memberships.c.body_id)
        .where(
            sign_ins.c.token_hash == bindparam("token_hash"),
            sign_ins.c.seen_at > bindparam("seen_after"),
            sign_ins.c.created_at > bindparam("created_after"),
            persons.c.disabled_at.is_(None),
            persons.c.erased_at.is_(None),
        )
    )


def get_actor(session: Session, person_id: UUID, *, now: datetime) -> Actor:
    """What a person may act as at a moment; NotFoundError when unknown, disabled or erased."""
    person = session.get(Person, person_id)
    if person is None or person.disabled_at or person.erased_at:
        raise NotFoundError(f"person {person_id}")
    rows = session.execute(
        select(Membership.role, Body.id, Body.path, Body.kind)
        .join(Body, Body.id == Membership.body_id)
        .where(Membership.person_id == person_id, _is_current(now))
    ).all()
    return _actor(person_id, rows)


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
    rows = session.execute(
        select(Membership, Body)
        .join(Body, Body.id == Membership.body_id)
        .where(
            Membership.person_id == person_id,
            or_(Membership.ends_at.is_(None), Membership.ends_at > now),
        )
    )
    return sorted(rows, key=lambda row: (sort_key(row[1].name), row[0].role))


def _actor(person_id: UUID, memberships: Iterable[Sequence[Any]]) -> Actor:
    """From (role, id, path and kind of the body) of each membership."""
    return Actor(
        person_id,
        tuple(
            MembershipRef(BodyRef(body_id, path, BodyKind(kind)), Role(role))
            for role, body_id, path, kind in memberships
        ),
    )
