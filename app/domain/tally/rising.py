"""How long raising wallets changes nothing, so that raises without effect need not be counted.

Where few want the last ideas that would fit, wallets must grow many times over before they are
bought; a hundred counts for each time. While the same supporters run short in every purchase, all
amounts and prices are linear in the number of raises: what somebody has left grows, and prices fall
by what the short ones put in. So it can be told when the first of them is short no longer, and
before when no other idea can be cheaper than the one that was bought: at that price its supporters
put in no more than today and what the short ones among them gain.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction

import numpy as np

from app.domain.tally.backing import Backing
from app.domain.tally.exact import Exact
from app.domain.tally.profile import Whole
from app.domain.tally.utilities import Utilities
from app.domain.tally.wallets import Objects, Offer, Payment, Shares, Wallets


class Rising(Wallets):
    """Wallets that know what each amount gains by a raise."""

    def __init__(
        self,
        backing: Backing,
        utilities: Utilities,
        costs: Sequence[int],
        each: Exact,
        step: Exact,
    ) -> None:
        """`step` is what a raise adds to the money of a ballot of weight 1."""
        super().__init__(backing, utilities, costs, each)
        share = Fraction(step) / backing.weight_scale
        self._gains = [weight * share for weight in backing.weights]
        self._gains_after: list[Fraction] = []
        self.until: Fraction | None = None
        """With fewer raises than this everything stays the same."""

    def compare(self, idea: int, rho: Exact | None) -> None:
        """Another idea was bought at this ρ; or none, and this one cannot be paid for."""
        shares = self._shares(idea)
        is_short = np.ones(len(shares.codes), bool)
        collected = Fraction(0)
        if rho is not None:
            ratios = self._rounded[shares.places] / shares.worths.astype(float)
            is_short = self._who_is_short(shares, ratios, Fraction(rho))
            collected += rho * sum((shares.numbers * shares.worths)[~is_short].tolist())
        collected += Fraction(self._sum(shares, is_short), self._scale)
        gain = self._gain(shares, is_short.tolist())
        if gain:
            self._limit((self._costs[idea] - collected) / gain)

    def charge(self, idea: int) -> Payment:
        self._gains_after = self._follow(self._offers[idea])
        return super().charge(idea)

    def _gain(self, shares: Shares, which: Sequence[bool]) -> Fraction:
        """What these gain together by a raise."""
        of_each = zip(shares.numbers.tolist(), shares.places.tolist(), which, strict=True)
        gains = (number * self._gains[place] for number, place, counts in of_each if counts)
        return sum(gains, start=Fraction(0))

    def _follow(self, offer: Offer) -> list[Fraction]:
        """What each share gains by a raise once it has paid; and when a short one no longer is."""
        shares, is_short = offer.shares, offer.is_short.tolist()
        able = sum((shares.numbers * shares.worths)[~offer.is_short].tolist())
        falls = self._gain(shares, is_short) / able if able else Fraction(0)
        after = []
        for place, worth, short in zip(
            shares.places.tolist(), shares.worths.tolist(), is_short, strict=True
        ):
            nearer = self._gains[place] + falls * worth
            if short and nearer:
                lacks = offer.rho * worth - Fraction(self._amounts[place], self._scale)
                self._limit(lacks / nearer)
            after.append(Fraction(0) if short else nearer)
        return after

    def _limit(self, raises: Fraction) -> None:
        self.until = raises if self.until is None else min(self.until, raises)

    def _add(self, amounts: Objects, after: Objects) -> Whole:
        held = zip(amounts.tolist(), self._gains, strict=True)
        place_of = {label: place for place, label in enumerate(held)}
        places = [
            place_of.setdefault(label, len(place_of))
            for label in zip(after.tolist(), self._gains_after, strict=True)
        ]
        self._gains = [gain for _, gain in place_of]
        self._hold(np.array([amount for amount, _ in place_of], object), self._scale)
        return np.array(places, np.int64)

    def _keep(self, places: Whole) -> None:
        self._gains = [self._gains[place] for place in places.tolist()]
        super()._keep(places)


def raises_without_effect(
    wallets: Rising, bought: Sequence[tuple[int, Exact]], others: Collection[int]
) -> Fraction | None:
    """More than so many raises are needed for another outcome; None where none is seen coming.

    `bought` are ideas with their ρ; `others` those that could be paid for if their supporters paid
    for nothing else.
    """
    left = list(others)
    for idea, rho in bought:
        left.remove(idea)
        for other in left:
            wallets.compare(other, rho)
        wallets.rho(idea)
        wallets.charge(idea)
        if wallets.until is not None and wallets.until <= 1:
            return wallets.until
    for other in left:
        wallets.compare(other, None)
    return wallets.until
