"""Counting sealed ballots as was promised: the count that decides, the raw one beside it, groups.

The raw count, where every ballot weighs the same, is always made. A balanced one decides only where
that was promised and groups are large enough for it (`docs/package.md`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from app.domain.groups import SMALLEST_SHOWN, Group
from app.domain.promises import Promises
from app.domain.tally import score
from app.domain.tally.basis import make_basis, weights_of
from app.domain.tally.draw import DrawKey
from app.domain.tally.exact import Exact, exact_json
from app.domain.tally.outcome import (
    BallotKind,
    Forward,
    IdeaId,
    Outcome,
    Params,
    facts_json,
)
from app.domain.tally.points import ballots_by_slot, firsts_by_slot
from app.domain.tally.profile import Profile
from app.domain.tally.rules import RULES, count

MOST_UNEVEN = 10
"""A ballot never weighs more than so many times another."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What the ballots gave."""

    outcome: Outcome
    """The count that decides."""
    raw: Outcome | None = None
    """The raw count, where a balanced one decides."""
    balanced: bool | str | None = None
    """True where the balanced count decides, why not where it was promised; else None."""
    weights: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """Where the balanced count decides: each group's counted ballots, and what one weighs."""


def count_promised(
    promises: Promises, profile: Profile, draw: DrawKey, *, small_groups: bool
) -> Counted:
    """Count by the promised rule.

    `small_groups` says whether a group that cast ballots has too few that count.
    """
    raw = count(promises.rule, profile, promises.params(), draw)
    if not promises.is_balanced:
        return Counted(raw)
    reason = _against_balance(profile, small_groups=small_groups)
    if reason is not None:
        return Counted(raw, balanced=reason)
    balanced = count(promises.rule, profile, promises.params(is_balanced=True), draw)
    return Counted(balanced, raw, balanced=True, weights=_weights(profile, balanced.params))


def _weights(profile: Profile, params: Params) -> dict[str, dict[str, Any]]:
    ballots = ballots_by_slot(profile)
    weights = weights_of(ballots, params)
    return {
        name: {"counted": number, "weight": exact_json(weight)}
        for name, number, weight in zip(profile.group_names, ballots[1:], weights[1:], strict=True)
        if number
    }


def _against_balance(profile: Profile, *, small_groups: bool) -> str | None:
    unknown, *groups = ballots_by_slot(profile)
    counted = [number for number in groups if number]
    if small_groups or unknown or any(number < SMALLEST_SHOWN for number in counted):
        return "too_few"
    if counted and Fraction(max(counted), min(counted)) > MOST_UNEVEN:
        return "too_uneven"
    return None


def support_within(
    promises: Promises, profile: Profile, groups: Sequence[str]
) -> Mapping[IdeaId, Exact]:
    """What each idea's support would be from these groups' ballots alone, each weighing 1."""
    within = profile.of_groups(groups)
    ids = [one.id for one in profile.candidates]
    return dict(zip(ids, _support(promises, within), strict=True))


def _support(promises: Promises, profile: Profile) -> Sequence[Exact]:
    if promises.rule in ("stv", "stv-exact"):
        return [sum(column) for column in zip(*firsts_by_slot(profile), strict=True)]
    basis = make_basis(profile, Params(promises.params().forward))
    return score.mean(basis) if promises.params().raters else basis.points


_BESIDE: Mapping[BallotKind, tuple[str, ...]] = {
    BallotKind.APPROVAL: ("approval", "equal-shares-add-fill", "phragmen", "seq-pav"),
    BallotKind.DOTS: ("dots", "equal-shares-add-fill"),
    BallotKind.SCORE: ("score", "equal-shares-add-fill"),
    BallotKind.RANKED: ("borda", "stv"),
}


def beside_facts(
    promises: Promises, profile: Profile, draw: DrawKey, *, small_groups: bool
) -> dict[str, Any]:
    """What other rules would have given with the same promises, and the same rule with equal weight
    for groups. Empty where nothing was to be preset. For those who wonder; never a result."""
    params = promises.params()
    if params.forward is Forward.AFTERWARDS:
        return {"rules": {}}
    plain = replace(params, reserved=None, raters=None)
    rules = {
        name: list(count(name, profile, plain, draw).winners)
        for name in _BESIDE[promises.kind]
        if name != promises.rule and params.forward in RULES[name].forwards
    }
    facts: dict[str, Any] = {"rules": rules}
    if not promises.is_balanced and RULES[promises.rule].can_balance and profile.groups is not None:
        reason = _against_balance(profile, small_groups=small_groups)
        balanced = replace(plain, is_balanced=True)
        facts["balanced"] = reason or list(count(promises.rule, profile, balanced, draw).winners)
        weights = {} if reason else _weights(profile, balanced)
        # Of two groups one could not tell here whether a third is on the roll and cast nothing.
        if len(weights) == len(Group):
            facts["weights"] = weights
    return facts


def further_facts(
    promises: Promises,
    profile: Profile,
    draw: DrawKey,
    *,
    small_groups: bool,
    without: Sequence[IdeaId],
) -> dict[str, Any]:
    """The promised count of the same ballots without some ideas."""
    counted = count_promised(promises, profile.without(without), draw, small_groups=small_groups)
    outcome = counted.outcome
    facts = {
        "without": list(without),
        "rule": outcome.rule,
        "winners": list(outcome.winners),
        "standings": [
            {"idea": one.idea, "support": exact_json(one.support), "rank": one.rank}
            for one in outcome.standings
        ],
        "rounds": [step.as_json() for step in outcome.rounds],
        "ties": [tie.as_json() for tie in outcome.ties],
        "otherwise": list(outcome.otherwise),
        "count": facts_json(outcome.facts),
    }
    return facts | ({} if counted.balanced is None else {"balanced": counted.balanced})
