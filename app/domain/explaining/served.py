"""Phragmén and greedy proportional approval: who had something already, and who was next in line.

A count is gone through again from its rounds to just before the last of them, where those that did
not win are compared with it; then on to see who would have been next, had there been more seats.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain.explaining.overlaps import served_before
from app.domain.groups import SMALLEST_SHOWN
from app.domain.tally import phragmen, seq_pav
from app.domain.tally.backing import Backing, make_backing
from app.domain.tally.basis import Basis
from app.domain.tally.best_first import BestFirst
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import Forward, IdeaId, Outcome
from app.domain.tally.sequence import able_ideas, costs_of

HUNDREDTHS = 100
"""What is shown of loads and weights, so that no ballot can be worked out from them."""
MOST_FURTHER = 5
"""So many seats more are filled to see who was next."""

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """What tells one of the two rules from the other."""

    worth: Callable[[int], Exact]
    """The least wins; it never falls."""
    take: Callable[[int, Exact], None]
    tell: Callable[[int, Exact], Facts]
    """What is shown of an idea that did not win, before the last round."""


def one_by_phragmen(basis: Basis, outcome: Outcome) -> dict[IdeaId, Facts]:
    costs = costs_of(basis)
    ideas = [idea for idea in able_ideas(basis) if costs[idea] <= basis.params.money]
    backing = make_backing(basis, ideas)
    state = phragmen.Loads(backing, costs)

    def tell(idea: int, load: Exact) -> Facts:
        own = Fraction(costs[idea] * backing.weight_scale, backing.weight_of_idea[idea])
        return {"load": _hundredths(load), "carried": _hundredths(load - own)}

    return _followed(basis, outcome, ideas, backing, Way(state.time_for, state.charge, tell))


def one_by_pav(basis: Basis, outcome: Outcome) -> dict[IdeaId, Facts]:
    ideas = able_ideas(basis)
    backing = make_backing(basis, ideas)
    state = seq_pav.Satisfaction(backing)

    def take(idea: int, _: Exact) -> None:
        state.add(idea)

    def tell(idea: int, loss: Exact) -> Facts:
        split = split_shown(state.split(idea).sum(axis=1).tolist())
        if split.get("open"):
            return split | {"weight": -loss // 1 * HUNDREDTHS}
        return split | {"weight": _hundredths(-loss)}

    return _followed(basis, outcome, ideas, backing, Way(state.loss, take, tell))


def split_shown(split: Sequence[int]) -> Facts:
    """Supporters by the winners they have, from the first class on those of five or more.

    What remains is one class, `open` upwards. Nothing where only one class could be shown.
    """
    while split and not split[-1]:
        split = split[:-1]
    shown: list[int] = []
    for place, number in enumerate(split):
        rest = sum(split[place:])
        if number < SMALLEST_SHOWN or 0 < rest - number < SMALLEST_SHOWN:
            return {"split": [*shown, rest], "open": True} if shown else {}
        shown.append(number)
    return {"split": shown} if len(shown) > 1 else {}


def _hundredths(value: Exact) -> int:
    return round(value * HUNDREDTHS)


def _followed(
    basis: Basis, outcome: Outcome, ideas: Sequence[int], backing: Backing, way: Way
) -> dict[IdeaId, Facts]:
    places = {one.id: place for place, one in enumerate(basis.candidates)}
    rounds = [(places[step.idea or ""], bool(step.is_taken)) for step in outcome.rounds]
    order = [idea for idea, is_taken in rounds if is_taken]
    served = served_before(backing, order)
    for idea, _ in rounds[:-1]:
        way.take(idea, way.worth(idea))
    worths = {idea: way.worth(idea) for idea in ideas if idea not in order}
    told = {
        idea: way.tell(idea, worth)
        for idea, worth in worths.items()
        if basis.supporters[idea] >= SMALLEST_SHOWN
    }
    if basis.params.forward is Forward.NUMBER and order:
        way.take(order[-1], way.worth(order[-1]))
        for further, idea in enumerate(_next(basis, worths, way), start=1):
            told.get(idea, {})["further"] = further
    return {
        basis.candidates[idea].id: _facts(basis, idea, served.get(idea), told.get(idea, {}))
        for idea in ideas
    }


def _facts(basis: Basis, idea: int, served: Facts | None, told: Facts) -> Facts:
    facts = {"supporters": basis.supporters[idea]} | told
    return facts if "split" in told or served is None else facts | {"served": served}


def _next(basis: Basis, worths: dict[int, Exact], way: Way) -> list[int]:
    """Who would have got the next seats, as far as no lot would have to choose."""
    support = basis.weighted_supporters
    queue = BestFirst(
        worths.items(),
        [(-votes,) for votes in support],
        range(len(support)),
        way.worth,
    )
    found: list[int] = []
    while len(found) < MOST_FURTHER and (chosen := queue.take()):
        entry, equals = chosen
        if len(equals) > 1:
            break
        found.append(entry.idea)
        way.take(entry.idea, entry.value)
        queue.end_round()
    return found
