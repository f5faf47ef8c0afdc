"""Which ballots, counting rules and promises go together: the one table of what is possible.

Form, services and imports ask here; `docs/counting.md` says what each rule does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInputError
from app.domain.groups import Group

LARGEST_PERCENT = 100
MOST_EXACT_SEATS = 10
"""Exact fractions may double in length with every transfer; nine of them are always manageable."""


class Method(StrEnum):
    """How one votes; the campaign's `ballot_kind`."""

    APPROVAL = "approval"
    DOTS = "dots"
    SCORE = "score"
    RANKED = "ranked"
    BUDGET = "budget"


class ForwardMode(StrEnum):
    """How many proposals go forward."""

    NUMBER = "number"
    BUDGET = "budget"
    AFTERWARDS = "afterwards"


class Utility(StrEnum):
    """What a voter gets from a winner, in equal shares: as much as it costs, or one."""

    COST = "cost"
    CARDINALITY = "cardinality"


@dataclass(frozen=True, slots=True)
class Terms:
    """What one rule can be combined with."""

    methods: frozenset[Method]
    forwards: frozenset[ForwardMode]
    may_balance: bool = True
    """Whether groups can be given equal weight."""
    may_reserve: bool = False
    """Whether seats can be kept for a group, where a number goes forward."""
    asks_utility: bool = False
    most_seats: int | None = None
    """With more the count may not be possible at all."""
    version: int = 1


_EVERY_METHOD = frozenset(Method)
_EVERY_FORWARD = frozenset(ForwardMode)
_BY_NUMBER = frozenset({ForwardMode.NUMBER})
_PRESET = frozenset({ForwardMode.NUMBER, ForwardMode.BUDGET})


def _ranking(*methods: Method) -> Terms:
    return Terms(frozenset(methods), _EVERY_FORWARD, may_reserve=True)


def _transfers(most_seats: int | None = None) -> Terms:
    methods = frozenset({Method.RANKED})
    return Terms(methods, _BY_NUMBER, may_balance=False, most_seats=most_seats)


_EQUAL_SHARES = Terms(_EVERY_METHOD, _PRESET, asks_utility=True)

RULES: Mapping[str, Terms] = {
    "approval": _ranking(Method.APPROVAL, Method.BUDGET),
    "dots": _ranking(Method.DOTS),
    "score": _ranking(Method.SCORE),
    "borda": _ranking(Method.RANKED),
    "stv": _transfers(),
    "stv-exact": _transfers(MOST_EXACT_SEATS),
    "greedy": Terms(_EVERY_METHOD, frozenset({ForwardMode.BUDGET})),
    "equal-shares-add-fill": _EQUAL_SHARES,
    "equal-shares-add": _EQUAL_SHARES,
    "equal-shares-fill": _EQUAL_SHARES,
    "equal-shares": _EQUAL_SHARES,
    "phragmen": Terms(_EVERY_METHOD, _PRESET),
    "seq-pav": Terms(_EVERY_METHOD, _BY_NUMBER),
}
"""By the rule's lasting name, in the order in which they are offered."""

_USUAL = {
    Method.APPROVAL: "approval",
    Method.DOTS: "dots",
    Method.SCORE: "score",
    Method.RANKED: "borda",
    Method.BUDGET: "equal-shares-add-fill",
}
_COUNTS_A_MEAN = frozenset({"score", "greedy"})


def usual_rule(method: Method, forward: ForwardMode) -> str:
    """What is counted with unless a rule was chosen."""
    if method is Method.RANKED and forward is ForwardMode.NUMBER:
        return "stv"
    return _USUAL[method]


def promised_rule(rule: str) -> str:
    """«stv@1»: the rule as it is promised, with the version of its definition."""
    return f"{rule}@{RULES[rule].version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a campaign combines."""

    method: Method
    rule: str
    forward: ForwardMode
    votes: int | None = None
    """Marks, dots or the longest ranking; None as many as one likes."""
    seats: int | None = None
    most_per_idea: int | None = None
    utility: Utility | None = None
    raters: int | None = None
    floor_percent: int | None = None
    floor_groups: int | None = None
    reserved: Mapping[Group, int]
    is_balanced: bool = False


def require_possible(choice: Choice) -> None:
    """Raise InvalidInputError (facts `field`, `reason`) unless the choices go together."""
    terms = RULES.get(choice.rule)
    if terms is None:
        raise InvalidInputError(field="rule", reason="unknown")
    _require_ballot(choice)
    if choice.method not in terms.methods:
        raise InvalidInputError(field="rule", reason="not_for_method")
    if choice.forward not in terms.forwards:
        raise InvalidInputError(field="rule", reason=f"not_for_{choice.forward}")
    if choice.utility is not None and not terms.asks_utility:
        raise InvalidInputError(field="utility", reason="not_with_rule")
    if choice.raters is not None and not _may_ask_raters(choice):
        raise InvalidInputError(field="raters", reason="not_with_rule")
    if terms.most_seats is not None and (choice.seats or 0) > terms.most_seats:
        raise InvalidInputError(field="seats", reason="not_with_rule")
    _require_weights(choice, terms)
    _require_floor(choice)


def _require_ballot(choice: Choice) -> None:
    if choice.method is Method.BUDGET and choice.forward is not ForwardMode.BUDGET:
        raise InvalidInputError(field="forward_mode", reason="basket_needs_budget")
    if choice.method is Method.DOTS and choice.votes is None:
        raise InvalidInputError(field="votes_per_person", reason="missing")
    if choice.most_per_idea is None:
        return
    if choice.method is not Method.DOTS:
        raise InvalidInputError(field="most_per_idea", reason="not_for_method")
    if choice.votes is not None and choice.most_per_idea > choice.votes:
        raise InvalidInputError(field="most_per_idea", reason="more_than_dots")


def _may_ask_raters(choice: Choice) -> bool:
    return choice.method is Method.SCORE and choice.rule in _COUNTS_A_MEAN


def _require_weights(choice: Choice, terms: Terms) -> None:
    is_preset = choice.forward is not ForwardMode.AFTERWARDS
    if choice.is_balanced and not (terms.may_balance and is_preset):
        reason = "not_with_rule" if is_preset else "nothing_preset"
        raise InvalidInputError(field="is_balanced", reason=reason)
    if not choice.reserved:
        return
    if not (terms.may_reserve and choice.forward is ForwardMode.NUMBER):
        raise InvalidInputError(field="reserved", reason="not_with_rule")
    if choice.is_balanced:
        raise InvalidInputError(field="reserved", reason="not_with_balanced")
    if sum(choice.reserved.values()) > (choice.seats or 0):
        raise InvalidInputError(field="reserved", reason="more_than_seats")


def _require_floor(choice: Choice) -> None:
    percent, groups = choice.floor_percent, choice.floor_groups
    if percent is None and groups is None:
        return
    if percent is None or groups is None:
        missing = "floor_percent" if percent is None else "floor_groups"
        raise InvalidInputError(field=missing, reason="missing")
    if not 1 <= percent <= LARGEST_PERCENT:
        raise InvalidInputError(field="floor_percent", reason="not_a_percentage")
    if not 1 <= groups <= len(Group):
        raise InvalidInputError(field="floor_groups", reason="no_such_number")
    if choice.forward is ForwardMode.AFTERWARDS:
        raise InvalidInputError(field="floor_percent", reason="nothing_preset")
