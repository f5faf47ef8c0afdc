"""What the time cell of the table means: which kind of time it is, and the days it names.

The words always stand as they were typed. Days are read out only where there is no doubt.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from app.domain.half_years import HalfYear
from app.domain.learning.days_in_words import DaysRead, read_days
from app.domain.learning.time_words import (
    CONTINUOUS,
    MONTHS,
    ON_DEMAND,
    PERIOD,
    QUARTERLY,
    RECURRING,
    any_of,
)


class TimeKind(StrEnum):
    WORDS = "words"
    """Nothing but the words."""
    DATE = "date"
    DATES = "dates"
    ALTERNATIVES = "alternatives"
    """One of the days, which is not settled yet."""
    BY = "by"
    """On the day or before it."""
    PERIOD = "period"
    """Some time in a week, a month or several."""
    RECURRING = "recurring"
    """Again and again, or a number of times; no day is named."""
    QUARTERLY = "quarterly"
    CONTINUOUS = "continuous"
    ON_DEMAND = "on_demand"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, with its hours where they are said."""

    day: date
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class TimePlan:
    """What was understood. Kinds without days have none: a recurrence is not counted out."""

    kind: TimeKind = TimeKind.WORDS
    days: tuple[Day, ...] = ()


_PHRASES = (
    (QUARTERLY, TimeKind.QUARTERLY),
    (RECURRING, TimeKind.RECURRING),
    (CONTINUOUS, TimeKind.CONTINUOUS),
    (ON_DEMAND, TimeKind.ON_DEMAND),
    (PERIOD, TimeKind.PERIOD),
)
_DASH = re.compile("[\u2010-\u2015\u2212]")
_ASIDE = re.compile(r"\s*\([^()\d]*\)")
_BY = re.compile(
    r"(?:ferdig |fullført )?"
    r"(?:innen|innan|senest|seinast|frist:?|by|before the end of)(?: den)? (?P<rest>.+)"
)
_MONTH_END = re.compile(
    rf"(?:utgangen av|utgangen av månaden|the end of) (?P<month>{any_of(MONTHS)})"
)


def read_time(words: str, half_year: HalfYear) -> TimePlan:
    """What the words of a time cell mean in this half-year. Never raises."""
    plain = _plain(words)
    if by := _BY.fullmatch(plain):
        return _read_deadline(by["rest"], half_year)
    if read := read_days(plain, half_year):
        return _plan_of(read)
    for pattern, kind in _PHRASES:
        if pattern.fullmatch(plain):
            return TimePlan(kind)
    return TimePlan()


def _plain(words: str) -> str:
    """Lower case, plain hyphens and spaces, without asides in brackets that hold no number."""
    text = _ASIDE.sub("", _DASH.sub("-", words)).casefold().replace("é", "e")
    return " ".join(text.split()).rstrip(" .;")


def _read_deadline(words: str, half_year: HalfYear) -> TimePlan:
    if end := _MONTH_END.fullmatch(words):
        month = MONTHS[end["month"]]
        last = date(half_year.year, month, monthrange(half_year.year, month)[1])
        if HalfYear.of(last) == half_year:
            return TimePlan(TimeKind.BY, (Day(last),))
    read = read_days(words, half_year)
    if read is None or len(read.days) != 1:
        return TimePlan()
    return TimePlan(TimeKind.BY, _days_of(read))


def _plan_of(read: DaysRead) -> TimePlan:
    if read.is_period:
        return TimePlan(TimeKind.PERIOD)
    if read.is_choice:
        return TimePlan(TimeKind.ALTERNATIVES, _days_of(read))
    kind = TimeKind.DATE if len(read.days) == 1 else TimeKind.DATES
    return TimePlan(kind, _days_of(read))


def _days_of(read: DaysRead) -> tuple[Day, ...]:
    return tuple(
        Day(day, clock.starts if clock else None, clock.ends if clock else None)
        for day, clock in read.days
    )
