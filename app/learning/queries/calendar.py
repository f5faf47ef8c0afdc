"""What takes place when, in the plans one may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.half_years import HalfYear
from app.domain.learning.joining import name_of_activity
from app.domain.permissions import Actor
from app.learning.queries.mine import SETTLED, has_joined, is_expected, of_plans
from app.learning.queries.plans import may_read
from app.models import (
    Activity,
    ActivityDay,
    Arena,
    Body,
    Evaluation,
    GroupMeeting,
    GroupMember,
    LearningOutcome,
    Plan,
    PlanTheme,
)

DAYS_AHEAD = 7
"""What the first page reminds of: today and the six days after."""


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day of an activity."""

    activity: Activity
    outcome: str
    theme: str
    half_year: str
    state: str
    planned_at: datetime
    """When the plan was begun, for activities that nobody has changed since."""
    unit_name: str
    unit_slug: str
    day: date
    starts: time | None = None
    ends: time | None = None

    @property
    def name(self) -> str:
        return name_of_activity(self.activity.method, self.activity.arena, self.outcome)

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


_OF_ACTIVITY = (
    Activity,
    LearningOutcome.text,
    PlanTheme.title,
    Plan.half_year,
    Plan.state,
    Plan.created_at,
    Body.name,
    Body.slug,
)


def list_planned_days(session: Session, *wanted: ColumnElement[bool]) -> list[PlannedDay]:
    """Each day of the activities that are wanted, in order. One statement."""
    rows = session.execute(
        of_plans(select(*_OF_ACTIVITY, ActivityDay.day, ActivityDay.starts, ActivityDay.ends))
        .join(ActivityDay, ActivityDay.activity_id == Activity.id)
        .where(*wanted)
        .order_by(Activity.id, ActivityDay.day)
    )
    return [PlannedDay(*row) for row in rows]


def list_evaluation_days(session: Session, *wanted: ColumnElement[bool]) -> list[PlannedDay]:
    """The day each wanted activity is to be evaluated, where one is set. One statement."""
    rows = session.execute(
        of_plans(select(*_OF_ACTIVITY, Activity.evaluate_on))
        .where(Activity.evaluate_on.is_not(None), Activity.status != "cancelled", *wanted)
        .order_by(Activity.evaluate_on, Activity.id)
    )
    return [PlannedDay(*row) for row in rows]


def count_without_days(session: Session, *wanted: ColumnElement[bool]) -> int:
    """How many of the wanted activities have no day, and so stand in no calendar."""
    has_day = exists().where(ActivityDay.activity_id == Activity.id)
    found = session.scalar(of_plans(select(func.count(Activity.id))).where(~has_day, *wanted))
    return int(found or 0)


def between(column: Any, first: date, last: date) -> ColumnElement[bool]:
    """Both days included."""
    found: ColumnElement[bool] = column.between(first, last)
    return found


def of_half_year(half_year: HalfYear) -> ColumnElement[bool]:
    return Plan.half_year == str(half_year)


def list_my_week(session: Session, actor: Actor, today: date) -> list[PlannedDay]:
    """What one is expected at or has joined in the coming seven days. One statement."""
    days = list_planned_days(
        session,
        between(ActivityDay.day, today, today + timedelta(days=DAYS_AHEAD - 1)),
        or_(is_expected(actor), has_joined(actor)),
        Activity.status.in_(("planned", "moved")),
        Plan.state == "approved",
        may_read(actor),
    )
    return sorted(days, key=lambda each: (each.day, each.starts or time.min, each.name))


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """A meeting of a working group."""

    id: UUID
    held_on: date
    place: str
    unit_name: str
    unit_slug: str
    half_year: str
    planned_at: datetime
    """When the plan was begun: a meeting bears no time of its own making."""


def list_meetings_in(session: Session, *wanted: ColumnElement[bool]) -> list[MeetingDay]:
    """The wanted working groups' meetings, in order. One statement."""
    rows = session.execute(
        select(
            GroupMeeting.id,
            GroupMeeting.held_on,
            GroupMeeting.place,
            Body.name,
            Body.slug,
            Plan.half_year,
            Plan.created_at,
        )
        .join(Plan, Plan.id == GroupMeeting.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .where(*wanted)
        .order_by(GroupMeeting.held_on, GroupMeeting.id)
    )
    return [MeetingDay(*row) for row in rows]


def is_in_group(actor: Actor) -> ColumnElement[bool]:
    """Whether the person is in the working group of the plan of the statement around it."""
    return exists().where(GroupMember.plan_id == Plan.id, GroupMember.person_id == actor.person_id)


@dataclass(frozen=True, slots=True)
class PlanDeadline:
    """Until when those concerned can comment on a plan, or answer its evaluation."""

    plan_id: UUID
    ends_at: datetime
    is_evaluation: bool
    unit_name: str
    unit_slug: str
    half_year: str
    planned_at: datetime


def list_plan_deadlines(session: Session, *wanted: ColumnElement[bool]) -> list[PlanDeadline]:
    """Of hearings that are held now, and evaluations of plans that are not concluded yet.

    One statement.
    """
    is_heard = and_(Plan.state == "hearing", Plan.hearing_ends_at.is_not(None))
    is_evaluated = and_(Plan.state == "approved", Evaluation.plan_id.is_not(None))
    rows = session.execute(
        select(
            Plan.id,
            case((is_heard, Plan.hearing_ends_at), else_=Evaluation.closes_at),
            is_evaluated,
            Body.name,
            Body.slug,
            Plan.half_year,
            Plan.created_at,
        )
        .join(Body, Body.id == Plan.unit_id)
        .outerjoin(Evaluation, Evaluation.plan_id == Plan.id)
        .where(or_(is_heard, is_evaluated), *wanted)
        .order_by(Plan.half_year, Body.path)
    )
    return [PlanDeadline(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ArenaLine:
    """An arena that returns so often that the calendar has it, on its days or in words."""

    name: str
    frequency: str
    unit_name: str
    unit_slug: str


def list_my_arenas(session: Session, actor: Actor) -> Sequence[ArenaLine]:
    """The arenas of the units one belongs to, with how often. One statement."""
    rows = session.execute(
        select(Arena.name, Arena.frequency, Body.name, Body.slug)
        .join(Body, Body.id == Arena.unit_id)
        .where(Arena.unit_id.in_(actor.reach), Arena.retired_at.is_(None), Arena.frequency != "")
        .order_by(Body.path, Arena.name, Arena.id)
    )
    return [ArenaLine(*row) for row in rows]
