"""Numbers with their units, as a paragraph says them."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from app.domain.costs import CostUnit
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import BallotKind

DECIMALS = 2
MOST_DECIMALS = 6
HUNDRED = 100
TWO = 2
"""Any number that is not one, where a text has two forms."""


def number(value: Exact | Decimal) -> str:
    """Two decimals at most; more where it would else be nothing."""
    exact = Fraction(value)
    for places in range(DECIMALS, MOST_DECIMALS + 1):
        rounded = round(exact, places)
        if rounded or not exact:
            break
    shown = Decimal(rounded.numerator) / Decimal(rounded.denominator)
    return str(format_decimal(shown, format=f"#,##0.{'#' * places}"))


def cost(unit: CostUnit, amount: int) -> str:
    """«40 timer», «40 000 EUR»."""
    whole = unit.whole(amount)
    shown = number(whole)
    if unit.currency is None:
        return str(
            ngettext("%(hours)s time", "%(hours)s timer", 1 if whole == 1 else TWO, hours=shown)
        )
    return f"{shown} {unit.currency}".strip()


def points(kind: BallotKind, value: Exact) -> str:
    """«12 stemmer», «1 prikk», «3,5 poeng»."""
    form, shown = (1 if value == 1 else TWO), number(value)
    if kind is BallotKind.APPROVAL:
        return str(ngettext("%(points)s stemme", "%(points)s stemmer", form, points=shown))
    if kind is BallotKind.DOTS:
        return str(ngettext("%(points)s prikk", "%(points)s prikker", form, points=shown))
    return str(ngettext("%(points)s poeng", "%(points)s poeng", form, points=shown))


def ballots(count: int) -> str:
    """«12 stemmesedler»."""
    return str(ngettext("%(num)s stemmeseddel", "%(num)s stemmesedler", count))


def part(shown: Mapping[str, Any]) -> str:
    """«8», or «minst 8» where the number itself would tell too much."""
    if shown.get("at_least"):
        return str(_("minst %(count)s", count=shown["both"]))
    return str(shown["both"])


def percent(share: Exact, whole: Exact) -> str:
    """Whole, but for what is neither nothing nor all."""
    exact = HUNDRED * Fraction(share) / Fraction(whole)
    rounded = round(exact)
    is_plain = 0 < rounded < HUNDRED or rounded == exact
    return str(rounded) if is_plain else number(exact)
