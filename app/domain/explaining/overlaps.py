"""Who supports what together, in numbers that give nobody away.

Support for one idea is public; support for two at once is not, and with few ballots in a cell of
that table somebody could be told apart. So a number is given only where it, and those who are in
neither, are five or more; and where those in one alone are fewer, as "at least".
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.domain.groups import SMALLEST_SHOWN
from app.domain.tally.backing import Backing
from app.domain.tally.profile import exact_sums

MOST_NAMED = 3
"""So many of the winners that an idea's supporters share are named."""


class Overlaps:
    """Joint support of ideas that won and all others."""

    def __init__(self, backing: Backing, winners: Sequence[int]) -> None:
        profile = backing.basis.profile
        size = len(profile.candidates)
        owners = np.repeat(np.arange(size), np.diff(backing.starts))
        self._basis = backing.basis
        self._n = profile.n
        self._together: dict[int, list[int]] = {}
        for winner in winners:
            supports = np.zeros(profile.lines, bool)
            supports[backing.supporters(winner)] = True
            at = supports[backing.lines]
            each = profile.multiplicities[backing.lines[at]]
            self._together[winner] = exact_sums(owners[at], each, size)

    def paid_for(self, idea: int) -> list[dict[str, Any]]:
        """The winners that most of the idea's supporters support too."""
        shown = [
            {"idea": self._basis.candidates[winner].id} | facts
            for winner, together in self._together.items()
            if (facts := self._shown(together[idea], idea, winner))
        ]
        return sorted(shown, key=lambda one: -one["both"])[:MOST_NAMED]

    def _shown(self, both: int, idea: int, winner: int) -> dict[str, Any]:
        one, other = self._basis.supporters[idea], self._basis.supporters[winner]
        if self._n - one - other + both < SMALLEST_SHOWN:
            return {}
        return _shown_of(both, min(one, other))


def served_before(backing: Backing, order: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    """For each idea how many supporters had a winner already, when its own turn came."""
    profile = backing.basis.profile
    numbers = profile.multiplicities
    has_one = np.zeros(profile.lines, bool)
    served: dict[int, dict[str, Any]] = {}

    def look(idea: int) -> None:
        lines = backing.supporters(idea)
        count = int(numbers[lines][has_one[lines]].sum())
        served[idea] = _shown_of(count, backing.basis.supporters[idea])

    for winner in order:
        look(winner)
        has_one[backing.supporters(winner)] = True
    for idea in set(range(len(profile.candidates))).difference(order):
        look(idea)
    return {idea: facts for idea, facts in served.items() if facts}


def _shown_of(part: int, whole: int) -> dict[str, Any]:
    """How many of so many, as it may be shown; empty where it may not."""
    shown = min(part, whole - SMALLEST_SHOWN)
    if shown < SMALLEST_SHOWN:
        return {}
    return {"both": shown} | ({"at_least": True} if shown < part else {})
