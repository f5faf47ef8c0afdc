"""Reads about accounts and sessions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.core.db import UtcDateTime
from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor, BodyKind, BodyRef, MembershipRef, Role
from app.domain.roles import ROLES_IN
from app.models import Body, Membership, Notice, Person, PersonalLink, SignIn


def hash_token(token: str) -> str:
    """What is stored of a token: its SHA-256, hexadecimal."""
    return sha256(token.encode()).hexdigest()


def is_current(now: datetime) -> ColumnElement[bool]:
    """Whether a membership counts at this moment."""
    return and_(
        Membership.starts_at <= now, or_(Membership.ends_at.is_(None), Membership.ends_at > now)
    )


SignInRow = Row[*tuple[Any, ...]]


def find_sign_in(
    session: Session, token: str, *, idle_minutes: int, max_hours: int, now: datetime
) -> tuple[SignInRow, Actor] | None:
    """Who a session token belongs to and what they may act as.

    The row holds id, name, email, locale, seen_at and unread (how many notices).

    One statement, made once, since every request of somebody signed in begins with it. A session
    that a personal link opened lasts no longer than the link, and has its body and campaign only.
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
    first, held = rows[0], [tuple(row[5:9]) for row in rows if row.role]
    if first.link_id is not None:
        held = [_as_member(each) for each in held if each[1] == first.link_body_id]
    actor = _actor(first.id, held)
    return first, replace(actor, only_campaign=first.link_campaign_id)


def _as_member(held: tuple[Any, ...]) -> tuple[Any, ...]:
    """The usual role in that body, whichever is held: a link gives membership and nothing more."""
    _role, body_id, path, kind = held
    return (ROLES_IN[BodyKind(kind)][0], body_id, path, kind)


@cache
def _sign_in() -> Select[*tuple[Any, ...]]:
    """Of tables and not of classes: the ORM's way to a row of columns is nearly twice as long."""
    persons, sign_ins, links = Person.__table__, SignIn.__table__, PersonalLink.__table__
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
            sign_ins.c.link_id,
            links.c.body_id.label("link_body_id"),
            links.c.campaign_id.label("link_campaign_id"),
            _unread(persons.c.id),
        )
        .select_from(persons)
        .join(sign_ins, sign_ins.c.person_id == persons.c.id)
        .outerjoin(links, links.c.id == sign_ins.c.link_id)
        .outerjoin(memberships, is_current)
        .outerjoin(bodies, bodies.c.id == memberships.c.body_id)
        .where(
            sign_ins.c.token_hash == bindparam("token_hash"),
            sign_ins.c.seen_at > bindparam("seen_after"),
            sign_ins.c.created_at > bindparam("created_after"),
            or_(
                sign_ins.c.link_id.is_(None),
                and_(links.c.revoked_at.is_(None), links.c.expires_at > now),
            ),
            persons.c.disabled_at.is_(None),
            persons.c.erased_at.is_(None),
        )
    )


def _unread(person_id: ColumnElement[UUID]) -> ColumnElement[int]:
    """For the bell on every page; rides on the statement that every page begins with."""
    notices = Notice.__table__
    return (
        select(func.count())
        .select_from(notices)
        .where(notices.c.person_id == person_id, notices.c.read_at.is_(None))
        .scalar_subquery()
        .label("unread")
    )


def get_actor(session: Session, person_id: UUID, *, now: datetime) -> Actor:
    """What a person may act as at a moment; NotFoundError when unknown, disabled or erased."""
    person = session.get(Person, person_id)
    if person is None or person.disabled_at or person.erased_at:
        raise NotFoundError(f"person {person_id}")
    rows = session.execute(
        select(Membership.role, Body.id, Body.path, Body.kind)
        .join(Body, Body.id == Membership.body_id)
        .where(Membership.person_id == person_id, is_current(now))
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


def find_person(session: Session, email: str) -> Person | None:
    """Somebody with a live account, by normalised address."""
    return session.scalar(
        select(Person).where(
            Person.email == email, Person.disabled_at.is_(None), Person.erased_at.is_(None)
        )
    )
