"""Sequential Phragmén: every supporter earns at the same rate, and whoever can pay first is served.

Brill, Freeman, Janson & Lackner (2017), "Phragmén's Voting Methods and Justified Representation",
arXiv 2102.12305; with a budget Los, Christoff & Grossi (2022), "Proportional Budget Allocations".
A ballot's load is the time at which the last idea it supports was bought, so there are never more
different loads than rounds, and an idea is looked at by counting its supporters in each of them.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from app.domain.tally.backing import Backing, make_backing
from app.domain.tally.basis import Basis, Lot, Run
from app.domain.tally.best_first import BestFirst, Entry
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import Fact, Forward, Round
from app.domain.tally.sequence import able_ideas, costs_of, finished, lot_between


class Loads:
    """Each ballot's load, as the place of one of few different ones."""

    def __init__(self, backing: Backing, costs: Sequence[int]) -> None:
        self._backing = backing
        self._costs = costs
        self._weights = backing.weights
        # A state is a load and a weight; at first everybody's load is nothing.
        self._states = backing.weight_of_line.copy()
        self._loads = [0]
        """Times `_scale`, so that they are whole."""
        self._scale = 1

    def time_for(self, idea: int) -> Fraction:
        """When the supporters of an idea could pay for it."""
        lines = self._backing.supporters(idea)
        size = len(self._loads) * len(self._weights)
        numbers = self._backing.numbers(lines, self._states[lines], size)
        carried = weight = 0
        for state in np.flatnonzero(numbers).tolist():
            load, kind = divmod(state, len(self._weights))
            weighs = int(numbers[state]) * self._weights[kind]
            weight += weighs
            carried += weighs * self._loads[load]
        price = self._costs[idea] * self._backing.weight_scale
        return Fraction(price * self._scale + carried, weight * self._scale)

    def charge(self, idea: int, time: Exact) -> None:
        """The idea was bought at this time."""
        scale = lcm(self._scale, time.denominator)
        self._loads = [load * (scale // self._scale) for load in self._loads]
        self._loads.append(time.numerator * (scale // time.denominator))
        self._scale = scale
        lines = self._backing.supporters(idea)
        latest = (len(self._loads) - 1) * len(self._weights)
        self._states[lines] = latest + self._backing.weight_of_line[lines]


def run(basis: Basis, places: Sequence[int]) -> Run:
    """Count with one order of the draw."""
    costs = costs_of(basis)
    ideas = _affordable(basis, costs)
    loads = Loads(make_backing(basis, ideas), costs)
    support = basis.weighted_supporters
    queue = BestFirst(
        ((idea, Fraction(0)) for idea in ideas),
        [(costs[idea], -support[idea]) for idea in range(len(costs))],
        places,
        loads.time_for,
    )
    left, rounds, lots = basis.params.money, list[Round](), list[Lot]()
    while left > 0 or basis.params.forward is Forward.BUDGET:
        chosen = queue.take()
        if chosen is None:
            break
        first, equals = chosen
        lots += lot_between(basis, equals, support, rounds)
        fits = costs[first.idea] <= left
        facts = _facts(basis, costs[first.idea], first, queue.best())
        if not fits:
            facts["left"] = left
        rounds.append(Round(basis.candidates[first.idea].id, support[first.idea], fits, facts))
        if not fits:
            break
        left -= costs[first.idea]
        loads.charge(first.idea, first.value)
        queue.end_round()
    return finished(basis, rounds, lots, support, places)


def _affordable(basis: Basis, costs: Sequence[int]) -> list[int]:
    """Not set aside, and not more than all there is."""
    return [idea for idea in able_ideas(basis) if costs[idea] <= basis.params.money]


def _facts(basis: Basis, cost: int, first: Entry, second: Entry | None) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"cost": cost, "load": first.value}
    if second is not None:
        facts["runner_up"] = basis.candidates[second.idea].id
        facts["runner_up_load"] = second.value
    return facts
