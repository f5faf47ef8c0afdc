"""Reading days out of words: «22. eller 23. april», «12.3. og 9.4. kl. 9–11.30», «12 March».

All of the text must be understood, or nothing is: a day that is guessed is worse than none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from app.domain.half_years import HalfYear
from app.domain.learning.time_words import MONTHS, WEEKDAYS, any_of

LONGEST_RANGE = timedelta(days=13)
"""From the first to the last day of what still is one event; a longer one is a period."""
_CENTURY = 2_000


class Joined(StrEnum):
    """What stands between two days."""

    COMMA = ","
    AND = "and"
    OR = "or"
    TO = "to"


@dataclass(frozen=True, slots=True)
class Clock:
    """From when, and until when if that is said."""

    starts: time
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class DaysRead:
    """The days with their hours, whether only one of them will be it, and whether it is a span."""

    days: tuple[tuple[date, Clock | None], ...]
    is_choice: bool = False
    is_period: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """A day as far as it is named so far."""

    day: int
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    clock: Clock | None = None


class _UnclearError(Exception):
    """The words cannot be read with certainty."""


_END = r"(?![a-zæøå0-9])"
_ORDINAL = r"(?:\.|st|nd|rd|th)?"
_MONTH = rf"(?P<name>{any_of(MONTHS)}){_END}\.?"
_YEAR = r"(?:,?\s(?P<year>20\d\d)(?!\d))?"
_UNTIL = r"(?:\s?(?:-|til|to)\s?(?:kl\.?\s?)?(?P<to_hour>\d{1,2})(?:[.:](?P<to_minute>\d\d))?)?"
_TOKENS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("day", r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
        (
            "clock",
            r",?\s?(?:(?:kl\.?|klokka|klokken|at)\s?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?"
            rf"|(?P<english_hour>\d{{1,2}}):(?P<english_minute>\d\d)){_UNTIL}(?![.:]?\d)",
        ),
        (
            "day",
            r"(?P<day>\d{1,2})[./](?P<month>1[0-2]|0?[1-9])(?!\d)"
            r"(?:[./](?P<year>20\d\d|\d\d)(?!\d))?\.?",
        ),
        ("day", rf"(?P<day>\d{{1,2}}){_ORDINAL}\s?(?:of\s)?{_MONTH}{_YEAR}"),
        ("day", rf"{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.]){_YEAR}"),
        ("day", rf"(?P<day>\d{{1,2}}){_ORDINAL}(?!\d)"),
        ("weekday", rf"(?P<weekday>{any_of(WEEKDAYS)}){_END},?"),
        ("filler", rf"(?:den|på|on|the|fra|frå|from|både|enten|anten|either|both){_END}"),
        ("join", rf"(?P<join>(?:og|and|eller|or|til|to){_END}|[&+,;-])"),
    )
)
_JOINS = {
    ",": Joined.COMMA,
    ";": Joined.COMMA,
    "eller": Joined.OR,
    "or": Joined.OR,
    "-": Joined.TO,
    "til": Joined.TO,
    "to": Joined.TO,
}


def read_days(words: str, half_year: HalfYear) -> DaysRead | None:
    """The days that `words` name, in order of time; None where that is not certain.

    `words` are in lower case, with single spaces and plain hyphens.
    """
    try:
        sentence = _Sentence()
        for kind, found in _tokens(words):
            sentence.take(kind, found)
        named = _completed(sentence.whole())
        dated = [(_date_of(each, half_year), each.clock) for each in named]
        return _read(dated, sentence.joins)
    except (_UnclearError, ValueError):
        return None


def _tokens(words: str) -> Iterator[tuple[str, "re.Match[str]"]]:
    at = 0
    while at < len(words):
        if words[at] == " ":
            at += 1
            continue
        kind, found = next(
            ((kind, found) for kind, pattern in _TOKENS if (found := pattern.match(words, at))),
            ("", None),
        )
        if found is None:
            raise _UnclearError
        yield kind, found
        at = found.end()


class _Sentence:
    """The days named so far, and what stands between them."""

    def __init__(self) -> None:
        self.named: list[_Named] = []
        self.joins: list[Joined] = []
        self._weekday: int | None = None

    @property
    def _awaits_day(self) -> bool:
        return len(self.joins) == len(self.named)

    def take(self, kind: str, found: "re.Match[str]") -> None:
        parts = {name: text for name, text in found.groupdict().items() if text is not None}
        if kind == "day":
            self._add_day(parts)
        elif kind == "weekday":
            self._weekday = WEEKDAYS[parts["weekday"]]
        elif kind == "clock":
            self._add_clock(parts)
        elif kind == "join":
            self._join(_JOINS.get(parts["join"], Joined.AND))

    def whole(self) -> list[_Named]:
        """All of them, once nothing is left open."""
        if self._awaits_day or self._weekday is not None:
            raise _UnclearError
        return self.named

    def _add_day(self, parts: dict[str, str]) -> None:
        if not self._awaits_day:
            raise _UnclearError
        month = MONTHS[parts["name"]] if "name" in parts else int(parts.get("month", "0"))
        year = int(parts.get("year", "0"))
        if 0 < year < _CENTURY:
            year += _CENTURY
        self.named.append(_Named(int(parts["day"]), month or None, year or None, self._weekday))
        self._weekday = None

    def _add_clock(self, parts: dict[str, str]) -> None:
        if self._awaits_day or self.named[-1].clock:
            raise _UnclearError
        hour = int(parts.get("hour") or parts["english_hour"])
        minute = int(parts.get("minute") or parts.get("english_minute") or 0)
        clock = Clock(time(hour, minute))
        if "to_hour" in parts:
            ends = time(int(parts["to_hour"]), int(parts.get("to_minute", "0")))
            clock = replace(clock, ends=ends)
            if ends <= clock.starts:
                raise _UnclearError
        self.named[-1] = replace(self.named[-1], clock=clock)

    def _join(self, joined: Joined) -> None:
        """«, og» is one «og»; anything else needs a day on either side."""
        if not self._awaits_day:
            self.joins.append(joined)
        elif self.joins and self.joins[-1] is Joined.COMMA and joined is not Joined.COMMA:
            self.joins[-1] = joined
        else:
            raise _UnclearError


def _completed(named: list[_Named]) -> list[_Named]:
    """«22., 23. og 24. april» has its month last; hours said last of all hold for every day."""
    last = named[-1]
    if last.month is None:
        raise _UnclearError
    hours = last.clock if not any(each.clock for each in named[:-1]) else None
    completed = [last]
    for each in reversed(named[:-1]):
        after = completed[-1]
        month, year = each.month or after.month, each.year or after.year
        completed.append(replace(each, month=month, year=year))
    return [replace(each, clock=each.clock or hours) for each in reversed(completed)]


def _date_of(named: _Named, half_year: HalfYear) -> date:
    day = date(named.year or half_year.year, named.month or 0, named.day)
    if HalfYear.of(day) != half_year or named.weekday not in {None, day.weekday()}:
        raise _UnclearError
    return day


def _read(dated: list[tuple[date, Clock | None]], joins: list[Joined]) -> DaysRead:
    is_choice = Joined.OR in joins
    days = dict(dated)
    if (is_choice and Joined.AND in joins) or len(days) < len(dated):
        raise _UnclearError
    for (first, clock), (last, _), join in zip(dated, dated[1:], joins, strict=False):
        if join is not Joined.TO:
            continue
        if not first < last:
            raise _UnclearError
        if last - first > LONGEST_RANGE:
            return DaysRead((), is_period=True)
        between = range(1, (last - first).days)
        days |= {first + timedelta(days=nr): clock for nr in between}
    return DaysRead(tuple(sorted(days.items())), is_choice)
