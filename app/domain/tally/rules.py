"""Every rule by its name, and `count`: who can win, the count itself, and where the lot decided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.domain.errors import UnsupportedError
from app.domain.groups import Group
from app.domain.tally import (
    approval,
    borda,
    dots,
    equal_shares,
    greedy,
    phragmen,
    score,
    seq_pav,
    stv,
)
from app.domain.tally.basis import Basis, Run, make_basis
from app.domain.tally.beside import facts_beside
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
    can_reserve: bool = False
    version: int = 1

    @property
    def id(self) -> str:
        """What a result says it was counted by."""
        return f"{self.name}@{self.version}"


EVERY_FORWARD = frozenset(Forward)
BY_NUMBER = frozenset({Forward.NUMBER})
WITH_WINNERS = frozenset({Forward.NUMBER, Forward.BUDGET})
EVERY_KIND = frozenset(BallotKind)


def _ranking(name: str, run: Counts, kind: BallotKind) -> Rule:
    return Rule(name, run, frozenset({kind}), EVERY_FORWARD, can_reserve=True)


def _transfers(name: str, run: Counts) -> Rule:
    return Rule(name, run, frozenset({BallotKind.RANKED}), BY_NUMBER, can_balance=False)


RULES = {
    rule.name: rule
    for rule in [
        _ranking("approval", approval.run, BallotKind.APPROVAL),
        _ranking("dots", dots.run, BallotKind.DOTS),
        _ranking("score", score.run, BallotKind.SCORE),
        _ranking("borda", borda.run, BallotKind.RANKED),
        _transfers("stv", stv.run),
        _transfers("stv-exact", stv.run_exact),
        Rule("greedy", greedy.run, EVERY_KIND, frozenset({Forward.BUDGET})),
        Rule("equal-shares", equal_shares.PLAIN.run, EVERY_KIND, WITH_WINNERS),
        Rule("equal-shares-fill", equal_shares.FILL.run, EVERY_KIND, WITH_WINNERS),
        Rule("equal-shares-add", equal_shares.ADD.run, EVERY_KIND, WITH_WINNERS),
        Rule("equal-shares-add-fill", equal_shares.ADD_FILL.run, EVERY_KIND, WITH_WINNERS),
        Rule("phragmen", phragmen.run, EVERY_KIND, WITH_WINNERS),
        Rule("seq-pav", seq_pav.run, EVERY_KIND, BY_NUMBER),
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
    again = run.again or partial(chosen.run, basis)
    other = again(turned(places)) if run.has_drawn else run
    beside = facts_beside(profile)
    if beside:
        standings = [replace(one, facts=beside[one.idea]) for one in run.standings]
        run = replace(run, standings=standings)
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
    if params.reserved and not (rule.can_reserve and params.forward is Forward.NUMBER):
        raise UnsupportedError(f"{name} by {params.forward} with reserved seats")
    if not set(params.reserved or {}) <= set(Group):
        raise UnsupportedError("seats reserved for an unknown group")
    return rule
