"""A unit as the plans' pages see it: who may read and write what all its plans share."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.accounts.queries import is_current
from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, PlanScope, may_in_plan
from app.learning.queries.plans import affiliated_paths
from app.models import Body, CampaignBody, GroupMember, Membership, Person, Plan, PlanTheme
from app.organisation.queries.people import holds

MOST_FOUND = 12
"""People shown when one looks for somebody to appoint."""


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with what one person is to its plans, taken together."""

    unit: Body
    actor: Actor
    scope: PlanScope

    def may(self, permission: str) -> bool:
        """By the permission's name, so that templates can ask it."""
        return may_in_plan(self.actor, PlanPermission(permission), self.scope)


def get_unit_view(session: Session, actor: Actor, unit_slug: str) -> UnitView:
    """For whoever may read a plan of the unit; else NotFoundError. Four statements at most.

    Those who make a plan of the unit that is not archived are among its makers here.
    """
    unit = session.scalar(select(Body).where(Body.slug == unit_slug, Body.kind == "unit"))
    if unit is None:
        raise NotFoundError(f"unit {unit_slug}")
    makers = session.scalars(
        select(GroupMember.person_id)
        .join(Plan, Plan.id == GroupMember.plan_id)
        .where(Plan.unit_id == unit.id, Plan.state != "archived")
    )
    invited = session.scalars(
        select(Body.path)
        .join(CampaignBody, CampaignBody.body_id == Body.id)
        .join(PlanTheme, PlanTheme.campaign_id == CampaignBody.campaign_id)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .where(Plan.unit_id == unit.id, CampaignBody.part == "audience")
        .distinct()
    )
    scope = PlanScope(
        unit.path,
        group=frozenset(makers),
        affiliated=tuple(affiliated_paths(session, unit)),
        invited=tuple(invited),
    )
    if not scope.roles_of(actor):
        raise NotFoundError(f"unit {unit_slug}")
    return UnitView(unit, actor, scope)


def list_teams(session: Session, unit: Body) -> list[Body]:
    """The units below this one that are still there, in the order of the tree."""
    return list(
        session.scalars(
            select(Body)
            .where(
                Body.kind == "unit",
                Body.path.startswith(unit.path),
                Body.id != unit.id,
                Body.dissolved_at.is_(None),
            )
            .order_by(Body.path)
        )
    )


def belongs_to(unit: Body, now: datetime) -> ColumnElement[bool]:
    """Whether a person has a place in the unit or below it at this moment, and an open account."""
    held = exists().where(
        Membership.person_id == Person.id,
        Membership.body_id.in_(select(Body.id).where(Body.path.startswith(unit.path))),
        is_current(now),
    )
    return held & Person.disabled_at.is_(None) & Person.erased_at.is_(None)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the unit, with where they sit."""

    person_id: UUID
    name: str
    places: tuple[str, ...]
    """Names of the units they belong to."""
    paths: tuple[str, ...]


def list_colleagues(
    session: Session, unit: Body, *, words: str = "", now: datetime
) -> list[Colleague]:
    """People of the unit whose name holds every word, by name. Two statements."""
    people = session.scalars(
        select(Person)
        .where(belongs_to(unit, now), *(holds(word) for word in words.split()))
        .order_by(Person.sort_key, Person.id)
        .limit(MOST_FOUND)
    ).all()
    places = places_of(session, [person.id for person in people], now=now)
    return [
        Colleague(
            person.id,
            person.name or person.email or "",
            tuple(dict.fromkeys(body.name for body in places.get(person.id, []))),
            tuple(body.path for body in places.get(person.id, [])),
        )
        for person in people
    ]


def places_of(session: Session, person_ids: list[UUID], *, now: datetime) -> dict[UUID, list[Body]]:
    """The units in which each has a place now. One statement."""
    places: dict[UUID, list[Body]] = {}
    for person_id, body in session.execute(
        select(Membership.person_id, Body)
        .join(Body, Body.id == Membership.body_id)
        .where(
            Membership.person_id.in_(person_ids),
            Body.kind == "unit",
            is_current(now),
        )
    ):
        places.setdefault(person_id, []).append(body)
    for bodies in places.values():
        bodies.sort(key=lambda body: sort_key(body.name))
    return places
