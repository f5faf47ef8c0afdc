"""A person's own learning: expected at, signed up for, done, and notes nobody else sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.half_years import HalfYear
from app.domain.learning.joining import name_of_activity
from app.domain.learning.times import Day
from app.domain.permissions import Actor
from app.learning.queries.plans import may_read
from app.models import (
    Activity,
    ActivityDay,
    ActivityParticipant,
    Attendance,
    Body,
    LearningOutcome,
    Plan,
    PlanTheme,
    Reflection,
    SignUp,
)

SETTLED = ("approved", "evaluated", "archived")
"""The states in which a plan says what will happen."""


@dataclass(frozen=True, slots=True)
class MyActivity:
    """An activity as it concerns one person."""

    days: tuple[Day, ...]
    activity: Activity
    outcome: str
    theme: str
    half_year: str
    unit_name: str
    unit_slug: str
    is_waiting: bool | None
    """None: not signed up."""
    is_expected: bool
    attended: bool
    reflection: str | None

    @property
    def name(self) -> str:
        return name_of_activity(self.activity.method, self.activity.arena, self.outcome)

    @property
    def first_day(self) -> date:
        return self.days[0].day if self.days else date.max

    @property
    def has_done(self) -> bool:
        """Carried out, with this person as far as anybody knows."""
        return self.activity.status == "done"


def is_expected(actor: Actor) -> ColumnElement[bool]:
    """Whether the person, or a body they belong to, is named among the participants."""
    return exists().where(
        ActivityParticipant.activity_id == Activity.id,
        or_(
            ActivityParticipant.person_id == actor.person_id,
            ActivityParticipant.body_id.in_(actor.reach),
        ),
    )


def has_joined(actor: Actor) -> ColumnElement[bool]:
    return exists().where(SignUp.activity_id == Activity.id, SignUp.person_id == actor.person_id)


def list_my_learning(session: Session, actor: Actor, half_year: HalfYear) -> list[MyActivity]:
    """Everything that concerns the person in one half-year, soonest first. Two statements."""
    came = exists().where(
        Attendance.activity_id == Activity.id, Attendance.person_id == actor.person_id
    )
    mine = is_expected(actor)
    rows = session.execute(
        of_plans(
            select(
                Activity,
                LearningOutcome.text,
                PlanTheme.title,
                Plan.half_year,
                Body.name,
                Body.slug,
                SignUp.is_waiting,
                mine,
                came,
                Reflection.text,
            )
        )
        .outerjoin(SignUp, _is_theirs(SignUp, actor))
        .outerjoin(Reflection, _is_theirs(Reflection, actor))
        .where(
            Plan.half_year == str(half_year),
            Plan.state.in_(SETTLED),
            may_read(actor),
            or_(mine, came, SignUp.person_id.is_not(None), Reflection.person_id.is_not(None)),
        )
    ).all()
    days = list_days(session, [row[0].id for row in rows])
    found = [MyActivity(tuple(days.get(row[0].id, ())), *row) for row in rows]
    return sorted(found, key=lambda each: (each.first_day, each.name, str(each.activity.id)))


def list_my_half_years(session: Session, actor: Actor) -> list[HalfYear]:
    """The half-years of the plans one may read, newest first. One statement."""
    found = session.scalars(
        select(Plan.half_year)
        .join(Body, Body.id == Plan.unit_id)
        .where(Plan.state.in_(SETTLED), may_read(actor))
        .distinct()
    )
    return sorted((HalfYear.parse(each) for each in found), reverse=True)


def of_plans(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Joined from activities up to the plan and its unit, as `may_read` needs it."""
    return (
        statement.select_from(Activity)
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .join(Body, Body.id == Plan.unit_id)
    )


def _is_theirs(model: type[SignUp] | type[Reflection], actor: Actor) -> ColumnElement[bool]:
    return and_(model.activity_id == Activity.id, model.person_id == actor.person_id)


def list_days(session: Session, activity_ids: Sequence[UUID]) -> dict[UUID, list[Day]]:
    """The days of these activities, in order. One statement."""
    found: dict[UUID, list[Day]] = {}
    for activity_id, day, starts, ends in session.execute(
        select(ActivityDay.activity_id, ActivityDay.day, ActivityDay.starts, ActivityDay.ends)
        .where(ActivityDay.activity_id.in_(activity_ids))
        .order_by(ActivityDay.day)
    ):
        found.setdefault(activity_id, []).append(Day(day, starts, ends))
    return found


def get_readable_activity(session: Session, actor: Actor, activity_id: UUID) -> Activity:
    """An activity of a plan that this person may read; NotFoundError."""
    row = session.execute(
        of_plans(select(Activity)).where(Activity.id == activity_id, may_read(actor))
    ).first()
    if row is None:
        raise NotFoundError(f"activity {activity_id}")
    found: Activity = row[0]
    return found


def find_reflection(session: Session, person_id: UUID, activity_id: UUID) -> str | None:
    """The person's own note."""
    return session.scalar(
        select(Reflection.text).where(
            Reflection.activity_id == activity_id, Reflection.person_id == person_id
        )
    )
