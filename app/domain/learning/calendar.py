"""What stands in a calendar: a month as weeks, and entries in the order of the day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from app.domain.errors import NotFoundError

DAYS_IN_WEEK = 7
_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class EntryKind(StrEnum):
    ACTIVITY = "activity"
    EVALUATION = "evaluation"
    MEETING = "meeting"
    DEADLINE = "deadline"
    ARENA = "arena"


class FeedKind(StrEnum):
    PERSON = "person"
    TEAM = "team"
    PLAN = "plan"
    BODY = "body"
    """A council's meetings and deadlines; has an address of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on one day, in words. `url` is its page here."""

    kind: EntryKind
    day: date
    title: str
    url: str
    starts: time | None = None
    ends: time | None = None
    about: str = ""
    """Whose plan or campaign it belongs to."""
    is_cancelled: bool = False
    is_uncertain: bool = False
    """One of several days, or of a plan that is not approved."""


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """NotFoundError unless it is written as `2027-03`."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise NotFoundError(f"month {text[:20]!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    @property
    def weeks(self) -> list[list[date]]:
        """Whole weeks from Monday, with the days of other months that belong to them."""
        start = self.first - timedelta(days=self.first.weekday())
        return [
            [monday + timedelta(days=step) for step in range(DAYS_IN_WEEK)]
            for monday in (start + timedelta(days=week) for week in range(0, 42, DAYS_IN_WEEK))
            if monday <= self.last
        ]


def by_day(entries: Iterable[Entry]) -> dict[date, list[Entry]]:
    """Each day's entries: those without an hour first, then by the clock, then by name."""
    found: dict[date, list[Entry]] = {}
    for entry in sorted(entries, key=_place):
        found.setdefault(entry.day, []).append(entry)
    return found


def _place(entry: Entry) -> tuple[date, bool, time, str, str]:
    at = entry.starts or time.min
    return entry.day, entry.starts is not None, at, entry.title, entry.url
