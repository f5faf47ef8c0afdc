"""Days to begin with for a new campaign: from a template, or from those of an earlier one."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.domain.dates import is_weekend
from app.domain.holidays import easter_sunday, holiday_on

HALF_YEAR = timedelta(weeks=26)
_MONDAY, _THURSDAY = 0, 3
_TO_PROPOSE, _TO_SORT, _TO_VOTE, _TO_DECIDE = (timedelta(days=n) for n in (21, 6, 10, 5))
_JULY = 7
_CHRISTMAS = ((12, 21), (1, 3))


def suggested_dates(today: date) -> dict[str, date]:
    """Three weeks to propose, one to sort, two to vote, one until the decision; a deadline is a
    Thursday, and none falls where few are at work."""
    propose_until = _next(today + _TO_PROPOSE, _THURSDAY)
    opens = _next(propose_until + _TO_SORT, _MONDAY)
    vote_until = _next(opens + _TO_VOTE, _THURSDAY)
    return {
        "propose_until": propose_until,
        "voting_opens_on": opens,
        "vote_until": vote_until,
        "decision_on": _next(vote_until + _TO_DECIDE, _THURSDAY),
    }


def moved_forward(
    days: Mapping[str, date], today: date, *, step: timedelta = timedelta(weeks=1)
) -> dict[str, date]:
    """All days moved by the same number of steps, so far that the first is still to come.

    Whole weeks keep the weekdays. Where that makes a day a public holiday, it is the next day on
    which people work.
    """
    if not days:
        return {}
    steps = max(1, -(-(today + timedelta(days=1) - min(days.values())) // step))
    return {name: _working_day(day + steps * step) for name, day in days.items()}


def _working_day(day: date) -> date:
    if holiday_on(day):
        while holiday_on(day) or is_weekend(day):
            day += timedelta(days=1)
    return day


def _next(day: date, weekday: int) -> date:
    """The first such weekday from `day` on that is not in a quiet time."""
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while _is_quiet(day):
        day += timedelta(weeks=1)
    return day


def _is_quiet(day: date) -> bool:
    """Public holidays, the weeks of Christmas and Easter, and July."""
    before, after = _CHRISTMAS
    to_easter = easter_sunday(day.year) - day
    return (
        holiday_on(day) is not None
        or day.month == _JULY
        or (day.month, day.day) >= before
        or (day.month, day.day) <= after
        or timedelta(days=-1) <= to_easter <= timedelta(days=8)
    )
