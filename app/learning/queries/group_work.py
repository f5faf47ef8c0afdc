"""What the working groups one sits in have before them, and plans that wait for one's word."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor, Role
from app.learning.queries.plans import is_heard, may_read
from app.models import (
    Activity,
    Body,
    Evaluation,
    GroupMeeting,
    GroupMember,
    LearningOutcome,
    Plan,
    PlanTheme,
)

_LASTS = ("draft", "hearing", "approved")
"""The states in which the group has something to do."""
WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class GroupWork:
    """A plan one makes with others, and its next dates."""

    unit_name: str
    unit_slug: str
    half_year: str
    state: str
    made_by: date | None
    """The last day of the group's time frame."""
    hearing_ends_at: datetime | None
    evaluation_closes_at: datetime | None
    meets_on: date | None
    evaluate_on: date | None
    """The first date of evaluation this week."""
    to_evaluate: int
    """How many activities are evaluated this week."""
    in_group: bool = True
    """False: one does not make it, but is heard while it is on hearing or evaluated."""
    leads: bool = False
    """Whether one leads the very unit, and so sees to it that the plan goes on."""


def list_my_group_work(session: Session, actor: Actor, today: date) -> list[GroupWork]:
    """The plans whose working group one sits in and which are not over yet, and those of one's
    own unit that are on hearing or evaluated. One statement.
    """
    monday = today - timedelta(days=today.weekday())
    meets_on = (
        select(func.min(GroupMeeting.held_on))
        .where(GroupMeeting.plan_id == Plan.id, GroupMeeting.held_on >= today)
        .scalar_subquery()
    )
    this_week = (
        select(
            PlanTheme.plan_id.label("plan_id"),
            func.min(Activity.evaluate_on).label("first"),
            func.count().label("number"),
        )
        .join(LearningOutcome, LearningOutcome.theme_id == PlanTheme.id)
        .join(Activity, Activity.outcome_id == LearningOutcome.id)
        .where(Activity.evaluate_on.between(monday, monday + WEEK), Activity.status != "cancelled")
        .group_by(PlanTheme.plan_id)
        .subquery()
    )
    led = [held.body.id for held in actor.memberships if held.role is Role.LEADER]
    is_member = and_(GroupMember.plan_id == Plan.id, GroupMember.person_id == actor.person_id)
    is_asked = or_(
        Plan.state == "hearing", and_(Plan.state == "approved", Evaluation.plan_id.is_not(None))
    )
    rows = session.execute(
        select(
            Body.name,
            Body.slug,
            Plan.half_year,
            Plan.state,
            Plan.work_ends_on,
            Plan.hearing_ends_at,
            Evaluation.closes_at,
            meets_on,
            this_week.c.first,
            func.coalesce(this_week.c.number, 0),
            GroupMember.person_id.is_not(None),
            Body.id.in_(led),
        )
        .join(Body, Body.id == Plan.unit_id)
        .outerjoin(GroupMember, is_member)
        .outerjoin(Evaluation, Evaluation.plan_id == Plan.id)
        .outerjoin(this_week, this_week.c.plan_id == Plan.id)
        .where(
            Plan.state.in_(_LASTS),
            may_read(actor),
            or_(GroupMember.person_id.is_not(None), is_asked & is_heard(actor)),
        )
        .order_by(Plan.half_year, Body.path)
    )
    return [GroupWork(*row) for row in rows]
