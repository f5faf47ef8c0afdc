"""Reads about people and their memberships, for those who administer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.accounts.queries import is_current
from app.domain.errors import NotFoundError
from app.models import Body, Invitation, Membership, Person

PAGE = 30
"""People on one page."""
_ALPHABETICAL = (Person.sort_key, Person.id)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list, with what they belong to now."""

    person: Person
    memberships: Sequence[tuple[str, str]]
    """Name of the body and role."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the list."""

    rows: list[PersonRow]
    next_after: UUID | None
    """Where the next page begins, if there is one."""
    total: int


def list_people(
    session: Session,
    *,
    words: str = "",
    body: Body | None = None,
    only_disabled: bool = False,
    after: UUID | None = None,
    now: datetime,
) -> PeoplePage:
    """People whose name or address holds every word, by name. At most four statements."""
    wanted = _wanted(words, body, only_disabled, now)
    total = session.scalar(select(func.count()).select_from(Person).where(*wanted)) or 0
    statement = select(Person).where(*wanted).order_by(*_ALPHABETICAL).limit(PAGE + 1)
    if after and (last := session.get(Person, after)):
        statement = statement.where(tuple_(*_ALPHABETICAL) > (last.sort_key, last.id))
    people = session.scalars(statement).all()
    held = _current_memberships(session, [person.id for person in people[:PAGE]], now)
    rows = [PersonRow(person, held.get(person.id, [])) for person in people[:PAGE]]
    return PeoplePage(rows, rows[-1].person.id if len(people) > PAGE else None, total)


def _wanted(
    words: str, body: Body | None, only_disabled: bool, now: datetime
) -> list[ColumnElement[bool]]:
    wanted = [Person.erased_at.is_(None), *(holds(word) for word in words.split())]
    if only_disabled:
        wanted.append(Person.disabled_at.is_not(None))
    if body is not None:
        wanted.append(
            exists().where(
                Membership.person_id == Person.id, Membership.body_id == body.id, is_current(now)
            )
        )
    return wanted


def holds(word: str) -> ColumnElement[bool]:
    """In any case; SQLite folds only the English letters, so «ødeg» is tried as «Ødeg» too."""
    spellings = {word, word.lower(), word.upper(), word.capitalize()}
    return or_(
        *(
            column.icontains(spelling, autoescape=True)
            for spelling in sorted(spellings)
            for column in (Person.name, Person.email)
        )
    )


def _current_memberships(
    session: Session, person_ids: Sequence[UUID], now: datetime
) -> dict[UUID, list[tuple[str, str]]]:
    found: dict[UUID, list[tuple[str, str]]] = {}
    for person_id, name, role in session.execute(
        select(Membership.person_id, Body.name, Membership.role)
        .join(Body, Body.id == Membership.body_id)
        .where(Membership.person_id.in_(person_ids), is_current(now))
        .order_by(Body.name, Membership.role)
    ):
        found.setdefault(person_id, []).append((name, role))
    return found


def get_person(session: Session, person_id: UUID) -> Person:
    """NotFoundError when unknown or erased."""
    person = session.get(Person, person_id)
    if person is None or person.erased_at:
        raise NotFoundError(f"person {person_id}")
    return person


def list_memberships(session: Session, person_id: UUID) -> list[Row[Membership, Body]]:
    """All of a person's memberships, the ended ones too, newest first."""
    return list(
        session.execute(
            select(Membership, Body)
            .join(Body, Body.id == Membership.body_id)
            .where(Membership.person_id == person_id)
            .order_by(Membership.starts_at.desc(), Body.name)
        )
    )


def list_waiting_invitations(
    session: Session, body_ids: Sequence[UUID], *, now: datetime
) -> list[Row[Any]]:
    """Invitations to these bodies that nobody has taken up yet: row, body's and inviter's name."""
    return list(
        session.execute(
            select(Invitation, Body.name, Person.name)
            .join(Body, Body.id == Invitation.body_id)
            .join(Person, Person.id == Invitation.invited_by)
            .where(
                Invitation.body_id.in_(body_ids),
                Invitation.accepted_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > now,
            )
            .order_by(Invitation.created_at.desc(), Invitation.id)
            .limit(200)
        )
    )
