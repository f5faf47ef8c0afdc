"""What a file says of an activity beyond the five columns, as the plan's own files write it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.domain.national_id import find_national_ids
from app.domain.text import clean_line, same_line

# The headings of the plan's own files: bokmål, nynorsk, English. Others are not guessed at.
_HEADINGS = {
    "level": ("Nivå", "Level"),
    "lecturer": (
        "Foreleser eller medansvarlig", "Førelesar eller medansvarleg",
        "Lecturer or co-responsible",
    ),
    "place": ("Sted", "Stad", "Place"),
    "link": ("Lenke", "Lenkje", "Link"),
    "minutes": ("Tid for hver deltaker", "Tid for kvar deltakar", "Time for each participant"),
    "capacity": ("Antall plasser", "Talet på plassar", "Number of places"),
    "service_users": ("Tjenestemottakere", "Tenestemottakarar", "Service users"),
    "is_voluntary": ("Frivillig", "Voluntary"),
    "evaluate_on": ("Evalueres", "Blir evaluert", "To be evaluated"),
}  # fmt: skip
_BY_HEADING = {same_line(name): fact for fact, names in _HEADINGS.items() for name in names}
LONGEST_WORDS = 300
LONGEST_LINK = 500
MOST_MINUTES = 60_000
MOST_PLACES = 10_000
_YES = frozenset({"ja", "yes"})
_DURATION = re.compile(r"(\d+)\s*(\w+)")
_DATE = re.compile(r"(\d{1,2})\.? (\w{3})\w* (\d{4})")
_MONTHS = (
    {"jan"}, {"feb"}, {"mar"}, {"apr"}, {"mai", "may"}, {"jun"}, {"jul"}, {"aug"}, {"sep"},
    {"okt", "oct"}, {"nov"}, {"des", "dec"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What one row says. The level is that of its outcome."""

    level: str | None = None
    lecturer: str = ""
    place: str = ""
    link: str | None = None
    minutes: int | None = None
    capacity: int | None = None
    service_users: str = ""
    is_voluntary: bool = False
    evaluate_on: date | None = None


def fact_of(heading: str) -> str | None:
    """The fact that a column holds, by its heading."""
    return _BY_HEADING.get(same_line(heading))


def with_fact(facts: Facts, fact: str, cell: str, levels: Mapping[str, str]) -> Facts | None:
    """With what the cell says, or None where that is no such thing. `levels` by their words."""
    words = clean_line(cell)
    read: Mapping[str, Callable[[str], Any]] = {
        "level": lambda said: levels.get(same_line(said)),
        "link": _link,
        "minutes": _minutes,
        "capacity": lambda said: _number(said, MOST_PLACES),
        "is_voluntary": lambda said: same_line(said) in _YES or None,
        "evaluate_on": _day,
    }
    value = read.get(fact, _words)(words)
    return None if value is None else replace(facts, **{fact: value})


def _words(said: str) -> str | None:
    return None if len(said) > LONGEST_WORDS or find_national_ids(said) else said


def _link(said: str) -> str | None:
    is_address = said.lower().startswith(("http://", "https://"))
    return said if is_address and len(said) <= LONGEST_LINK else None


def _number(said: str, most: int) -> int | None:
    found = re.fullmatch(r"[0-9]{1,6}", said)
    return int(said) if found and 0 < int(said) <= most else None


def _minutes(said: str) -> int | None:
    """«1 time og 30 minutter», in each language."""
    parts = _DURATION.findall(said)
    total = sum(int(number) * (1 if unit.startswith("m") else 60) for number, unit in parts)
    return total if 0 < total <= MOST_MINUTES else None


def _day(said: str) -> date | None:
    """«15. juni 2027», «15 June 2027»."""
    if not (found := _DATE.fullmatch(said)):
        return None
    months = [nr for nr, names in enumerate(_MONTHS, start=1) if found[2].lower() in names]
    try:
        return date(int(found[3]), months[0], int(found[1])) if months else None
    except ValueError:
        return None
