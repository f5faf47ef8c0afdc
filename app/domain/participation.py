"""Who takes part, by week, group and unit: never a person, and never a handful.

People are counted once, in the week they first took part. Weeks are joined into periods until each
number shown is five and more, groups as in `app/domain/groups.py`. The periods of the groups are
joined from those of the total, so that every sum on the page is the same everywhere, and no
difference between two of them is a handful.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.domain.groups import SMALLEST_SHOWN, TABLE_ORDER, Group, shown_groups

Cells = tuple[tuple[Group, ...], ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody proposed or commented on a day."""

    person_id: UUID
    on: date
    group: Group | None
    unit: str | None
    """The name of the office they belong to; only staff has one here."""


@dataclass(frozen=True, slots=True)
class Period:
    """How many took part for the first time in these weeks."""

    first: date
    last: date
    """The Monday the first week begins on, and the Sunday the last one ends on."""
    numbers: tuple[int, ...]
    """The total, or the groups in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Participation:
    """`columns` are the groups, joined where small; empty where the total alone can be shown."""

    total: int | None
    """None: between one and four, which is not told."""
    periods: tuple[Period, ...]
    columns: tuple[tuple[Group, ...], ...]
    sums: tuple[int, ...]
    group_periods: tuple[Period, ...]
    units: tuple[tuple[tuple[str, ...], int], ...]
    """Names and people; the last may be several small units together."""


def told(number: int) -> int | None:
    """The number where it may be told: none at all, or five and more."""
    return number if number == 0 or number >= SMALLEST_SHOWN else None


def participation(acts: Iterable[Act]) -> Participation:
    """Everything that may be shown of `acts`."""
    started: dict[UUID, Act] = {}
    for act in sorted(acts, key=lambda act: act.on):
        started.setdefault(act.person_id, act)
    by_group = {group: _of_group(started.values(), (group,)) for group in TABLE_ORDER}
    # Every group counts, also one of which nobody took part: left out, that would be told.
    cells = tuple(shown_groups({group: len(people) for group, people in by_group.items()}))
    by_unit = Counter(act.unit for act in started.values() if act.unit)
    periods = _periods(_weeks(started.values()))
    return Participation(
        told(len(started)),
        tuple(map(_in_all, periods)),
        cells,
        tuple(sum(len(by_group[group]) for group in names) for names in cells),
        tuple(_in_groups(period, cells) for period in _periods(periods, cells)) if cells else (),
        shown_units(
            by_unit,
            others=[sum(not act.unit for act in people) for people in by_group.values()],
        ),
    )


_Week = tuple[date, date, list[Act]]
"""A Monday, the Sunday of the same week or a later one, and who took part first in between."""


def _weeks(acts: Iterable[Act]) -> list[_Week]:
    """Every week from the first to the last, quiet ones too."""
    by_monday: defaultdict[date, list[Act]] = defaultdict(list)
    for act in acts:
        by_monday[act.on - timedelta(days=act.on.weekday())].append(act)
    if not by_monday:
        return []
    first, last = min(by_monday), max(by_monday)
    mondays = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    return [(monday, monday + timedelta(days=6), by_monday[monday]) for monday in mondays]


def _periods(weeks: Iterable[_Week], cells: Cells = (TABLE_ORDER,)) -> list[_Week]:
    """The weeks joined until every cell holds five and more; what is left joins the last period.
    Empty where all of them together are too few."""
    joined: list[_Week] = []
    waiting: _Week | None = None
    for week in weeks:
        waiting = _joined(waiting, week) if waiting else week
        if all(len(_of_group(waiting[2], names)) >= SMALLEST_SHOWN for names in cells):
            joined.append(waiting)
            waiting = None
    if waiting and joined:
        joined[-1] = _joined(joined[-1], waiting)
    return joined


def _joined(one: _Week, other: _Week) -> _Week:
    return one[0], other[1], one[2] + other[2]


def _of_group(acts: Iterable[Act], names: tuple[Group, ...]) -> list[Act]:
    return [act for act in acts if (act.group or Group.STAFF) in names]


def _in_all(period: _Week) -> Period:
    return Period(period[0], period[1], (len(period[2]),))


def _in_groups(period: _Week, cells: Cells) -> Period:
    return Period(period[0], period[1], tuple(len(_of_group(period[2], each)) for each in cells))


def shown_units(
    people: Mapping[str, int], *, others: Iterable[int] = ()
) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Units with five people and more by size; the smaller ones as one, with as many of the next
    as it takes. Empty where only one cell would be left: that is the total. Empty also where the
    `others` of some group, who have no unit, are a handful: what is shown of the group without
    the units would tell of them."""
    if any(told(number) is None for number in others):
        return ()
    ranked = sorted(people.items(), key=lambda each: (-each[1], each[0]))
    shown: list[tuple[tuple[str, ...], int]] = [
        ((name,), number) for name, number in ranked if number >= SMALLEST_SHOWN
    ]
    small = [each for each in ranked if each[1] < SMALLEST_SHOWN]
    names = tuple(name for name, _ in small)
    number = sum(number for _, number in small)
    while names and number < SMALLEST_SHOWN and shown:
        (larger, more) = shown.pop()
        names, number = larger + names, number + more
    if names and number >= SMALLEST_SHOWN:
        shown.append((tuple(sorted(names)), number))
    return tuple(shown) if len(shown) > 1 else ()
