"""One activity as it is joined and carried out: who comes, what was used, what is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, undefer

from app.accounts.queries import is_current
from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.learning.joining import last_day_to_join, name_of_activity
from app.learning.queries.activities import ActivityView, get_activity
from app.learning.queries.plans import PlanView
from app.models import (
    Activity,
    ActivityParticipant,
    Attendance,
    Body,
    LearningOutcome,
    Material,
    Membership,
    Person,
    Plan,
    PlanTheme,
    SignUp,
)

OPEN_STATUSES = ("planned", "moved")
"""While it can still be joined and left."""


def lock_activity(session: Session, view: PlanView, activity_id: UUID) -> ActivityView:
    """The activity read fresh with its row locked: places are given out one by one."""
    session.execute(
        select(Activity)
        .where(Activity.id == activity_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return get_activity(session, view, activity_id)


def name_of(found: ActivityView) -> str:
    """What the activity is called in mails and lists."""
    return name_of_activity(found.activity.method, found.activity.arena, found.outcome.text)


def is_voluntary(found: ActivityView) -> bool:
    return found.activity.is_voluntary or found.theme.is_voluntary


def last_day(view: PlanView, found: ActivityView) -> date:
    """The last day on which one can join or leave."""
    return last_day_to_join((each.day for each in found.understood.days), view.half_year)


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody on the list; `name` is None for those who were erased."""

    person_id: UUID
    name: str | None
    is_waiting: bool
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Doing:
    """What the activity's page says beyond the plan. Names are for those who carry it out."""

    joined: list[Joined]
    materials: Sequence[Material]
    attended: list[str | None]
    """Names of those who came, where the unit keeps them."""
    person_id: UUID

    @property
    def mine(self) -> Joined | None:
        return next((one for one in self.joined if one.person_id == self.person_id), None)

    @property
    def my_place_in_line(self) -> int:
        """From 1 among those who wait; 0 where one does not."""
        waiting = [one.person_id for one in self.joined if one.is_waiting]
        return waiting.index(self.person_id) + 1 if self.person_id in waiting else 0

    @property
    def taken(self) -> int:
        return sum(not one.is_waiting for one in self.joined)

    @property
    def waiting(self) -> int:
        return sum(one.is_waiting for one in self.joined)


def get_doing(session: Session, view: PlanView, found: ActivityView) -> Doing:
    """Three statements."""
    activity_id = found.activity.id
    names = session.scalars(
        select(Person.name)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(Attendance.activity_id == activity_id)
    )
    attended = sorted(names, key=lambda name: sort_key(name or ""))
    materials = session.scalars(
        select(Material)
        .where(Material.activity_id == activity_id)
        .order_by(Material.added_at, Material.id)
    )
    joined = _list_joined(session, activity_id)
    return Doing(joined, materials.all(), attended, view.actor.person_id)


def _list_joined(session: Session, activity_id: UUID) -> list[Joined]:
    rows = session.execute(
        select(SignUp.person_id, Person.name, SignUp.is_waiting, SignUp.signed_at)
        .join(Person, Person.id == SignUp.person_id)
        .where(SignUp.activity_id == activity_id)
        .order_by(SignUp.seq)
    )
    return [Joined(*row) for row in rows]


def list_who_may_have_come(
    session: Session, activity_id: UUID, *, now: datetime
) -> list[tuple[UUID, str]]:
    """Those who signed up, were named, or belong to a body that was, by name. One statement."""
    of_this = ActivityParticipant.activity_id == activity_id
    named = exists().where(of_this, ActivityParticipant.person_id == Person.id)
    signed = exists().where(
        SignUp.activity_id == activity_id, SignUp.person_id == Person.id, ~SignUp.is_waiting
    )
    came = exists().where(Attendance.activity_id == activity_id, Attendance.person_id == Person.id)
    theirs = Body.__table__.alias("theirs")
    member = (
        select(Membership.id)
        .join(theirs, theirs.c.id == Membership.body_id)
        .join(Body, theirs.c.path.startswith(Body.path))
        .join(ActivityParticipant, ActivityParticipant.body_id == Body.id)
        .where(of_this, Membership.person_id == Person.id, is_current(now))
        .exists()
    )
    rows = session.execute(
        select(Person.id, Person.name, Person.email)
        .where(or_(named, signed, came, member), Person.erased_at.is_(None))
        .order_by(Person.sort_key, Person.id)
    )
    return [(row[0], row[1] or row[2] or "") for row in rows]


def list_names_kept(session: Session, activity_id: UUID) -> set[UUID]:
    """Who is noted as having come."""
    found = select(Attendance.person_id).where(Attendance.activity_id == activity_id)
    return set(session.scalars(found))


def get_material(session: Session, activity_id: UUID, material_id: UUID) -> Material:
    """With its content. NotFoundError unless it is this activity's."""
    material = session.get(Material, material_id, options=[undefer(Material.content)])
    if material is None or material.activity_id != activity_id:
        raise NotFoundError(f"material {material_id}")
    return material


def list_with_free_places(session: Session) -> list[tuple[UUID, str, str, str, str]]:
    """Activities where somebody waits though there is a place. One statement.

    Each with its name, its time in words, its plan's unit and half-year.
    """
    taken = func.count().filter(~SignUp.is_waiting)
    rows = session.execute(
        select(
            Activity.id,
            Activity.method,
            Activity.arena,
            LearningOutcome.text,
            Activity.time,
            Body.slug,
            Plan.half_year,
        )
        .join(SignUp, SignUp.activity_id == Activity.id)
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .where(Plan.state == "approved", Activity.status.in_(OPEN_STATUSES))
        .group_by(Activity.id, LearningOutcome.id, Body.id, Plan.id)
        .having(func.count().filter(SignUp.is_waiting) > 0)
        .having(Activity.capacity.is_(None) | (taken < Activity.capacity))
    )
    return [
        (row[0], name_of_activity(row[1], row[2], row[3]), row[4], row[5], row[6]) for row in rows
    ]
