"""Marks that anybody may count again: per idea and value, never joined into ballots."""

from typing import Any

import numpy as np

from app.domain.tally.outcome import BallotKind
from app.domain.tally.profile import Profile, exact_sums
from app.domain.turnout import Turnout

Histogram = dict[str, dict[str, int]]
"""Idea → value → ballots; what nobody gave is left out."""


def published_marks(profile: Profile, turnout: Turnout) -> dict[str, Any] | None:
    """What `marks.json` holds; None for ranked ballots, of which a place says too little.

    Groups stand in it only where every group that cast a ballot is shown alone.
    """
    if profile.kind is BallotKind.RANKED:
        return None
    shown = [group.groups for group in turnout.groups]
    names = {name.value for groups in shown for name in groups}
    is_whole = all(len(groups) == 1 for groups in shown) and names >= set(profile.group_names)
    return {
        "all": histogram(profile),
        "groups": {
            groups[0].value: _of_group(profile.of_group(groups[0].value)) for groups in shown
        }
        if is_whole
        else {},
    }


def _of_group(profile: Profile) -> dict[str, Any]:
    return {"counted": profile.n, "ideas": histogram(profile)}


def histogram(profile: Profile) -> Histogram:
    """How many ballots gave each idea each value."""
    values, places = np.unique(profile.values, return_inverse=True)
    cells = profile.ideas * np.int64(len(values)) + places.reshape(-1)
    numbers = np.repeat(profile.multiplicities, np.diff(profile.starts))
    totals = exact_sums(cells, numbers, len(profile.candidates) * len(values))
    named = [str(value) for value in values.tolist()]
    found: Histogram = {}
    for cell, total in enumerate(totals):
        if total:
            idea, place = divmod(cell, len(named))
            found.setdefault(profile.candidates[idea].id, {})[named[place]] = total
    return found
