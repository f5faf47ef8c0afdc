"""What every ballot has left to pay with, in the method of equal shares.

Few different amounts occur, since those who paid for the same ideas have the same left. So a ballot
is the place of its amount in a list of exact amounts, and an idea is looked at by counting its
supporters at each place. Floats find out where to look; whole numbers decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from operator import mul

import numpy as np
from numpy.typing import NDArray

from app.domain.tally.backing import Backing
from app.domain.tally.exact import Exact
from app.domain.tally.profile import Whole
from app.domain.tally.utilities import Utilities

NEAR = 1e-9
"""Sums of millions of floats are closer to the truth than this part of themselves."""
MARKS_A_LOOK = 8_000
"""To look at one idea takes about as long as to go through so many marks at once."""
FEW = 64
"""So many empty places are not worth tidying up."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Objects = NDArray[np.object_]
"""Python's whole numbers, which have no largest."""


@dataclass(frozen=True, slots=True)
class Shares:
    """An idea's supporters, those with the same amount and the same utility together."""

    code_of_supporter: NDArray[np.integer]
    codes: Whole
    """Those that occur, ascending, of whoever has utility from the idea."""
    places: Whole
    """Of what they have, among the amounts."""
    numbers: Whole
    """How many supporters."""
    worths: Objects


@dataclass(frozen=True, slots=True)
class Offer:
    """What the supporters would pay: the least ρ with Σ min(b, ρ·u) = cost."""

    shares: Shares
    rho: Fraction
    is_short: Flags
    """Which shares have less than ρ·u."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Who paid for an idea."""

    payers: int
    """Supporters with money left."""
    spent_all: int
    """Those of them who paid all they had, and less than ρ·u."""


