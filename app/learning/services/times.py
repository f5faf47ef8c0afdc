"""When an activity takes place: the words as typed, and the days that can be read out of them."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.half_years import HalfYear
from app.domain.learning.times import read_time
from app.models import Activity, ActivityDay


def write_days(session: Session, activity: Activity, half_year: HalfYear) -> None:
    """Read the activity's time words anew; call it whenever they are written."""
    read = read_time(activity.time, half_year)
    activity.time_kind = read.kind
    session.execute(delete(ActivityDay).where(ActivityDay.activity_id == activity.id))
    session.add_all(
        ActivityDay(activity_id=activity.id, day=each.day, starts=each.starts, ends=each.ends)
        for each in read.days
    )
    session.flush()
