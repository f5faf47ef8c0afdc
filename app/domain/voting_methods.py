"""Which ballots, counting rules and promises go together, asked by form, services and imports.

What each rule takes stands with the rules themselves; here is what people may combine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInputError
from app.domain.groups import Group
from app.domain.tally.outcome import BallotKind, Forward
from app.domain.tally.rules import RULES, Rule

ForwardMode = Forward
"""How many go forward: what a facilitator chooses is what a rule is given."""
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


class Utility(StrEnum):
    """What a voter gets from a winner, in equal shares: as much as it costs, or one."""

    COST = "cost"
    CARDINALITY = "cardinality"


MARKS: Mapping[str, BallotKind] = {
    Method.APPROVAL: BallotKind.APPROVAL,
    Method.DOTS: BallotKind.DOTS,
    Method.SCORE: BallotKind.SCORE,
    Method.RANKED: BallotKind.RANKED,
    Method.BUDGET: BallotKind.APPROVAL,
}
"""What a method's marks are counted as."""
_EQUAL_SHARES = "equal-shares"


def takes(rule: Rule, method: Method) -> bool:
    """Whether the rule counts ballots of this kind."""
    return MARKS[method] in rule.kinds


def asks_utility(rule: str) -> bool:
    """Whether it matters to the rule what a voter gets from a winner."""
    return rule in RULES and rule.startswith(_EQUAL_SHARES)


def may_choose_utility(rule: str, method: str, forward: str) -> bool:
    """Whether it makes a difference: every seat costs the same, and dots and points say it."""
    is_approval = MARKS[method] is BallotKind.APPROVAL
    return asks_utility(rule) and is_approval and forward == ForwardMode.BUDGET


_MOST_SEATS = {"stv-exact": MOST_EXACT_SEATS}
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
    return RULES[rule].id


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
    rule = RULES.get(choice.rule)
    if rule is None:
        raise InvalidInputError(field="rule", reason="unknown")
    _require_ballot(choice)
    if not takes(rule, choice.method):
        raise InvalidInputError(field="rule", reason="not_for_method")
    if choice.forward not in rule.forwards:
        raise InvalidInputError(field="rule", reason=f"not_for_{choice.forward}")
    if choice.utility is not None and not asks_utility(choice.rule):
        raise InvalidInputError(field="utility", reason="not_with_rule")
    if choice.raters is not None and not _may_ask_raters(choice):
        raise InvalidInputError(field="raters", reason="not_with_rule")
    most_seats = _MOST_SEATS.get(choice.rule)
    if most_seats is not None and (choice.seats or 0) > most_seats:
        raise InvalidInputError(field="seats", reason="not_with_rule")
    _require_weights(choice, rule)
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


def _require_weights(choice: Choice, rule: Rule) -> None:
    is_preset = choice.forward is not ForwardMode.AFTERWARDS
    if choice.is_balanced and not (rule.can_balance and is_preset):
        reason = "not_with_rule" if is_preset else "nothing_preset"
        raise InvalidInputError(field="is_balanced", reason=reason)
    if not choice.reserved:
        return
    if not (rule.can_reserve and choice.forward is ForwardMode.NUMBER):
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
