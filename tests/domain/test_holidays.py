"""Norway's public holidays, the movable ones by Easter."""

from datetime import date, timedelta

import pytest

from app.domain.holidays import Holiday, easter_sunday, holiday_on


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        # The earliest and the latest Easter can be, both exceptions of the tables, and near years.
        (1818, 3, 22),
        (1943, 4, 25),
        (1954, 4, 18),
        (1981, 4, 19),
        (2000, 4, 23),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2038, 4, 25),
        (2049, 4, 18),
        (2076, 4, 19),
    ],
)
def test_easter_falls_as_in_the_almanac(year, month, day):
    assert easter_sunday(year) == date(year, month, day)


def test_the_twelve_holidays_of_a_year():
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]

    assert {day: name for day in days if (name := holiday_on(day))} == {
        date(2026, 1, 1): Holiday.NEW_YEAR,
        date(2026, 4, 2): Holiday.MAUNDY_THURSDAY,
        date(2026, 4, 3): Holiday.GOOD_FRIDAY,
        date(2026, 4, 5): Holiday.EASTER_SUNDAY,
        date(2026, 4, 6): Holiday.EASTER_MONDAY,
        date(2026, 5, 1): Holiday.LABOUR_DAY,
        date(2026, 5, 14): Holiday.ASCENSION,
        date(2026, 5, 17): Holiday.CONSTITUTION_DAY,
        date(2026, 5, 24): Holiday.WHIT_SUNDAY,
        date(2026, 5, 25): Holiday.WHIT_MONDAY,
        date(2026, 12, 25): Holiday.CHRISTMAS,
        date(2026, 12, 26): Holiday.SECOND_CHRISTMAS,
    }


def test_two_holidays_on_one_day_are_called_by_the_fixed_one():
    assert easter_sunday(2027) + timedelta(days=50) == date(2027, 5, 17)
    assert holiday_on(date(2027, 5, 17)) is Holiday.CONSTITUTION_DAY


@pytest.mark.parametrize("day", [date.max, date(2026, 4, 4), date(2026, 12, 24)])
def test_other_days_are_no_holidays(day):
    assert holiday_on(day) is None
