"""The numbers of every idea's paragraph that stand neither in its standing nor in its round."""

from collections.abc import Callable, Mapping, Sequence
from math import floor
from typing import Any

from app.domain.counting import Counted
from app.domain.explaining.counterfactuals import counterfactuals
from app.domain.explaining.overlaps import Overlaps, served_before
from app.domain.explaining.purses import Purses
from app.domain.groups import SMALLEST_SHOWN
from app.domain.promises import Promises
from app.domain.tally import phragmen, seq_pav
from app.domain.tally.backing import make_backing
from app.domain.tally.basis import LEAST_GROUP, Basis, make_basis
from app.domain.tally.draw import DrawKey
from app.domain.tally.equal_shares import Market
from app.domain.tally.exact import Exact, exact_json
from app.domain.tally.outcome import BallotKind, Forward, IdeaId, Outcome
from app.domain.tally.points import ballots_by_slot
from app.domain.tally.profile import Profile
from app.domain.tally.sequence import able_ideas, costs_of

Numbers = dict[IdeaId, dict[str, Any]]
HUNDREDTHS = 100
"""What is shown of loads and weights, so that no ballot can be worked out from them."""


def explain(promises: Promises, profile: Profile, counted: Counted, draw: DrawKey) -> Numbers:
    """Facts for every idea (`docs/package.md`), and what would have changed its fate."""
    outcome = counted.outcome
    basis = make_basis(profile, outcome.params)
    found: Numbers = {one.id: {} for one in basis.candidates}
    aside = _aside(basis, outcome, promises)
    by_rule = _shares if _is_shares(promises) else _WAYS.get(promises.rule)
    rest = {} if by_rule is None or not profile.n else by_rule(basis, outcome)
    for idea, facts in found.items():
        facts |= {"aside": aside[idea]} if idea in aside else rest.get(idea, {})
    for idea, change in counterfactuals(promises, profile, outcome, draw).items():
        if not (_tells_too_much(promises, basis, idea) or idea in aside):
            found[idea]["counterfactual"] = change
    return {idea: facts for idea, facts in found.items() if facts}


def _is_shares(promises: Promises) -> bool:
    return promises.rule.startswith("equal-shares")


def _places(basis: Basis) -> dict[IdeaId, int]:
    return {one.id: place for place, one in enumerate(basis.candidates)}


def _tells_too_much(promises: Promises, basis: Basis, idea: IdeaId) -> bool:
    """Whether it would say what the few who support an idea had left, and so what they bought."""
    few = basis.supporters[_places(basis)[idea]] < SMALLEST_SHOWN
    return few and (_is_shares(promises) or promises.rule in ("phragmen", "seq-pav"))


def _aside(basis: Basis, outcome: Outcome, promises: Promises) -> Numbers:
    """Why ideas that could not win could not."""
    raters = {one.idea: one.facts.get("raters", 0) for one in outcome.standings}
    reasons = {
        one.id: _why_aside(basis, place, raters[one.id], promises)
        for place, one in enumerate(basis.candidates)
    }
    return {idea: reason for idea, reason in reasons.items() if reason}


def _why_aside(basis: Basis, place: int, raters: int, promises: Promises) -> dict[str, Any]:
    params, supporters = basis.params, basis.supporters[place]
    needed = max(1, params.minimum_support)
    if supporters < needed:
        return {"why": "minimum", "supporters": supporters, "needed": needed}
    if not basis.is_able[place] and params.floor:
        asked = sum(size >= LEAST_GROUP for size in ballots_by_slot(basis.profile)[1:])
        groups = min(params.floor.groups, asked)
        return {"why": "floor", "percent": params.floor.percent, "groups": groups}
    asks_raters = basis.profile.kind is BallotKind.SCORE and promises.rule in ("score", "greedy")
    if asks_raters and params.raters and raters < params.raters:
        return {"why": "raters", "raters": raters, "needed": params.raters}
    cost = basis.candidates[place].cost
    if promises.rule == "phragmen" and params.forward is Forward.BUDGET and cost > params.money:
        return {"why": "cost", "cost": cost, "budget": params.money}
    return {}


