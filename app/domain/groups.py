"""The three groups counted side by side, and when a group is too small to be shown."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

SMALLEST_SHOWN = 5
"""A group with fewer ballots than this is never shown alone: members could be worked out."""


class Group(StrEnum):
    """One group a person: councils before partners before staff."""

    COUNCILS = "councils"
    """User councils and user organisations together: brukermedvirkning."""
    PARTNERS = "partners"
    STAFF = "staff"


def shown_groups(ballots: Mapping[Group, int]) -> list[tuple[Group, ...]]:
    """Join groups until each shown has at least five ballots; an empty list shows the total alone.

    Smaller groups are joined with the next larger one, so that no sum gives a small one away.
    Groups without any ballots are left out: nothing can be worked out about nobody's ballot, but
    only where what remains can be shown.
    """
    cells: list[tuple[int, tuple[Group, ...]]] = sorted(
        (count, (group,)) for group, count in ballots.items() if count > 0
    )
    while len(cells) > 1 and cells[0][0] < SMALLEST_SHOWN:
        (small, names), (larger, others) = cells[0], cells[1]
        joined = (small + larger, tuple(sorted(names + others)))
        cells = sorted([joined, *cells[2:]])
    if len(cells) < 2 or cells[0][0] < SMALLEST_SHOWN:
        return []
    return _in_table_order([names for _, names in cells])


def _in_table_order(cells: Sequence[tuple[Group, ...]]) -> list[tuple[Group, ...]]:
    order = [Group.STAFF, Group.COUNCILS, Group.PARTNERS]
    return sorted(cells, key=lambda names: min(order.index(name) for name in names))
