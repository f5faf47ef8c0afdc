"""The method of equal shares: all have the same to spend, and ideas are paid by their supporters.

Peters & Skowron (2020), "Proportionality and the Limits of Welfarism"; Peters, Pierczyński &
Skowron (2021), "Proportional Participatory Budgeting with Additive Utilities", arXiv 2008.13276.
What is left is used by raising all wallets, by filling up in the order of points, by both, or not.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.tally.backing import make_backing
from app.domain.tally.basis import Basis, Lot, Run
from app.domain.tally.best_first import BestFirst, Entry
from app.domain.tally.exact import Exact, simplest
from app.domain.tally.outcome import Round
from app.domain.tally.sequence import able_ideas, costs_of, finished, lot_between
from app.domain.tally.utilities import utilities_of
from app.domain.tally.wallets import Payment, Wallets

STEPS = 100
"""Wallets are raised by this part of the budget at a time."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """An idea that its supporters bought."""

    entry: Entry
    equals: Sequence[int]
    payment: Payment

    @property
    def idea(self) -> int:
        return self.entry.idea


class Market:
    """Everything that stays the same however much money there is."""

    def __init__(self, basis: Basis, places: Sequence[int]) -> None:
        self.basis = basis
        self.places = places
        self.costs = costs_of(basis)
        self.ideas = able_ideas(basis)
        self.backing = make_backing(basis, self.ideas)
        self.utilities = utilities_of(self.backing, self.costs, basis.params.utility)
        self.has_drawn = False
        self._ties = [(cost, -won) for cost, won in zip(self.costs, basis.points, strict=True)]

    def bounds(self) -> list[tuple[int, Exact]]:
        """What each idea costs at least a unit of utility: where all its supporters can pay."""
        sums = self.utilities.sums
        return [
            (idea, Fraction(self.costs[idea], sums[idea] or 1))
            for idea in self.ideas
            if sums[idea] or not self.costs[idea]
        ]

    def wallet(self, raises: int) -> Exact:
        """The money of a ballot of weight 1."""
        total = self.backing.total
        money = self.basis.params.money * (STEPS + raises)
        return simplest(Fraction(money) / (STEPS * total)) if total else 0

    def count(self, raises: int) -> list[Purchase] | None:
        """What is bought with so many raises; None where it costs more than there is."""
        wallets = Wallets(self.backing, self.utilities, self.wallet(raises))
        queue = BestFirst(
            self.bounds(),
            self._ties,
            self.places,
            lambda idea: wallets.rho(idea, self.costs[idea]),
        )
        left, bought = self.basis.params.money, list[Purchase]()
        while chosen := queue.take():
            entry, equals = chosen
            self.has_drawn |= len(equals) > 1
            left -= self.costs[entry.idea]
            if left < 0:
                return None
            payment = wallets.charge(entry.idea, self.costs[entry.idea])
            bought.append(Purchase(entry, equals, payment))
            queue.end_round()
        return bought

    def raise_wallets(self, first: list[Purchase]) -> tuple[int, list[Purchase]]:
        """Raise until the next raise would overspend, or nothing is left to buy."""
        buyable = len(self.bounds())
        raises, bought = 0, first
        while len(bought) < buyable and self.wallet(1):
            more = self.count(raises + 1)
            if more is None:
                break
            raises, bought = raises + 1, more
        return raises, bought


def plain(basis: Basis, places: Sequence[int]) -> Run:
    """Without completion."""
    return _run(basis, places, raising=False, filling=False)


def add(basis: Basis, places: Sequence[int]) -> Run:
    """Completed by raising wallets."""
    return _run(basis, places, raising=True, filling=False)


def fill(basis: Basis, places: Sequence[int]) -> Run:
    """Completed in the order of points."""
    return _run(basis, places, raising=False, filling=True)


def add_fill(basis: Basis, places: Sequence[int]) -> Run:
    """Completed by raising wallets, then in the order of points."""
    return _run(basis, places, raising=True, filling=True)


def _run(basis: Basis, places: Sequence[int], *, raising: bool, filling: bool) -> Run:
    market = Market(basis, places)
    raises, bought = 0, market.count(0) or []
    paid = {purchase.idea for purchase in bought}
    if raising:
        raises, bought = market.raise_wallets(bought)
    rounds, lots = list[Round](), list[Lot]()
    for purchase in bought:
        lots += lot_between(basis, purchase.equals, basis.points, rounds)
        rounds.append(_round(market, purchase, is_paid=purchase.idea in paid))
    if filling:
        _fill_up(market, [purchase.idea for purchase in bought], rounds, lots)
    facts = {"raises": raises, "wallet": market.wallet(raises)}
    return finished(basis, rounds, lots, basis.points, places, facts, has_drawn=market.has_drawn)


def _round(market: Market, purchase: Purchase, *, is_paid: bool) -> Round:
    return Round(
        market.basis.candidates[purchase.idea].id,
        market.basis.points[purchase.idea],
        is_taken=True,
        facts={
            "cost": market.costs[purchase.idea],
            "rho": simplest(Fraction(purchase.entry.value) * market.utilities.scale),
            "payers": purchase.payment.payers,
            "spent_all": purchase.payment.spent_all,
            "phase": "paid" if is_paid else "raised",
        },
    )


def _fill_up(market: Market, bought: Collection[int], rounds: list[Round], lots: list[Lot]) -> None:
    """Look at each that is left, the most points first, and take it if it fits."""
    basis, costs = market.basis, market.costs
    left = basis.params.money - sum(costs[idea] for idea in bought)
    order = sorted(
        set(market.ideas) - set(bought),
        key=lambda idea: (-basis.points[idea], costs[idea], market.places[idea]),
    )
    for at, idea in enumerate(order):
        equals = [
            other
            for other in order[at:]
            if (basis.points[other], costs[other]) == (basis.points[idea], costs[idea])
        ]
        lots += lot_between(basis, equals, basis.points, rounds)
        market.has_drawn |= len(equals) > 1
        fits = costs[idea] <= left
        facts = {"cost": costs[idea], "left": left, "phase": "fill"}
        rounds.append(Round(basis.candidates[idea].id, basis.points[idea], fits, facts))
        left -= costs[idea] if fits else 0
