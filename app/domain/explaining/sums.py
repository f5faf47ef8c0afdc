"""Ranking rules: how far behind each idea was, and where ranked ballots had it."""

from fractions import Fraction
from typing import Any

import numpy as np

from app.domain.groups import SMALLEST_SHOWN
from app.domain.tally.basis import Basis
from app.domain.tally.exact import exact_json, simplest
from app.domain.tally.outcome import BallotKind, Forward, IdeaId, Outcome
from app.domain.tally.profile import exact_sums, positions


def ranking(basis: Basis, outcome: Outcome) -> dict[IdeaId, dict[str, Any]]:
    """By how much each idea was behind the last that won on everybody's ballots, and its place."""
    places, missing = _mean_places(basis), _missing(outcome)
    return {one.id: places.get(one.id, {}) | missing.get(one.id, {}) for one in basis.candidates}


def _missing(outcome: Outcome) -> dict[IdeaId, dict[str, Any]]:
    last = [step for step in outcome.rounds if step.is_taken and "reserved" not in step.facts]
    if outcome.params.forward is not Forward.NUMBER or not last:
        return {}
    least = last[-1].support or 0
    return {
        one.idea: {"missing": exact_json(least - one.support), "last": last[-1].idea}
        for one in outcome.standings
        if not one.is_winner
    }


def _mean_places(basis: Basis) -> dict[IdeaId, dict[str, Any]]:
    """The average place on the ballots that rank an idea; tied places share theirs."""
    profile = basis.profile
    if profile.kind is not BallotKind.RANKED:
        return {}
    before, tied = positions(profile)
    each = np.repeat(profile.multiplicities, np.diff(profile.starts))
    doubled = (2 * before + tied + 1) * each
    sums = exact_sums(profile.ideas, doubled, len(profile.candidates))
    return {
        one.id: {"place": exact_json(simplest(Fraction(total, 2 * ranked)))}
        for one, total, ranked in zip(basis.candidates, sums, basis.supporters, strict=True)
        if ranked >= SMALLEST_SHOWN
    }
