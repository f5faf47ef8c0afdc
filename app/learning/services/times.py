"""When an activity takes place: the words as typed, and the days that can be read out of them."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.half_years import HalfYear
from app.domain.learning.times import read_time
from app.models import Activity, ActivityDay, LearningOutcome, Plan, PlanTheme

MOST_AT_ONCE = 500
UNREAD_IN = ("draft", "hearing", "approved")
"""What is evaluated or put away is left as it was."""


def write_days(session: Session, activity: Activity, half_year: HalfYear) -> None:
    """Read the activity's time words anew; call it whenever the plan's words are written.

    A time that is planned anew replaces a move, which was no change of the plan.
    """
    activity.moved_from = None
    if activity.status == "moved":
        activity.status = "planned"
    read_days_anew(session, activity, half_year)


def read_days_anew(
    session: Session, activity: Activity, half_year: HalfYear, *, now: datetime | None = None
) -> None:
    """The days of the words that stand there, and a new revision for calendars."""
    read = read_time(activity.time, half_year)
    activity.time_kind = read.kind
    revise(activity, now=now)
    session.execute(delete(ActivityDay).where(ActivityDay.activity_id == activity.id))
    session.add_all(
        ActivityDay(activity_id=activity.id, day=each.day, starts=each.starts, ends=each.ends)
        for each in read.days
    )
    session.flush()


def read_old_times(session: Session, *, most: int = MOST_AT_ONCE) -> int:
    """Read the times of activities that nobody has written since days are read; how many.

    Each is read once, for then its revision says that it was: it grows with every reading.
    """
    rows = session.execute(
        select(Activity, Plan.half_year)
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .where(Activity.revision == 0, Activity.time != "", Plan.state.in_(UNREAD_IN))
        .order_by(Activity.id)
        .limit(most)
        .with_for_update(of=Activity)
    ).all()
    for activity, half_year in rows:
        read_days_anew(session, activity, HalfYear.parse(half_year))
    return len(rows)


def revise(activity: Activity, *, now: datetime | None = None) -> None:
    """Say that calendars must take the activity anew."""
    activity.revision = (activity.revision or 0) + 1
    activity.revised_at = now or activity.revised_at
