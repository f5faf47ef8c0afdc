"""What a row of an imported table may hold, and how its faults are told."""

import re
from dataclasses import dataclass

from app.domain.costs import HOURS
from app.domain.errors import InvalidInputError

MAX_EXTERNAL_ID = 100
_AMOUNT = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")
_BLANKS = re.compile(r"[\s\u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class RowError:
    """Why one row was not taken; the heading is row 1."""

    row: int
    message: str

    @classmethod
    def of(cls, row: int, error: InvalidInputError) -> "RowError":
        """The broken rule in a line for whoever runs the import."""
        return cls(row, _explain(**error.facts))


def _explain(field: object = "", reason: object = "", **facts: object) -> str:
    if reason == "changed":
        return f"already imported with other content: {facts['of']}"
    if reason == "unknown":
        return f"unknown {field}: {facts['of']}"
    if reason == "too_long":
        return f"{field} is longer than {facts['most']} characters"
    return {
        "missing": f"{field} is missing",
        "not_a_number": f"{field} is not a number",
        "out_of_range": f"{field} is out of range",
    }.get(str(reason), f"{field}: {reason}")


def cost_of(written: str) -> int | None:
    """Hours in minutes; None of an empty cell.

    Raises InvalidInputError where it is no amount.
    """
    amount = _BLANKS.sub("", written)
    if not amount:
        return None
    if not _AMOUNT.fullmatch(amount):
        raise InvalidInputError(field="cost", reason="not_a_number")
    return round(float(amount.replace(",", ".")) * HOURS.parts)
