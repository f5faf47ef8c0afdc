"""When an activity takes place: the words as typed, and the days that can be read out of them."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.half_years import HalfYear
from app.domain.learning.times import read_time
from app.models import Activity, ActivityDay


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


def revise(activity: Activity, *, now: datetime | None = None) -> None:
    """Say that calendars must take the activity anew."""
    activity.revision = (activity.revision or 0) + 1
    activity.revised_at = now or activity.revised_at
