"""The method of equal shares: all have the same to spend, and ideas are paid by their supporters.

Peters & Skowron (2020), "Proportionality and the Limits of Welfarism"; Peters, Pierczyński &
Skowron (2021), "Proportional Participatory Budgeting with Additive Utilities", arXiv 2008.13276.
What is left is used by raising all wallets, by filling up in the order of points, by both, or not.
"""

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import groupby

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


@dataclass(frozen=True, slots=True)
class Sale:
    """All that supporters bought, with one order of the draw."""

    purchases: Sequence[Purchase]
    raises: int
    paid: Set[int]
    """What is bought without raises."""
    has_drawn: bool

    @property
    def ideas(self) -> list[int]:
        return [purchase.idea for purchase in self.purchases]


class Market:
    """Everything that stays the same however much money there is."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        self.costs = costs_of(basis)
        self.ideas = able_ideas(basis)
        self.backing = make_backing(basis, self.ideas)
        self.utilities = utilities_of(self.backing, self.costs, basis.params.utility)
        self._ties = [(cost, -won) for cost, won in zip(self.costs, basis.points, strict=True)]
        sums = self.utilities.sums
        self._buyable = [idea for idea in self.ideas if sums[idea] or not self.costs[idea]]
        """Ideas that are bought if only there is enough money."""

    def wallet(self, raises: int) -> Exact:
        """The money of a ballot of weight 1."""
        total = self.backing.total
        money = self.basis.params.money * (STEPS + raises)
        return simplest(Fraction(money) / (STEPS * total)) if total else 0

    def sell(self, places: Sequence[int], *, raising: bool) -> Sale:
        """What is bought, with wallets raised until the next raise would overspend."""
        bought = paid = self._count(0, places) or []
        raises, has_drawn = 0, _has_drawn(bought)
        while raising and len(bought) < len(self._buyable) and self.wallet(1):
            more = self._count(raises + 1, places)
            has_drawn |= _has_drawn(more)
            if sum(self.costs[purchase.idea] for purchase in more) > self.basis.params.money:
                break
            raises, bought = raises + 1, more
        return Sale(bought, raises, {purchase.idea for purchase in paid}, has_drawn)

    def _count(self, raises: int, places: Sequence[int]) -> list[Purchase]:
        """What is bought with so many raises, as far as the first that is more than there is."""
        each = self.wallet(raises)
        wallets = Wallets(self.backing, self.utilities, each)
        queue = BestFirst(
            self._bounds(each),
            self._ties,
            places,
            lambda idea: wallets.rho(idea, self.costs[idea]),
        )
        left, bought = self.basis.params.money, list[Purchase]()
        while left >= 0 and (chosen := queue.take()):
            entry, equals = chosen
            bought.append(Purchase(entry, equals, wallets.charge(entry.idea)))
            left -= self.costs[entry.idea]
            queue.end_round()
        return bought

    def _bounds(self, each: Exact) -> Iterator[tuple[int, Exact]]:
        """What ideas cost at least a unit of utility: as much as if all supporters could pay.

        Left out are those that could not be paid for if their supporters paid for nothing else.
        """
        sums, weights, costs = self.utilities.sums, self.backing.weight_of_idea, self.costs
        above, below = each.numerator, each.denominator * self.backing.weight_scale
        for idea in self._buyable:
            if weights[idea] * above >= costs[idea] * below:
                yield idea, Fraction(costs[idea], sums[idea] or 1)


def _has_drawn(bought: Sequence[Purchase]) -> bool:
    return any(len(purchase.equals) > 1 for purchase in bought)


@dataclass(frozen=True, slots=True)
class Completion:
    """How the rule goes on when nothing can be paid for any more; part of its name."""

    raising: bool = False
    filling: bool = False

    def run(self, basis: Basis, places: Sequence[int]) -> Run:
        """Count with one order of the draw."""
        market = Market(basis)
        return self._complete(market, market.sell(places, raising=self.raising), places)

    def _again(self, market: Market, sale: Sale, places: Sequence[int]) -> Run:
        """With another order: what was bought stays, if nothing was drawn until then."""
        if sale.has_drawn:
            sale = market.sell(places, raising=self.raising)
        return self._complete(market, sale, places)

    def _complete(self, market: Market, sale: Sale, places: Sequence[int]) -> Run:
        rounds, lots = _rounds(market, sale)
        if self.filling:
            _fill_up(market, places, sale.ideas, rounds, lots)
        facts = {"raises": sale.raises, "wallet": market.wallet(sale.raises)}
        run = finished(market.basis, rounds, lots, market.basis.points, places, facts)
        return replace(
            run,
            has_drawn=run.has_drawn or sale.has_drawn,
            again=partial(self._again, market, sale),
        )


PLAIN = Completion()
ADD = Completion(raising=True)
FILL = Completion(filling=True)
ADD_FILL = Completion(raising=True, filling=True)


def _rounds(market: Market, sale: Sale) -> tuple[list[Round], list[Lot]]:
    rounds, lots = list[Round](), list[Lot]()
    for purchase in sale.purchases:
        lots += lot_between(market.basis, purchase.equals, market.basis.points, rounds)
        rounds.append(_round(market, purchase, is_paid=purchase.idea in sale.paid))
    return rounds, lots


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


def _fill_up(
    market: Market,
    places: Sequence[int],
    bought: Collection[int],
    rounds: list[Round],
    lots: list[Lot],
) -> None:
    """Look at each that is left, the most points first, and take it if it fits."""
    basis, costs = market.basis, market.costs
    left = basis.params.money - sum(costs[idea] for idea in bought)
    for equals in _in_turn(market, places, set(market.ideas) - set(bought)):
        idea = equals[0]
        lots += lot_between(basis, equals, basis.points, rounds)
        fits = costs[idea] <= left
        facts = {"cost": costs[idea], "left": left, "phase": "fill"}
        rounds.append(Round(basis.candidates[idea].id, basis.points[idea], fits, facts))
        left -= costs[idea] if fits else 0


def _in_turn(
    market: Market, places: Sequence[int], ideas: Collection[int]
) -> Iterator[Sequence[int]]:
    """Each idea with its equals that have not had their turn; it stands first."""

    def key(idea: int) -> tuple[Exact, int]:
        return -market.basis.points[idea], market.costs[idea]

    by_draw = sorted(ideas, key=lambda idea: places[idea])
    for _, group in groupby(sorted(by_draw, key=key), key=key):
        equals = list(group)
        yield from (equals[at:] for at in range(len(equals)))
