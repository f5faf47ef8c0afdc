"""Finding Norwegian national identity numbers in text, so that nobody publishes one by mistake.

Eleven digits, DDMMYY + three + two control digits, as the tax administration defines them. A
D-number has 40 added to the day; help numbers and synthetic test numbers have 40 or 80 added to
the month.
"""

import re
from collections.abc import Sequence

from app.domain.errors import InvalidInputError

Span = tuple[int, int]

# The digits in one piece, or parted after the date by a space, a point or a hyphen. Digits on
# either side mean a longer number: an invoice, a card, an account written 1234.56.78901.
_ELEVEN_DIGITS = re.compile(
    r"(?<![0-9])(?<![0-9][.,])([0-9]{6})[ .\u00a0\u202f-]?([0-9]{5})(?![0-9])"
)
_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_LONGEST_MONTHS = {
    1: 31,
    2: 29,
    3: 31,
    4: 30,
    5: 31,
    6: 30,
    7: 31,
    8: 31,
    9: 30,
    10: 31,
    11: 30,
    12: 31,
}
_DAY_SHIFTS = (0, 40)
_MONTH_SHIFTS = (0, 40, 80)


def find_national_ids(text: str) -> list[Span]:
    """Where numbers stand that may be somebody's identity number, as (start, end) in `text`."""
    return [
        found.span()
        for found in _ELEVEN_DIGITS.finditer(text)
        if _is_national_id([int(digit) for digit in found[1] + found[2]])
    ]


def without_national_id(text: str, *, field: str) -> str:
    """`text` itself; InvalidInputError (`national_id`) where it may hold somebody's number."""
    if find_national_ids(text):
        raise InvalidInputError(field=field, reason="national_id")
    return text


def _is_national_id(digits: Sequence[int]) -> bool:
    day, month = 10 * digits[0] + digits[1], 10 * digits[2] + digits[3]
    return (
        _is_date(day, month)
        and _adds_up(digits, _FIRST_WEIGHTS)
        and _adds_up(digits, _SECOND_WEIGHTS)
    )


def _is_date(day: int, month: int) -> bool:
    return any(
        1 <= day - day_shift <= _LONGEST_MONTHS.get(month - month_shift, 0)
        for day_shift in _DAY_SHIFTS
        for month_shift in _MONTH_SHIFTS
    )


def _adds_up(digits: Sequence[int], weights: Sequence[int]) -> bool:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11 == 0
