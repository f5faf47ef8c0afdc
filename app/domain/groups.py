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


CALLED = (Group.COUNCILS, Group.PARTNERS)
"""Discuss in meetings of their own: called by mail, with their deadlines for the calendar."""
TABLE_ORDER = (Group.STAFF, Group.COUNCILS, Group.PARTNERS)


def shown_groups(ballots: Mapping[Group, int]) -> list[tuple[Group, ...]]:
    """Join groups until each shown has at least five ballots; an empty list shows the total alone.

    `ballots` holds every group on the roll, also one that cast none: left out it would be known
    that none of its members voted. The smallest is joined with the next larger one, so that no
    sum gives a small one away: together the shown groups are the whole.
    """
    cells: list[tuple[int, tuple[Group, ...]]] = sorted(
        (count, (group,)) for group, count in ballots.items()
    )
    while len(cells) > 1 and cells[0][0] < SMALLEST_SHOWN:
        (small, names), (larger, others) = cells[0], cells[1]
        joined = (small + larger, tuple(sorted(names + others)))
        cells = sorted([joined, *cells[2:]])
    if len(cells) < 2 or cells[0][0] < SMALLEST_SHOWN:
        return []
    return _in_table_order([names for _, names in cells])


def _in_table_order(cells: Sequence[tuple[Group, ...]]) -> list[tuple[Group, ...]]:
    tidy = [tuple(sorted(names, key=TABLE_ORDER.index)) for names in cells]
    return sorted(tidy, key=lambda names: TABLE_ORDER.index(names[0]))
