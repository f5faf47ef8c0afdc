"""The numbers of every idea's paragraph that stand neither in its standing nor in its round."""

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.counting import Counted
from app.domain.explaining.bought import equal_shares
from app.domain.explaining.counterfactuals import counterfactuals
from app.domain.explaining.served import one_by_pav, one_by_phragmen
from app.domain.explaining.sums import ranking
from app.domain.groups import SMALLEST_SHOWN
from app.domain.promises import Promises
from app.domain.tally.basis import LEAST_GROUP, Basis, make_basis
from app.domain.tally.draw import DrawKey
from app.domain.tally.outcome import BallotKind, Forward, IdeaId, Outcome
from app.domain.tally.points import ballots_by_slot
from app.domain.tally.profile import Profile

Numbers = dict[IdeaId, dict[str, Any]]


def explain(promises: Promises, profile: Profile, counted: Counted, draw: DrawKey) -> Numbers:
    """Facts for every idea (`docs/package.md`), and what would have changed its fate."""
    outcome = counted.outcome
    found = numbers_of(promises, profile, outcome)
    basis = make_basis(profile, outcome.params)
    for idea, change in counterfactuals(promises, profile, outcome, draw).items():
        facts = found.setdefault(idea, {})
        if not (_tells_too_much(promises, basis, idea) or "aside" in facts):
            facts["counterfactual"] = change
    return {idea: facts for idea, facts in found.items() if facts}


def numbers_of(promises: Promises, profile: Profile, outcome: Outcome) -> Numbers:
    """What needs no further count."""
    basis = make_basis(profile, outcome.params)
    aside = _aside(basis, outcome, promises)
    by_rule = equal_shares if _is_shares(promises) else _WAYS.get(promises.rule)
    rest = {} if by_rule is None or not profile.n else by_rule(basis, outcome)
    found: Numbers = {
        one.id: {"aside": aside[one.id]} if one.id in aside else rest.get(one.id, {})
        for one in basis.candidates
    }
    return {idea: facts for idea, facts in found.items() if facts}


def _is_shares(promises: Promises) -> bool:
    return promises.rule.startswith("equal-shares")


def _tells_too_much(promises: Promises, basis: Basis, idea: IdeaId) -> bool:
    """Whether it would say what the few who support an idea had left, and so what they bought."""
    place = [one.id for one in basis.candidates].index(idea)
    few = basis.supporters[place] < SMALLEST_SHOWN
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
    if basis.candidates[place].lacks_cost and params.forward is Forward.BUDGET:
        return {"why": "no_cost"}
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


_WAYS: Mapping[str, Callable[[Basis, Outcome], Numbers]] = {
    **dict.fromkeys(("approval", "dots", "score", "borda", "greedy"), ranking),
    "phragmen": one_by_phragmen,
    "seq-pav": one_by_pav,
}
