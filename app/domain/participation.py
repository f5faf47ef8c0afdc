"""Who takes part, by week, group and unit: never a person, and never a handful.

People are counted once each wherever they are counted. Where a number is below five, it is joined
with others until none is, as in `app/domain/groups.py`; else the total alone is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.domain.groups import SMALLEST_SHOWN, TABLE_ORDER, Group, shown_groups


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody proposed or commented on a day."""

    person_id: UUID
    on: date
    group: Group | None
    unit: str | None
    """The name of the office they belong to; none of the councils and partners has one."""


@dataclass(frozen=True, slots=True)
class Week:
    """How many took part in the week that begins on a Monday."""

    monday: date
    total: int | None
    """None: between one and four, which is not told."""
    groups: tuple[int, ...] | None
    """In the order of the columns; None where one of them would be a handful."""


@dataclass(frozen=True, slots=True)
class Participation:
    """`columns` are the groups, joined where small; empty where the total alone can be shown."""

    total: int | None
    columns: tuple[tuple[Group, ...], ...]
    sums: tuple[int, ...]
    weeks: tuple[Week, ...]
    units: tuple[tuple[tuple[str, ...], int], ...]
    """Names and people; the last may be several small units together."""


def told(number: int) -> int | None:
    """The number where it may be told: none at all, or five and more."""
    return number if number == 0 or number >= SMALLEST_SHOWN else None


def participation(acts: Iterable[Act]) -> Participation:
    """Everything that may be shown of `acts`."""
    everybody: set[UUID] = set()
    by_group: defaultdict[Group, set[UUID]] = defaultdict(set)
    by_week: defaultdict[date, defaultdict[Group, set[UUID]]] = defaultdict(
        lambda: defaultdict(set)
    )
    by_unit: defaultdict[str, set[UUID]] = defaultdict(set)
    for act in acts:
        everybody.add(act.person_id)
        group = act.group or Group.STAFF
        by_group[group].add(act.person_id)
        by_week[act.on - timedelta(days=act.on.weekday())][group].add(act.person_id)
        if act.unit:
            by_unit[act.unit].add(act.person_id)
    # Every group counts, also one of which nobody took part: left out, that would be told.
    cells = shown_groups({group: len(by_group[group]) for group in TABLE_ORDER})
    return Participation(
        told(len(everybody)),
        tuple(cells),
        tuple(_people(by_group, names) for names in cells),
        tuple(_week(monday, by_week[monday], cells) for monday in _mondays(by_week)),
        shown_units(
            {name: len(people) for name, people in by_unit.items()},
            others=[len(people.difference(*by_unit.values())) for people in by_group.values()],
        ),
    )


def _mondays(weeks: Mapping[date, object]) -> list[date]:
    """Every Monday from the first to the last, quiet weeks too."""
    if not weeks:
        return []
    first, last = min(weeks), max(weeks)
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]


def _people(by_group: Mapping[Group, set[UUID]], names: Iterable[Group]) -> int:
    return len(set().union(*(by_group.get(name, set()) for name in names)))


def _week(
    monday: date, by_group: Mapping[Group, set[UUID]], cells: list[tuple[Group, ...]]
) -> Week:
    numbers = tuple(_people(by_group, names) for names in cells)
    total = told(_people(by_group, TABLE_ORDER))
    is_shown = bool(cells) and all(number >= SMALLEST_SHOWN for number in numbers)
    return Week(monday, total, numbers if is_shown else None)


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
