"""Until when one can join an activity, who gets a free place, and what it is called."""

from datetime import date

import pytest

from app.domain.half_years import HalfYear
from app.domain.learning.joining import free_places, last_day_to_join, name_of_activity
from app.domain.learning.progress import Progress

SPRING, AUTUMN = HalfYear(2027, 1), HalfYear(2027, 2)


def test_an_activity_of_several_days_is_open_until_the_last():
    assert last_day_to_join([date(2027, 4, 9), date(2027, 3, 2)], SPRING) == date(2027, 4, 9)


@pytest.mark.parametrize(
    ("half_year", "last"), [(SPRING, date(2027, 6, 30)), (AUTUMN, date(2027, 12, 31))]
)
def test_an_activity_without_days_is_open_until_the_half_year_ends(half_year, last):
    assert last_day_to_join([], half_year) == last


@pytest.mark.parametrize(
    ("capacity", "taken", "waiting", "free"),
    [(None, 30, 2, 2), (3, 2, 2, 1), (3, 3, 2, 0), (3, 5, 1, 0), (9, 1, 2, 2)],
)
def test_no_more_move_up_than_there_are_places_for(capacity, taken, waiting, free):
    assert free_places(capacity, taken, waiting) == free


def test_an_activity_is_called_by_how_and_what():
    assert name_of_activity("Foredrag", "Kontormøte", "Kjenne SE") == "Foredrag: Kjenne SE"
    assert name_of_activity("", "Kontormøte", "") == "Kontormøte"
    assert name_of_activity("", "", "Kjenne\nSE") == "Kjenne SE"


def test_a_name_of_an_activity_fits_in_a_calendar():
    name = name_of_activity("Foredrag", "", "å" * 500)
    assert len(name) == 120
    assert name.endswith("…")


def test_what_is_cancelled_counts_neither_as_done_nor_as_left():
    progress = Progress.of(["done", "cancelled", "moved", "planned"])
    assert (progress.done, progress.total) == (1, 3)
    assert not progress.is_complete
    assert Progress.of(["done", "cancelled"]).is_complete
    assert not Progress.of(["cancelled"]).is_complete
