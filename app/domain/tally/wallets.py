"""What every ballot has left to pay with, in the method of equal shares.

Few different amounts occur, since those who paid for the same ideas have the same left. So a ballot
is the place of its amount in an ascending list of exact amounts, and an idea is looked at by
counting its supporters at each place. Floats find out where to look; whole numbers decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from app.domain.tally.backing import Backing
from app.domain.tally.exact import Exact
from app.domain.tally.profile import Whole
from app.domain.tally.utilities import Utilities

NEAR = 1e-9
"""Sums of millions of floats are closer to the truth than this part of themselves."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shares:
    """An idea's supporters, those with the same amount and the same utility together."""

    codes: Whole
    """Which supporters these are."""
    places: list[int]
    """In the list of amounts."""
    numbers: list[int]
    """How many supporters."""
    worths: list[int]


@dataclass(frozen=True, slots=True)
class Price:
    """The least ρ with Σ min(b, ρ·u) = cost, and which shares have less than ρ·u."""

    rho: Fraction
    is_short: Flags


@dataclass(frozen=True, slots=True)
class Payment:
    """Who paid for an idea."""

    payers: int
    """Supporters with money left."""
    spent_all: int
    """Those of them who paid all they had, and less than ρ·u."""


class Wallets:
    """Every ballot's money, from an equal start."""

    def __init__(self, backing: Backing, utilities: Utilities, each: Exact) -> None:
        """`each` is the money of a ballot of weight 1."""
        self._backing = backing
        self._utilities = utilities
        start = Fraction(each) / backing.weight_scale
        self._states = backing.weight_of_line.copy()
        self._scale = start.denominator
        self._amounts = [weight * start.numerator for weight in backing.weights]
        """Ascending, times the scale."""
        self._rounded = self._round()

    def rho(self, idea: int, cost: int) -> Fraction | None:
        """What the idea costs a unit of utility; None where its supporters cannot pay for it."""
        price = self._price(self._shares(idea), cost)
        return None if price is None else price.rho

    def charge(self, idea: int, cost: int) -> Payment:
        """Let the supporters pay. They must be able to."""
        shares = self._shares(idea)
        price = self._price(shares, cost)
        if price is None:
            raise ValueError("an idea was bought that nobody can pay for")
        has_money = [self._amounts[place] > 0 for place in shares.places]
        payment = Payment(
            sum(number for number, has in zip(shares.numbers, has_money, strict=True) if has),
            int(np.array(shares.numbers, np.int64)[price.is_short & has_money].sum()),
        )
        self._pay(idea, shares, price)
        return payment

    def _round(self) -> Floats:
        return np.array([amount / self._scale for amount in self._amounts])

    def _shares(self, idea: int) -> Shares:
        """Count the idea's supporters by what they have, the poorest first."""
        lines = self._backing.supporters(idea)
        codes = self._codes(idea, lines)
        kinds = len(self._utilities.different)
        size = len(self._amounts) * kinds
        if size <= 4 * len(lines) + 64:
            numbers = self._backing.numbers(lines, codes, size)
            occur: Whole = np.flatnonzero(numbers)
            numbers = numbers[occur]
        else:
            occur, inverse = np.unique(codes.astype(np.int64), return_inverse=True)
            numbers = self._backing.numbers(lines, inverse, len(occur))
        return self._without_the_indifferent(idea, occur, numbers)

    def _codes(self, idea: int, lines: NDArray[np.int32]) -> NDArray[np.integer]:
        """A number for each supporter's amount and utility."""
        if self._utilities.places is None:
            return self._states[lines]
        kinds = len(self._utilities.different)
        places = self._utilities.places[self._backing.of(idea)]
        return self._states[lines].astype(np.int64) * kinds + places

    def _without_the_indifferent(self, idea: int, codes: Whole, numbers: Whole) -> Shares:
        """Who has no utility from an idea is no supporter of it."""
        if self._utilities.of_idea is not None:
            worths = [self._utilities.of_idea[idea]] * len(codes)
            return Shares(codes, codes.tolist(), numbers.tolist(), worths)
        kinds = len(self._utilities.different)
        worths = [self._utilities.different[kind] for kind in (codes % kinds).tolist()]
        gains = np.array(worths, bool)
        places = codes[gains] // kinds
        return Shares(
            codes[gains], places.tolist(), numbers[gains].tolist(), [one for one in worths if one]
        )

    def _price(self, shares: Shares, cost: int) -> Price | None:
        """Newton's method, exactly, from where floats say that the answer is.

        Whoever is thought to be short, the ρ that follows is not too large; so from the second step
        on it grows until the short ones are those with less than ρ·u.
        """
        if not cost:
            return Price(Fraction(0), np.zeros(len(shares.codes), bool))
        ratios = self._rounded[shares.places] / np.array(shares.worths, float)
        is_short = self._guess(shares, ratios, cost)
        if is_short is None:
            return None
        while True:
            rho = self._rho_if(shares, is_short, cost)
            again = self._who_is_short(shares, ratios, rho)
            if (again == is_short).all():
                return Price(rho, is_short)
            is_short = again

    def _guess(self, shares: Shares, ratios: Floats, cost: int) -> Flags | None:
        """By floats; None where all have too little together."""
        order = np.argsort(ratios, kind="stable")
        numbers = np.array(shares.numbers, float)[order]
        worth = numbers * np.array(shares.worths, float)[order]
        paid = np.cumsum(worth * ratios[order])
        if not self._suffices(shares, paid, cost):
            return None
        rest = np.cumsum(worth[::-1])[::-1]
        at_this = paid - worth * ratios[order] + ratios[order] * rest
        cut = min(int(np.searchsorted(at_this, float(cost))), len(order) - 1)
        is_short = np.zeros(len(order), bool)
        is_short[order[:cut]] = True
        return is_short

    def _suffices(self, shares: Shares, paid: Floats, cost: int) -> bool:
        """Whether all that they have is enough; exactly where floats are too close to tell."""
        if not len(paid) or paid[-1] < cost * (1 - NEAR):
            return False
        return paid[-1] > cost * (1 + NEAR) or self._sum(shares, range(len(paid))) >= (
            cost * self._scale
        )

    def _sum(self, shares: Shares, which: Iterable[int]) -> int:
        """What these shares have, times the scale."""
        return sum(shares.numbers[at] * self._amounts[shares.places[at]] for at in which)

    def _rho_if(self, shares: Shares, is_short: Flags, cost: int) -> Fraction:
        paid = self._sum(shares, np.flatnonzero(is_short).tolist())
        able = np.flatnonzero(~is_short).tolist()
        worth = sum(shares.numbers[at] * shares.worths[at] for at in able)
        return Fraction(cost * self._scale - paid, worth * self._scale)

    def _who_is_short(self, shares: Shares, ratios: Floats, rho: Fraction) -> Flags:
        """Who has less than ρ·u; exactly where floats are too close to tell."""
        rounded = float(rho)
        is_short: Flags = ratios < rounded
        limit = rho * self._scale
        for at in np.flatnonzero(abs(ratios - rounded) <= NEAR * rounded).tolist():
            amount = self._amounts[shares.places[at]]
            is_short[at] = amount * limit.denominator < limit.numerator * shares.worths[at]
        return is_short

    def _pay(self, idea: int, shares: Shares, price: Price) -> None:
        """Take it from the supporters' wallets, and put the amounts in order anew."""
        charges = {worth: price.rho * worth for worth in set(shares.worths)}
        scale = lcm(self._scale, *(charge.denominator for charge in charges.values()))
        factor = scale // self._scale
        amounts = [amount * factor for amount in self._amounts]
        due = {worth: int(charge * scale) for worth, charge in charges.items()}
        first_new = len(amounts)
        amounts += [
            0 if is_short else amounts[place] - due[worth]
            for place, worth, is_short in zip(
                shares.places, shares.worths, price.is_short.tolist(), strict=True
            )
        ]
        self._move(idea, shares.codes, first_new)
        self._renumber(amounts, scale)

    def _move(self, idea: int, codes: Whole, first_new: int) -> None:
        """Give the supporters the places from `first_new` on, in the order of their codes."""
        lines = self._backing.supporters(idea)
        of_line = self._codes(idea, lines)
        at = np.minimum(np.searchsorted(codes, of_line), len(codes) - 1)
        pays = codes[at] == of_line
        self._states[lines[pays]] = (first_new + at[pays]).astype(np.int32)

    def _renumber(self, amounts: list[int], scale: int) -> None:
        """Leave out what nobody has, join equal amounts, and sort."""
        occur = np.flatnonzero(np.bincount(self._states, minlength=len(amounts))).tolist()
        ascending = sorted({amounts[place] for place in occur})
        rank = {amount: place for place, amount in enumerate(ascending)}
        places = np.zeros(len(amounts), np.int32)
        places[occur] = [rank[amounts[place]] for place in occur]
        self._states = places[self._states]
        divisor = gcd(scale, *ascending)
        self._scale = scale // divisor
        self._amounts = [amount // divisor for amount in ascending]
        self._rounded = self._round()
