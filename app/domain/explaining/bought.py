"""Equal shares: what supporters had left in the end, and what they had bought instead."""

from math import floor
from typing import Any

from app.domain.explaining.overlaps import Overlaps
from app.domain.explaining.purses import Purses
from app.domain.groups import SMALLEST_SHOWN
from app.domain.tally.basis import Basis
from app.domain.tally.equal_shares import Market
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import Forward, IdeaId, Outcome

HUNDREDTHS = 100
"""Of a seat."""


def equal_shares(basis: Basis, outcome: Outcome) -> dict[IdeaId, dict[str, Any]]:
    """What supporters of those that were not bought had left, and what they had bought instead."""
    market = Market(basis)
    places = {one.id: place for place, one in enumerate(basis.candidates)}
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
