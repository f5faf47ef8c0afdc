"""Joining a voluntary activity: until when, and who has a place."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.half_years import HalfYear

LONGEST_NAME = 120


def last_day_to_join(days: Iterable[date], half_year: HalfYear) -> date:
    """The activity's last day; the half-year's last where no day is known."""
    ends = half_year.next()
    first_after = date(ends.year, 1 if ends.is_spring else 7, 1)
    return max(days, default=first_after - timedelta(days=1))


def free_places(capacity: int | None, taken: int, waiting: int) -> int:
    """How many of those who wait get a place now. Without a limit nobody waits."""
    if capacity is None:
        return waiting
    return max(0, min(waiting, capacity - taken))


def name_of_activity(method: str, arena: str, outcome: str) -> str:
    """What an activity is called in calendars and mails: «Foredrag: Kjenne hovedtrekkene»."""
    how = " ".join((method or arena).split())
    name = ": ".join(filter(None, (how, " ".join(outcome.split()))))
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