class Wallets:
    """Every ballot's money, from an equal start."""

    def __init__(
        self, backing: Backing, utilities: Utilities, costs: Sequence[int], each: Exact
    ) -> None:
        """`each` is the money of a ballot of weight 1."""
        self._backing = backing
        self._utilities = utilities
        self._costs = costs
        self._different = np.array(utilities.different, object)
        self._states = backing.weight_of_line.copy()
        start = Fraction(each) / backing.weight_scale
        amounts = [weight * start.numerator for weight in backing.weights]
        self._hold(np.array(amounts, object), start.denominator)
        self._sizes = _votes(self._states, backing.basis.profile.multiplicities, len(amounts))
        """How many ballots have each amount."""
        self._offers: dict[int, Offer] = {}
        self._refused = 0
        self._is_out = np.zeros(len(costs), bool)
        """Ideas of which it is known that their supporters have too little; they only get less."""

    def rho(self, idea: int) -> Fraction | None:
        """What the idea costs a unit of utility; None where its supporters cannot pay for it."""
        if self._is_out[idea]:
            return None
        offer = self._offer(self._shares(idea), self._costs[idea])
        if offer is None:
            self._refuse()
            return None
        self._offers[idea] = offer
        return offer.rho

    def _refuse(self) -> None:
        """After some refusals find all ideas that are out: sooner than to look at one by one.

        Floats are enough: what is too close to tell stays in.
        """
        self._refused += 1
        if self._refused * MARKS_A_LOOK < len(self._backing.lines):
            return
        self._refused = 0
        lines, starts = self._backing.lines, self._backing.starts
        money = self._rounded[self._states[lines]]
        if self._backing.basis.profile.counts is not None:
            money *= self._backing.basis.profile.counts[lines]
        has_supporters = starts[1:] > starts[:-1]
        has = np.zeros(len(self._costs))
        has[has_supporters] = np.add.reduceat(money, starts[:-1][has_supporters])
        self._is_out |= has < np.array(self._costs, float) * (1 - NEAR)

    def charge(self, idea: int) -> Payment:
        """Let the supporters pay, as they could when they were asked last."""
        offer = self._offers[idea]
        self._offers.clear()
        shares = offer.shares
        has_money = self._amounts[shares.places] > 0
        payers = int(shares.numbers[has_money].sum())
        spent_all = int(shares.numbers[has_money & offer.is_short].sum())
        if offer.rho:
            self._move(idea, shares, self._pay(offer))
        return Payment(payers, spent_all)

    def _hold(self, amounts: Objects, scale: int) -> None:
        """These are the amounts now, times the scale."""
        self._amounts, self._scale = amounts, scale
        self._rounded = (amounts / scale).astype(float)

    def _codes(self, idea: int) -> NDArray[np.integer]:
        """A number for each supporter's amount and utility."""
        states = self._states[self._backing.supporters(idea)]
        if self._utilities.places is None:
            return states
        kinds = len(self._utilities.different)
        return states.astype(np.int64) * kinds + self._utilities.places[self._backing.of(idea)]

    def _shares(self, idea: int) -> Shares:
        """Count the supporters by their codes."""
        lines, codes = self._backing.supporters(idea), self._codes(idea)
        kinds = len(self._utilities.different)
        size = len(self._amounts) * kinds
        if size <= 4 * len(lines) + FEW:
            everywhere = self._backing.numbers(lines, codes, size)
            occur: Whole = np.flatnonzero(everywhere)
            numbers = everywhere[occur]
        else:
            occur, inverse = np.unique(codes.astype(np.int64), return_inverse=True)
            numbers = self._backing.numbers(lines, inverse, len(occur))
        if self._utilities.of_idea is not None:
            worth = self._utilities.of_idea[idea]
            return Shares(codes, occur, occur, numbers, np.full(len(occur), worth, object))
        worths = self._different[occur % kinds]
        gains = worths > 0  # who has no utility from an idea is no supporter of it
        occur = occur[gains]
        return Shares(codes, occur, occur // kinds, numbers[gains], worths[gains])

    def _offer(self, shares: Shares, cost: int) -> Offer | None:
        """Newton's method, exactly, from where floats say that the answer is.

        Whoever is thought to be short, the ρ that follows is not too large; so from the second step
        on it grows until the short ones are those with less than ρ·u.
        """
        if not cost:
            return Offer(shares, Fraction(0), np.zeros(len(shares.codes), bool))
        if not self._suffices(shares, cost):
            return None
        worths = shares.worths.astype(float)
        ratios = self._rounded[shares.places] / worths
        is_short = _guess(ratios, worths * shares.numbers, float(cost))
        while True:
            rho = self._rho_if(shares, is_short, cost)
            again = self._who_is_short(shares, ratios, rho)
            if (again == is_short).all():
                return Offer(shares, rho, is_short)
            is_short = again

    def _suffices(self, shares: Shares, cost: int) -> bool:
        """Whether all that they have is enough; exactly where floats are too close to tell."""
        rounded = float(self._rounded[shares.places] @ shares.numbers)
        if abs(rounded - cost) > NEAR * cost:
            return rounded > cost
        everybody = np.ones(len(shares.codes), bool)
        return self._sum(shares, everybody) >= cost * self._scale

    def _sum(self, shares: Shares, which: Flags) -> int:
        """What these have, times the scale."""
        return _dot(shares.numbers[which], self._amounts[shares.places[which]])

    def _rho_if(self, shares: Shares, is_short: Flags, cost: int) -> Fraction:
        left = cost * self._scale - self._sum(shares, is_short)
        worth = _dot(shares.numbers[~is_short], shares.worths[~is_short])
        return Fraction(left, worth * self._scale)

    def _who_is_short(self, shares: Shares, ratios: Floats, rho: Fraction) -> Flags:
        """Who has less than ρ·u; exactly where floats are too close to tell."""
        rounded = float(rho)
        is_short: Flags = ratios < rounded
        limit = rho * self._scale
        for at in np.flatnonzero(abs(ratios - rounded) <= NEAR * rounded).tolist():
            amount = self._amounts[shares.places[at]]
            is_short[at] = amount * limit.denominator < limit.numerator * shares.worths[at]
        return is_short

    def _pay(self, offer: Offer) -> Whole:
        """Add the amounts that are left after paying, and say where they stand."""
        shares = offer.shares
        charges = {worth: offer.rho * worth for worth in set(shares.worths.tolist())}
        scale = lcm(self._scale, *(charge.denominator for charge in charges.values()))
        amounts = self._amounts * (scale // self._scale)
        due = {worth: int(charge * scale) for worth, charge in charges.items()}
        owed = [due[worth] for worth in shares.worths.tolist()]
        after = amounts[shares.places] - np.array(owed, object)  # a bare list may become floats
        after[offer.is_short] = 0
        self._scale = scale
        return self._add(amounts, after)

    def _add(self, amounts: Objects, after: Objects) -> Whole:
        """Hold these and those that are new, and say where they stand."""
        place_of = {amount: place for place, amount in enumerate(amounts.tolist())}
        places = [place_of.setdefault(amount, len(place_of)) for amount in after.tolist()]
        self._hold(np.array(list(place_of), object), self._scale)
        return np.array(places, np.int64)

    def _move(self, idea: int, shares: Shares, new_places: Whole) -> None:
        """Give the supporters their new places, and forget amounts that nobody has."""
        lines = self._backing.supporters(idea)
        places = self._states[lines]
        at, pays = self._found(shares)
        places[pays] = new_places[at[pays]]
        self._states[lines] = places
        sizes = _votes(new_places, shares.numbers, len(self._amounts))
        sizes[: len(self._sizes)] += self._sizes
        sizes -= _votes(shares.places, shares.numbers, len(self._amounts))
        self._sizes = sizes
        if np.count_nonzero(sizes == 0) > max(FEW, len(sizes) // 2):
            self._tidy_up()

    def _found(self, shares: Shares) -> tuple[Whole, Flags]:
        """Where each supporter's code stands among those that occur, and whether it does."""
        size = int(shares.codes[-1]) + 1
        if size > 4 * len(shares.code_of_supporter) + FEW:
            at = np.searchsorted(shares.codes, shares.code_of_supporter)
            at = np.minimum(at, len(shares.codes) - 1)
        else:
            table = np.zeros(len(self._sizes) * len(self._utilities.different), np.int64)
            table[shares.codes] = np.arange(len(shares.codes))
            at = table[shares.code_of_supporter]
        return at, shares.codes[at] == shares.code_of_supporter

    def _tidy_up(self) -> None:
        """Leave out amounts that nobody has, and write the others in their lowest terms."""
        occur = np.flatnonzero(self._sizes)
        places = np.zeros(len(self._sizes), np.int32)
        places[occur] = np.arange(len(occur), dtype=np.int32)
        self._states = places[self._states]
        self._sizes = self._sizes[occur]
        self._keep(occur)

    def _keep(self, places: Whole) -> None:
        """Only these amounts, in their lowest terms."""
        amounts = self._amounts[places]
        divisor = gcd(self._scale, *amounts.tolist())
        self._hold(amounts // divisor, self._scale // divisor)


def _votes(places: NDArray[np.integer], numbers: Whole, size: int) -> Whole:
    return np.bincount(places, numbers, size).astype(np.int64)


def _dot(numbers: Whole, values: Objects) -> int:
    return sum(map(mul, numbers.tolist(), values.tolist()))


def _guess(ratios: Floats, worths: Floats, cost: float) -> Flags:
    """Who is short, by floats. At least one share is not."""
    order = np.argsort(ratios, kind="stable")
    worth, ratio = worths[order], ratios[order]
    has = worth * ratio
    rest = np.cumsum(worth[::-1])[::-1]
    collected = np.cumsum(has) - has + ratio * rest  # where ρ is each share's ratio
    cut = min(int(np.searchsorted(collected, cost)), len(order) - 1)
    is_short = np.zeros(len(order), bool)
    is_short[order[:cut]] = True
    return is_short
