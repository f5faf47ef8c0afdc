"""On which days of a month an arena is held, as its frequency says."""

from datetime import date, time

import pytest

from app.domain.learning.arena_days import arena_days
from app.domain.learning.calendar import Month

MAY = Month(2027, 5)


@pytest.mark.parametrize(
    ("frequency", "days"),
    [
        ("hver tirsdag", [4, 11, 18, 25]),
        ("Tirsdager.", [4, 11, 18, 25]),
        ("kvar tysdag", [4, 11, 18, 25]),
        ("første fredag i måneden", [7]),
        ("siste torsdag i måneden", [27]),
        ("fjerde onsdag i månaden", [26]),
        ("the second Wednesday of every month", [12]),
    ],
)
def test_days_that_are_named_are_found(frequency, days):
    assert [each.day for each in arena_days(frequency, MAY)] == [date(2027, 5, day) for day in days]


def test_hours_come_along_and_public_holidays_fall_out():
    # 17 May is a Monday, and so is Whit Monday the day before it in 2027.
    mondays = arena_days("hver mandag kl. 9–9.30", MAY)
    assert [each.day.day for each in mondays] == [3, 10, 24, 31]
    assert {(each.starts, each.ends) for each in mondays} == {(time(9), time(9, 30))}


@pytest.mark.parametrize(
    "frequency",
    ["", "hver uke", "hver annen tirsdag", "hver tredje uke", "etter behov", "hver tirsdag kl. 27"],
)
def test_what_names_no_days_has_none(frequency):
    assert arena_days(frequency, MAY) == []
