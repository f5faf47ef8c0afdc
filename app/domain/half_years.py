"""Half-years as plans count them: `2027-1` is spring, `2027-2` autumn."""

import re
from dataclasses import dataclass
from datetime import date

from app.domain.errors import InvalidInputError

_WRITTEN = re.compile(r"(20\d\d)-([12])")
FIRST_MONTH_OF_AUTUMN = 7


@dataclass(frozen=True, order=True, slots=True)
class HalfYear:
    """January to June is spring, July to December autumn."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> "HalfYear":
        return cls(day.year, 1 if day.month < FIRST_MONTH_OF_AUTUMN else 2)

    @classmethod
    def parse(cls, text: str) -> "HalfYear":
        """InvalidInputError unless it is written as `2027-1` or `2027-2`."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise InvalidInputError(field="half_year", reason="unreadable")
        return cls(int(found[1]), int(found[2]))

    @property
    def is_spring(self) -> bool:
        return self.half == 1

    def next(self) -> "HalfYear":
        return HalfYear(self.year, 2) if self.is_spring else HalfYear(self.year + 1, 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.half}"
