"""A council as one person may see it: what they are to it, its offices and how it decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import is_current
from app.domain.council_access import (
    CouncilPermission,
    CouncilRole,
    council_roles,
    may_in_council,
    may_withdraw,
    require_in_council,
)
from app.domain.councils import DECIDES_TOGETHER, FEWEST_APPROVALS, OfficeKind
from app.domain.errors import NotFoundError
from app.domain.groups import Group
from app.domain.permissions import Actor, BodyKind, BodyRef
from app.domain.roles import GROUP_OF_KIND
from app.models import Body, CouncilMeeting, CouncilSettings, Membership, Office, Person
from app.organisation.queries.bodies import get_body
from app.organisation.queries.body_page import list_units_of

OfficeRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class CouncilView:
    """The body, what the actor is to it, and who holds its offices now."""

    body: Body
    units: tuple[Body, ...]
    actor: Actor
    roles: frozenset[CouncilRole]
    offices: Sequence[OfficeRow]
    """(Office, the person's name) that run now, leaders first."""
    approvals_needed: int
    phone: str
    phone_name: str

    @property
    def kind(self) -> BodyKind:
        return BodyKind(self.body.kind)

    @property
    def group(self) -> Group:
        """Whose deadlines it has."""
        return GROUP_OF_KIND[self.kind]

    @property
    def decides_together(self) -> bool:
        return self.kind in DECIDES_TOGETHER

    @property
    def is_member(self) -> bool:
        return CouncilRole.MEMBER in self.roles

    def may(self, permission: CouncilPermission) -> bool:
        return may_in_council(self.roles, permission)

    def require(self, permission: CouncilPermission) -> None:
        require_in_council(self.roles, permission)

    @property
    def may_withdraw(self) -> bool:
        """What the body has handed in, in its name."""
        return may_withdraw(self.roles, [OfficeKind(each.kind) for each, _name in self.offices])

    def mandate_of(self, person_id: UUID) -> Office | None:
        """What the person speaks on, as a representative."""
        return next(
            (
                office
                for office, _name in self.offices
                if office.person_id == person_id and office.kind == OfficeKind.REPRESENTATIVE
            ),
            None,
        )


def get_council_view(session: Session, actor: Actor, slug: str, *, now: datetime) -> CouncilView:
    """Four statements. NotFoundError when there is no such body, or it is invisible to `actor`."""
    body = get_body(session, slug)
    units = tuple(list_units_of(session, body))
    offices = list_offices(session, body.id, now=now)
    roles = council_roles(
        actor,
        BodyRef(body.id, body.path, BodyKind(body.kind)),
        [body.path, *(unit.path for unit in units)],
        [OfficeKind(office.kind) for office, _ in offices if office.person_id == actor.person_id],
    )
    if not roles:
        raise NotFoundError(f"body {slug}")
    settings = session.get(CouncilSettings, body.id)
    return CouncilView(
        body,
        units,
        actor,
        roles,
        offices,
        settings.approvals_needed if settings else FEWEST_APPROVALS,
        settings.phone if settings else "",
        settings.phone_name if settings else "",
    )


def list_offices(session: Session, body_id: UUID, *, now: datetime) -> Sequence[OfficeRow]:
    """(Office, name) that run at `now`."""
    rows = session.execute(
        select(Office, Person.name)
        .join(Person, Person.id == Office.person_id)
        .where(
            Office.body_id == body_id,
            Office.starts_at <= now,
            or_(Office.ends_at.is_(None), Office.ends_at > now),
            Person.erased_at.is_(None),
        )
    ).all()
    order = list(OfficeKind)
    return sorted(rows, key=lambda row: (order.index(row[0].kind), row[0].starts_at, row[0].id))


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to the body now."""

    person_id: UUID
    name: str | None
    email: str | None
    role: str
    starts_at: datetime
    ends_at: datetime | None
    offices: tuple[Office, ...]
    has_account: bool


def is_member_now(body_id: UUID, now: datetime) -> ColumnElement[bool]:
    """A membership of a living account in this very body."""
    return (
        (Membership.body_id == body_id)
        & is_current(now)
        & Person.disabled_at.is_(None)
        & Person.erased_at.is_(None)
    )


def list_members(session: Session, view: CouncilView, *, now: datetime) -> list[Member]:
    """Everybody with term and offices, those with an office first."""
    rows = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(is_member_now(view.body.id, now))
        .order_by(Person.sort_key, Person.id, Membership.role)
    )
    members = [
        Member(
            person.id,
            person.name,
            person.email,
            held.role,
            held.starts_at,
            held.ends_at,
            tuple(each for each, _ in view.offices if each.person_id == person.id),
            person.link_only_since is None,
        )
        for person, held in rows
    ]
    order = [office.person_id for office, _ in view.offices]
    return sorted(
        members,
        key=lambda one: order.index(one.person_id) if one.person_id in order else len(order),
    )


def list_meetings(session: Session, body_id: UUID, *, since: datetime) -> Sequence[CouncilMeeting]:
    """Meetings from `since` on, the nearest first; cancelled ones too."""
    return session.scalars(
        select(CouncilMeeting)
        .where(CouncilMeeting.body_id == body_id, CouncilMeeting.starts_at >= since)
        .order_by(CouncilMeeting.starts_at, CouncilMeeting.id)
    ).all()
