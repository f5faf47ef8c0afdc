"""On which days of a month an arena is held, where its frequency names them beyond doubt.

«Hver tirsdag kl. 9» and «første fredag i måneden» do; «hver tredje uke» does not say which weeks.
"""

import re
from datetime import date, time, timedelta

from app.domain.holidays import holiday_on
from app.domain.learning.calendar import DAYS_IN_WEEK, Month
from app.domain.learning.time_words import WEEKDAYS, any_of
from app.domain.learning.times import Day

_DAY = rf"(?P<weekday>{any_of(WEEKDAYS)})"
_CLOCK = (
    r"(?:,? (?:kl\.?|klokka|klokken|at) ?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?"
    r"(?: ?(?:-|til|to) ?(?P<to_hour>\d{1,2})(?:[.:](?P<to_minute>\d\d))?)?)?"
)
_EACH = r"(?:hver|kvar|every|each)"
_WEEKLY = re.compile(rf"(?:{_EACH} {_DAY}|{_DAY.replace('weekday', 'plural')}(?:er|ar|s)){_CLOCK}")
_NTH = {
    name: number
    for number, names in ((1, "første fyrste first"), (2, "andre second"), (3, "tredje third"))
    for name in names.split()
} | {"fjerde": 4, "fourth": 4, "siste": 0, "last": 0}
_OF_MONTH = (
    r"(?:i|in|of|hver|kvar|every)(?: the| each| every| hver| kvar)?"
    r" (?:måned|måneden|månad|månaden|month)"
)
_MONTHLY = re.compile(rf"(?:den |the )?(?P<nth>{any_of(_NTH)}) {_DAY}(?:en)? {_OF_MONTH}{_CLOCK}")
_DASH = re.compile("[\u2010-\u2015\u2212]")


def arena_days(frequency: str, month: Month) -> list[Day]:
    """In order, without public holidays; empty where the words name no days."""
    plain = " ".join(_DASH.sub("-", frequency).casefold().split()).rstrip(" .;")
    found = _WEEKLY.fullmatch(plain) or _MONTHLY.fullmatch(plain)
    if found is None:
        return []
    parts = {name: text for name, text in found.groupdict().items() if text is not None}
    try:
        starts, ends = _time(parts, "hour", "minute"), _time(parts, "to_hour", "to_minute")
    except ValueError:
        return []
    days = _weekdays(month, WEEKDAYS[parts.get("weekday") or parts["plural"]])
    if nth := parts.get("nth"):
        # The zeroth is the last of them.
        days = days[_NTH[nth] - 1 :][:1]
    return [Day(day, starts, ends) for day in days if holiday_on(day) is None]


def _weekdays(month: Month, weekday: int) -> list[date]:
    first = month.first + timedelta(days=(weekday - month.first.weekday()) % DAYS_IN_WEEK)
    count = (month.last - first).days // DAYS_IN_WEEK + 1
    return [first + timedelta(days=DAYS_IN_WEEK * week) for week in range(count)]


def _time(parts: dict[str, str], hour: str, minute: str) -> time | None:
    return time(int(parts[hour]), int(parts.get(minute, "0"))) if hour in parts else None
