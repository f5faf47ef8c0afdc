"""Identity numbers are found in all the ways people write them, and little else is."""

import random
from datetime import date, timedelta

import pytest

from app.domain.national_id import find_national_ids


def number_for(
    day: date, serial: int, day_shift: int = 0, month_shift: int = 0, off_by: int = 0
) -> str | None:
    """An identity number by the published rule, or None where the rule skips the serial.

    With `off_by` the first control digit is wrong, and the second right, as in account numbers.
    """
    start = f"{day.day + day_shift:02}{day.month + month_shift:02}{day.year % 100:02}{serial:03}"
    digits = [int(digit) for digit in start]
    for weights, wrong in (
        ((3, 7, 6, 1, 8, 9, 4, 5, 2), off_by),
        ((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), 0),
    ):
        control = (wrong - sum(d * w for d, w in zip(digits, weights, strict=True))) % 11
        if control == 10:
            return None
        digits.append(control)
    return "".join(map(str, digits))


def some_number(**shifts: int) -> str:
    """The first number of a made-up birthday far from the living."""
    return next(n for serial in range(500) if (n := number_for(date(1855, 2, 3), serial, **shifts)))


@pytest.mark.parametrize(
    "shifts",
    [
        {},
        {"day_shift": 40},
        {"month_shift": 40},
        {"month_shift": 80},
        {"day_shift": 40, "month_shift": 80},
    ],
    ids=["born", "d-number", "synthetic +40", "synthetic +80", "synthetic d-number"],
)
@pytest.mark.parametrize("parting", ["", " ", ".", "-", "\u00a0"])
def test_each_kind_is_found_however_it_is_parted(shifts, parting):
    number = some_number(**shifts)
    written = f"{number[:6]}{parting}{number[6:]}"

    assert find_national_ids(f"Ring Kari ({written}), takk.") == [(11, 11 + len(written))]


def test_every_number_in_the_text_is_found():
    number = some_number()
    assert len(find_national_ids(f"{number} og {number}\n{number}")) == 3


def test_every_valid_number_of_many_birthdays_is_found():
    chance = random.Random(4)
    days = [date(1855, 1, 1) + timedelta(days=chance.randrange(30_000)) for _ in range(300)]
    numbers = [number for day in days if (number := number_for(day, chance.randrange(1000)))]

    assert len(numbers) > 200
    assert all(find_national_ids(number) for number in numbers)


def test_one_wrong_digit_is_enough_to_be_no_number():
    number = some_number()
    changed = [
        number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        for place in range(11)
    ]
    assert not any(find_national_ids(wrong) for wrong in changed)


def test_an_account_number_that_begins_like_a_date_is_not_taken_for_one():
    assert find_national_ids(some_number(off_by=3)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ring 22 22 22 22 eller +47 912 34 567",
        "Konto 1234.56.78903",
        "Konto 1234 56 78903",
        "Org.nr. 974 761 076",
        "Saksnummer 2026/12345678901",
        "00000000000",
        "32010112345",
        "",
    ],
)
def test_phone_account_and_case_numbers_are_not_taken_for_one(text):
    assert find_national_ids(text) == []


def test_a_number_inside_a_longer_one_is_left_alone():
    number = some_number()
    for longer in (f"1{number}", f"{number}1", f"0.{number}"):
        assert find_national_ids(longer) == []
