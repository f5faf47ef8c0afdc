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
from math import ceil

from app.domain.tally.backing import make_backing
from app.domain.tally.basis import Basis, Lot, Run
from app.domain.tally.best_first import BestFirst, Entry
from app.domain.tally.exact import Exact, simplest
from app.domain.tally.outcome import Round
from app.domain.tally.rising import Rising, raises_without_effect
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
class Count:
    """What is bought with so many raises."""

    raises: int
    bought: Sequence[Purchase]

    @property
    def ideas(self) -> list[int]:
        return [purchase.idea for purchase in self.bought]

    @property
    def has_drawn(self) -> bool:
        return any(len(purchase.equals) > 1 for purchase in self.bought)


@dataclass(frozen=True, slots=True)
class Sale:
    """The count that stands, with one order of the draw."""

    count: Count
    paid: Set[int]
    """What is bought without raises."""
    has_drawn: bool


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
        first = last = self._count(0, places)
        has_drawn, patience = first.has_drawn, self._patience(first)
        while raising and len(last.bought) < len(self._buyable) and self.wallet(1):
            skipped = 0 if patience else self._standstill(last)
            more = self._count(last.raises + skipped + 1, places)
            has_drawn |= more.has_drawn
            if sum(self.costs[idea] for idea in more.ideas) > self.basis.params.money:
                last = self._count(more.raises - 1, places) if skipped else last
                break
            is_still = more.ideas == last.ideas and (patience or skipped > self._patience(more))
            patience = max(0, patience - 1) if is_still else self._patience(more)
            last = more
        return Sale(last, frozenset(first.ideas), has_drawn)

    def _patience(self, count: Count) -> int:
        """So many counts take as long as to find out whether counts can be left out."""
        return 32 + len(count.bought) * len(self._buyable) // 32

    def _standstill(self, count: Count) -> int:
        """So many further raises buy the same."""
        each = Fraction(self.wallet(count.raises))
        step = Fraction(self.wallet(1)) - self.wallet(0)
        wallets = Rising(self.backing, self.utilities, self.costs, each, step)
        bought = [(purchase.idea, purchase.entry.value) for purchase in count.bought]
        others = {idea for idea, _ in self._bounds(each)}
        until = raises_without_effect(wallets, bought, others)
        scale, weights = self.backing.weight_scale, self.backing.weight_of_idea
        out_of_reach = [
            (Fraction(self.costs[idea] * scale, weights[idea]) - each) / step
            for idea in self._buyable
            if idea not in others
        ]
        limits = out_of_reach + ([] if until is None else [until])
        return max(0, ceil(min(limits, default=1)) - 1)

    def _count(self, raises: int, places: Sequence[int]) -> Count:
        """Count from scratch, until more is spent than there is."""
        each = self.wallet(raises)
        wallets = Wallets(self.backing, self.utilities, self.costs, each)
        queue = BestFirst(
            self._bounds(each),
            self._ties,
            places,
            wallets.rho,
        )
        left, bought = self.basis.params.money, list[Purchase]()
        while left >= 0 and (chosen := queue.take()):
            entry, equals = chosen
            bought.append(Purchase(entry, equals, wallets.charge(entry.idea)))
            left -= self.costs[entry.idea]
            queue.end_round()
        return Count(raises, bought)

    def _bounds(self, each: Exact) -> Iterator[tuple[int, Exact]]:
        """What ideas cost at least a unit of utility: as much as if all supporters could pay.

        Left out are those that could not be paid for if their supporters paid for nothing else.
        """
        sums, weights, costs = self.utilities.sums, self.backing.weight_of_idea, self.costs
        above, below = each.numerator, each.denominator * self.backing.weight_scale
        for idea in self._buyable:
            if weights[idea] * above >= costs[idea] * below:
                yield idea, Fraction(costs[idea], sums[idea] or 1)


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
            _fill_up(market, places, sale.count.ideas, rounds, lots)
        raises = sale.count.raises
        facts = {"raises": raises, "wallet": market.wallet(raises)}
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
    for purchase in sale.count.bought:
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
