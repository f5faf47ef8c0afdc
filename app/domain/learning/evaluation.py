"""How far it was reached, counted so that no small group can be picked out.

Fewer than five answers are not shown at all. What one outcome got is shown where at least five
gave a word on it, and by group where each part that is shown holds five.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

from app.domain.groups import SMALLEST_SHOWN, Group, shown_groups

Words = TypeVar("Words")

USUAL_DAYS = 14
"""How long an evaluation is open unless somebody says otherwise."""
LONGEST_DAYS = 60
REMIND_BEFORE = timedelta(days=3)


class Reached(StrEnum):
    """The answers to «did we reach it?», from the best; the value is the number that is kept."""

    FULLY = "3"
    MOSTLY = "2"
    LITTLE = "1"
    NOT = "0"


class Conclusion(StrEnum):
    """What the working group makes of a theme afterwards."""

    CONTINUE = "continue"
    CHANGE = "change"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Part:
    """Several ratings together: of all, or of groups that may be shown."""

    groups: tuple[Group, ...]
    counts: Mapping[int, int]
    """How many gave each of 0 to 3."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> Fraction:
        """Between 0 and 3."""
        points = sum(reached * count for reached, count in self.counts.items())
        return Fraction(points, self.total)


@dataclass(frozen=True, slots=True)
class OutcomeResult:
    """What one outcome got. `parts` is empty where no group may be shown apart."""

    whole: Part
    parts: tuple[Part, ...] = ()

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """The whole first."""
        return self.whole, *self.parts


def result_of(
    ratings: Mapping[tuple[Group, int], int], concerned: Iterable[Group]
) -> OutcomeResult | None:
    """`ratings` counts by group and number reached; None where too few said anything.

    `concerned` are all groups that could answer: one that nobody spoke for is joined, so that
    this is not known of it.
    """
    spoke: Counter[Group] = Counter(dict.fromkeys(concerned, 0))
    for (group, _), count in ratings.items():
        spoke[group] += count
    whole = _part(ratings, tuple(spoke))
    if whole.total < SMALLEST_SHOWN:
        return None
    return OutcomeResult(whole, tuple(_part(ratings, cell) for cell in shown_groups(spoke)))


def _part(ratings: Mapping[tuple[Group, int], int], groups: tuple[Group, ...]) -> Part:
    counts = {int(reached): 0 for reached in Reached}
    for (group, reached), count in ratings.items():
        if group in groups:
            counts[reached] += count
    return Part(groups, counts)


def has_enough(answers: int) -> bool:
    """Whether anything counted may be shown."""
    return answers >= SMALLEST_SHOWN


def voices_shown(
    answers: Mapping[Group, int], concerned: Iterable[Group]
) -> dict[Group, tuple[Group, ...]]:
    """Which groups stand beside the words of one; empty where none may be told apart."""
    spoke = dict.fromkeys(concerned, 0) | dict(answers)
    return {group: cell for cell in shown_groups(spoke) for group in cell}


@dataclass(frozen=True, slots=True)
class Said:
    """Words from one answer, and the groups it may be from; empty: not told."""

    text: str
    groups: tuple[Group, ...] = ()


def shuffled(question: str, said: Sequence[tuple[UUID, Words]]) -> list[Words]:
    """In an order by chance that stays, and that differs from question to question.

    So no order of arrival is seen, nor which words to two questions came from one answer.
    """

    def place(row: tuple[UUID, Words]) -> bytes:
        return hashlib.sha256(question.encode() + row[0].bytes).digest()

    return [words for _, words in sorted(said, key=place)]


def reminds_at(opens_at: datetime, closes_at: datetime) -> datetime:
    """Three days before it closes, or half-way where it is open for less than six."""
    return closes_at - min(REMIND_BEFORE, (closes_at - opens_at) / 2)