def _ranking(basis: Basis, outcome: Outcome) -> Numbers:
    """By how much each idea was behind the last that won on everybody's ballots."""
    last = [step for step in outcome.rounds if step.is_taken and "reserved" not in step.facts]
    if outcome.params.forward is not Forward.NUMBER or not last:
        return {}
    least = last[-1].support or 0
    return {
        one.idea: {"missing": exact_json(least - one.support), "last": last[-1].idea}
        for one in outcome.standings
        if not one.is_winner
    }


def _shares(basis: Basis, outcome: Outcome) -> Numbers:
    """What supporters of those that were not bought had left, and what they had bought instead."""
    market, places = Market(basis), _places(basis)
    purses = Purses(market.backing, market.utilities, outcome.facts["wallet"])
    bought = [
        places[step.idea]
        for step in outcome.rounds
        if step.idea is not None and step.facts["phase"] != "fill"
    ]
    for idea, step in zip(bought, outcome.rounds, strict=False):
        purses.charge(idea, step.facts["rho"])
    overlaps = Overlaps(market.backing, bought)
    found = {}
    for idea in market.ideas:
        facts: dict[str, Any] = {"supporters": basis.supporters[idea], "cost": market.costs[idea]}
        if idea not in bought and basis.supporters[idea] >= SMALLEST_SHOWN:
            facts["left"] = _shown_money(basis, purses.left(idea))
            facts["paid_for"] = overlaps.paid_for(idea)
        found[basis.candidates[idea].id] = facts
    return found


def _shown_money(basis: Basis, money: Exact) -> int:
    """Whole minutes or øre, or hundredths of a seat."""
    return floor(money if basis.params.forward is Forward.BUDGET else money * HUNDREDTHS)


def _hundredths(value: Exact) -> int:
    return round(value * HUNDREDTHS)


def _served(
    basis: Basis, outcome: Outcome, name: str, worths: Callable[[], Sequence[tuple[int, Exact]]]
) -> Numbers:
    """How many supporters had something already, and what the idea came to in the last round."""
    places = _places(basis)
    ideas = able_ideas(basis)
    order = [places[step.idea] for step in outcome.rounds if step.idea and step.is_taken]
    served = served_before(make_backing(basis, ideas), order)
    found: Numbers = {
        basis.candidates[idea].id: {"supporters": basis.supporters[idea]}
        | ({"served": served[idea]} if idea in served else {})
        for idea in ideas
    }
    for idea, worth in worths():
        if idea not in order and basis.supporters[idea] >= SMALLEST_SHOWN:
            found[basis.candidates[idea].id][name] = _hundredths(worth)
    return found


def _phragmen(basis: Basis, outcome: Outcome) -> Numbers:
    def loads() -> list[tuple[int, Exact]]:
        places, costs = _places(basis), costs_of(basis)
        ideas = [idea for idea in able_ideas(basis) if costs[idea] <= basis.params.money]
        state = phragmen.Loads(make_backing(basis, ideas), costs)
        for step in outcome.rounds[:-1]:
            state.charge(places[step.idea or ""], step.facts["load"])
        return [(idea, state.time_for(idea)) for idea in ideas]

    return _served(basis, outcome, "load", loads)


def _seq_pav(basis: Basis, outcome: Outcome) -> Numbers:
    def weights() -> list[tuple[int, Exact]]:
        places, ideas = _places(basis), able_ideas(basis)
        state = seq_pav.Satisfaction(make_backing(basis, ideas))
        for step in outcome.rounds[:-1]:
            state.add(places[step.idea or ""])
        return [(idea, -state.loss(idea)) for idea in ideas]

    return _served(basis, outcome, "weight", weights)


_WAYS: Mapping[str, Callable[[Basis, Outcome], Numbers]] = {
    "approval": _ranking,
    "dots": _ranking,
    "score": _ranking,
    "borda": _ranking,
    "phragmen": _phragmen,
    "seq-pav": _seq_pav,
}
