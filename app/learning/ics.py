"""Plans as iCalendar (RFC 5545), in the time of Oslo."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone

from app.domain.dates import OSLO

PRODUCT = "-//Dugnad//Plan for læring//NO"
FETCH_AGAIN = timedelta(hours=6)
"""How often a calendar program is asked to look for changes."""

TIME_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
"""By the rule since 1996, which no calendar program has to look up, and no list of years ends."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something on a day, in words. The same `uid` is the same thing, however it moves."""

    uid: str
    summary: str
    day: date
    starts: time | None
    ends: time | None
    revision: int
    revised_at: datetime
    description: str = ""
    location: str = ""
    url: str = ""
    is_cancelled: bool = False
    is_uncertain: bool = False


def as_calendar(name: str, happenings: Iterable[Happening]) -> bytes:
    """The file. The same happenings give the same bytes: nothing in it tells when it was made."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(OSLO))
    calendar.add("refresh-interval", FETCH_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add_component(Timezone.from_ical(TIME_ZONE))
    for happening in happenings:
        calendar.add_component(_event(happening))
    return bytes(calendar.to_ical())


def _event(happening: Happening) -> Event:
    event = Event()
    event.add("uid", happening.uid)
    event.add("summary", happening.summary)
    event.add("dtstamp", happening.revised_at)
    event.add("last-modified", happening.revised_at)
    event.add("sequence", happening.revision)
    event.add("status", _status(happening))
    for name in ("description", "location", "url"):
        if words := getattr(happening, name):
            event.add(name, words)
    _add_times(event, happening)
    return event


def _status(happening: Happening) -> str:
    if happening.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if happening.is_uncertain else "CONFIRMED"


def _add_times(event: Event, happening: Happening) -> None:
    """A day without an hour lasts all of it, and makes nobody busy."""
    if happening.starts is None:
        event.add("dtstart", happening.day)
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", datetime.combine(happening.day, happening.starts, OSLO))
    if happening.ends is not None:
        event.add("dtend", datetime.combine(happening.day, happening.ends, OSLO))
