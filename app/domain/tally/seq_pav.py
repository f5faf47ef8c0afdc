"""Greedy proportional approval: a ballot counts 1, then ½, ⅓ … as more of its ideas have won.

Thiele (1895), "Om flerfoldsvalg"; Aziz, Brill, Conitzer, Elkind, Freeman & Walsh (2017), "Justified
Representation in Approval-Based Committee Voting".
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from app.domain.tally.backing import Backing, make_backing
from app.domain.tally.basis import Basis, Lot, Run
from app.domain.tally.best_first import BestFirst, Entry
from app.domain.tally.exact import simplest
from app.domain.tally.outcome import Fact, Round
from app.domain.tally.profile import Whole
from app.domain.tally.sequence import able_ideas, finished, lot_between


class Satisfaction:
    """How many winners each ballot supports."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing
        self._kinds = len(backing.weights)
        # A state is a number of winners and a weight.
        self._states = backing.weight_of_line.copy()
        self._winners = 0

    def split(self, idea: int) -> Whole:
        """The idea's supporters by winners they have (rows) and by weight (columns)."""
        lines = self._backing.supporters(idea)
        size = (self._winners + 1) * self._kinds
        return self._backing.numbers(lines, self._states[lines], size).reshape(-1, self._kinds)

    def loss(self, idea: int) -> Fraction:
        """The sum of the supporters' weights, below zero so that the least is the best."""
        weighed = [
            sum(map(int.__mul__, row, self._backing.weights)) for row in self.split(idea).tolist()
        ]
        whole = lcm(*range(1, len(weighed) + 1))
        total = sum(weight * (whole // (has + 1)) for has, weight in enumerate(weighed))
        return Fraction(-total, whole * self._backing.weight_scale)

    def add(self, idea: int) -> None:
        """The idea won."""
        self._states[self._backing.supporters(idea)] += self._kinds
        self._winners += 1


def run(basis: Basis, places: Sequence[int]) -> Run:
    """Count with one order of the draw."""
    ideas = able_ideas(basis)
    satisfaction = Satisfaction(make_backing(basis, ideas))
    support = basis.weighted_supporters
    queue = BestFirst(
        ((idea, satisfaction.loss(idea)) for idea in ideas),
        [(-votes,) for votes in support],
        places,
        satisfaction.loss,
    )
    rounds, lots = list[Round](), list[Lot]()
    while len(rounds) < basis.params.money and (chosen := queue.take()):
        first, equals = chosen
        lots += lot_between(basis, equals, support, rounds)
        facts = _facts(basis, satisfaction.split(first.idea), first, queue.best())
        rounds.append(Round(basis.candidates[first.idea].id, support[first.idea], True, facts))
        satisfaction.add(first.idea)
        queue.end_round()
    return finished(basis, rounds, lots, support, places)


def _facts(basis: Basis, split: Whole, first: Entry, second: Entry | None) -> dict[str, Fact]:
    by_winners = split.sum(axis=1)
    last = int(np.flatnonzero(by_winners).max(initial=0))
    facts: dict[str, Fact] = {
        "weight": simplest(-first.value),
        "split": by_winners[: last + 1].tolist(),
    }
    if second is not None:
        facts["runner_up"] = basis.candidates[second.idea].id
        facts["runner_up_weight"] = simplest(-second.value)
    return facts
