"""Every rule by its name, and `count`: who can win, the count itself, and where the lot decided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.errors import UnsupportedError
from app.domain.tally import approval
from app.domain.tally.basis import Basis, Run, make_basis
from app.domain.tally.draw import DrawKey, draw_places, turned
from app.domain.tally.merging import merge
from app.domain.tally.outcome import BallotKind, Forward, Outcome, Params
from app.domain.tally.profile import Profile

Counts = Callable[[Basis, Sequence[int]], Run]
"""Counts with an order of the draw: the place of each candidate, from 0."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to count, and what it takes."""

    name: str
    run: Counts
    kinds: frozenset[BallotKind]
    forwards: frozenset[Forward]
    can_balance: bool = True
    version: int = 1

    @property
    def id(self) -> str:
        """What a result says it was counted by."""
        return f"{self.name}@{self.version}"


EVERY_FORWARD = frozenset(Forward)
BY_NUMBER = frozenset({Forward.NUMBER})
WITH_WINNERS = frozenset({Forward.NUMBER, Forward.BUDGET})
EVERY_KIND = frozenset(BallotKind)

RULES = {
    rule.name: rule
    for rule in [
        Rule("approval", approval.run, frozenset({BallotKind.APPROVAL}), EVERY_FORWARD),
    ]
}


def count(rule: str, profile: Profile, params: Params, draw: DrawKey) -> Outcome:
    """The outcome of `rule`, the same whatever the order of ballots and candidates.

    Raises UnsupportedError where the rule does not take such ballots or params.
    """
    chosen = _rule_for(rule, profile, params)
    basis = make_basis(profile, params)
    places = draw_places([one.id for one in profile.candidates], draw)
    run = chosen.run(basis, places)
    other = chosen.run(basis, turned(places)) if run.has_drawn else run
    return merge(chosen.id, params, run, other)


def _rule_for(name: str, profile: Profile, params: Params) -> Rule:
    rule = RULES.get(name)
    if rule is None:
        raise UnsupportedError(f"rule {name}")
    if profile.kind not in rule.kinds:
        raise UnsupportedError(f"{name} with {profile.kind} ballots")
    if params.forward not in rule.forwards:
        raise UnsupportedError(f"{name} by {params.forward}")
    if params.is_balanced and not rule.can_balance:
        raise UnsupportedError(f"{name} is never balanced")
    return rule
