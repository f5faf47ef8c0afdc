"""Norway's public holidays (lov 24. februar 1995 nr. 12 § 2, lov 26. april 1947 nr. 1)."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class Holiday(StrEnum):
    """The days by name. Where two fall together the first one here names the day."""

    NEW_YEAR = "new_year"
    LABOUR_DAY = "labour_day"
    CONSTITUTION_DAY = "constitution_day"
    MAUNDY_THURSDAY = "maundy_thursday"
    GOOD_FRIDAY = "good_friday"
    EASTER_SUNDAY = "easter_sunday"
    EASTER_MONDAY = "easter_monday"
    ASCENSION = "ascension"
    WHIT_SUNDAY = "whit_sunday"
    WHIT_MONDAY = "whit_monday"
    CHRISTMAS = "christmas"
    SECOND_CHRISTMAS = "second_christmas"


_FIXED = {
    Holiday.NEW_YEAR: (1, 1),
    Holiday.LABOUR_DAY: (5, 1),
    Holiday.CONSTITUTION_DAY: (5, 17),
    Holiday.CHRISTMAS: (12, 25),
    Holiday.SECOND_CHRISTMAS: (12, 26),
}
_DAYS_FROM_EASTER = {
    Holiday.MAUNDY_THURSDAY: -3,
    Holiday.GOOD_FRIDAY: -2,
    Holiday.EASTER_SUNDAY: 0,
    Holiday.EASTER_MONDAY: 1,
    Holiday.ASCENSION: 39,
    Holiday.WHIT_SUNDAY: 49,
    Holiday.WHIT_MONDAY: 50,
}


def holiday_on(day: date) -> Holiday | None:
    """The public holiday that falls on `day`."""
    return _holidays_of(day.year).get(day)


@lru_cache(maxsize=16)
def _holidays_of(year: int) -> dict[date, Holiday]:
    easter = easter_sunday(year)
    days = {name: date(year, month, number) for name, (month, number) in _FIXED.items()}
    days |= {name: easter + timedelta(days=shift) for name, shift in _DAYS_FROM_EASTER.items()}
    return {days[name]: name for name in reversed(Holiday)}


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous rule of Nature, 20 April 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
