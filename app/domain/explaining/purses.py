"""What everybody had left to pay with, worked out again from what each bought idea cost them."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from app.domain.tally.backing import Backing
from app.domain.tally.exact import Exact
from app.domain.tally.profile import Whole
from app.domain.tally.utilities import Utilities


class Purses:
    """Every ballot's money, as the place of one of few different amounts."""

    def __init__(self, backing: Backing, utilities: Utilities, each: Exact) -> None:
        """`each` is the money of a ballot of weight 1."""
        self._backing = backing
        self._utilities = utilities
        start = Fraction(each) / backing.weight_scale
        # Different weights come to the same where there is no money at all.
        self._amounts = sorted({start * weight for weight in backing.weights})
        places = [self._amounts.index(start * weight) for weight in backing.weights]
        self._states = np.array(places, np.int64)[backing.weight_of_line]

    def charge(self, idea: int, rho: Exact) -> None:
        """The supporters paid ρ·u each, or all they had."""
        lines, worths = self._backing.supporters(idea), self._worths(idea)
        codes = self._states[lines] * len(worths) + self._kinds(idea)
        occur, where = np.unique(codes, return_inverse=True)
        place_of = {amount: place for place, amount in enumerate(self._amounts)}
        places = []
        for code in occur.tolist():
            place, kind = divmod(code, len(worths))
            price = Fraction(rho) * worths[kind] / self._utilities.scale
            after = max(Fraction(0), self._amounts[place] - price)
            places.append(place_of.setdefault(after, len(place_of)))
        self._states[lines] = np.array(places, np.int64)[where]
        self._tidy_up(list(place_of))

    def left(self, idea: int) -> Fraction:
        """What those who gain by an idea have together."""
        worths = self._worths(idea)
        gains = np.array([worth > 0 for worth in worths], bool)[self._kinds(idea)]
        lines = self._backing.supporters(idea)[gains]
        numbers = self._backing.numbers(lines, self._states[lines], len(self._amounts))
        held: list[int] = np.flatnonzero(numbers).tolist()
        return sum((self._amounts[place] * int(numbers[place]) for place in held), Fraction(0))

    def _worths(self, idea: int) -> Sequence[int]:
        if self._utilities.of_idea is not None:
            return [self._utilities.of_idea[idea]]
        return self._utilities.different

    def _kinds(self, idea: int) -> Whole:
        """Which of the worths each supporter has."""
        if self._utilities.places is None:
            return np.zeros(len(self._backing.supporters(idea)), np.int64)
        return self._utilities.places[self._backing.of(idea)].astype(np.int64)

    def _tidy_up(self, amounts: list[Fraction]) -> None:
        """Keep the amounts that somebody has."""
        occur, self._states = np.unique(self._states, return_inverse=True)
        self._amounts = [amounts[place] for place in occur.tolist()]
