"""The days a new campaign begins with: from a template, or from an earlier campaign."""

from datetime import date, timedelta

import pytest

from app.domain.holidays import holiday_on
from app.domain.suggested_dates import HALF_YEAR, moved_forward, suggested_dates

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("shift", range(0, 366, 7))
def test_suggested_days_stand_in_order_and_never_where_few_are_at_work(shift):
    today = TODAY + timedelta(days=shift)

    propose, opens, vote, decide = days = list(suggested_dates(today).values())

    assert today + timedelta(days=21) <= propose < opens < vote < decide
    assert all(day.weekday() < 5 and not holiday_on(day) and day.month != 7 for day in days)
    assert not any((day.month, day.day) >= (12, 21) for day in days)


def test_the_days_of_an_earlier_one_keep_their_weekday_and_distance():
    earlier = {
        "opens_on": date(2026, 9, 7),
        "propose_until": date(2026, 9, 24),
        "vote_until": date(2026, 10, 8),
    }

    assert moved_forward(earlier, TODAY) == {
        "opens_on": date(2026, 11, 23),
        "propose_until": date(2026, 12, 10),
        "vote_until": date(2026, 12, 24),
    }
    assert moved_forward(earlier, TODAY, step=HALF_YEAR)["opens_on"] == date(2027, 3, 8)


def test_an_old_one_moves_as_many_half_years_as_it_takes_and_a_coming_one_moves_one():
    assert moved_forward({"opens_on": date(2024, 9, 2)}, TODAY, step=HALF_YEAR) == {
        "opens_on": date(2027, 3, 1)
    }
    assert moved_forward({"opens_on": date(2027, 1, 4)}, TODAY, step=HALF_YEAR) == {
        "opens_on": date(2027, 7, 5)
    }
    assert moved_forward({}, TODAY) == {}


def test_a_day_that_becomes_a_holiday_is_the_next_working_day():
    moved = moved_forward({"vote_until": date(2026, 9, 25)}, TODAY, step=HALF_YEAR)

    assert moved == {"vote_until": date(2027, 3, 30)}  # after Good Friday comes all of Easter
