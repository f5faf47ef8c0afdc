"""What ideas are worth to their supporters, in the method of equal shares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.tally.backing import Backing
from app.domain.tally.outcome import BallotKind, Utility
from app.domain.tally.profile import Profile, Whole, exact_sums, positions


@dataclass(frozen=True, slots=True)
class Utilities:
    """Utilities are times `scale`, so that they are whole."""

    of_idea: Sequence[int] | None
    """The same for all supporters of an idea; or None, and then each has its own:"""
    sums: Sequence[int]
    """Of all supporters of each idea."""
    different: tuple[int, ...] = (1,)
    """the values that occur, ascending,"""
    places: NDArray[np.int32] | None = None
    """and which of them each of the backing's marks has."""
    scale: int = 1


def utilities_of(backing: Backing, costs: Sequence[int], utility: Utility) -> Utilities:
    """Approval: the idea's cost, or 1; dots and score: the value; ranked: the Borda points."""
    profile = backing.basis.profile
    ideas = np.repeat(np.arange(len(costs)), np.diff(backing.starts))
    lines = backing.lines
    if profile.kind is BallotKind.APPROVAL:
        is_cost = utility == Utility.COST
        worths = [cost if is_cost and cost else 1 for cost in costs]
        supporters = exact_sums(ideas, profile.multiplicities[lines], len(costs))
        sums = [worth * number for worth, number in zip(worths, supporters, strict=True)]
        return Utilities(worths, sums)
    values, scale = _values(profile)
    values = values[backing.marks]
    different, places = np.unique(values, return_inverse=True)
    sums = exact_sums(ideas, values * profile.multiplicities[lines], len(costs))
    return Utilities(None, sums, tuple(different.tolist()), places.astype(np.int32), scale)


def _values(profile: Profile) -> tuple[Whole, int]:
    """What each mark is worth; for ranked ballots twice that where tied places give halves."""
    if profile.kind is not BallotKind.RANKED:
        return profile.values, 1
    before, tied = positions(profile)
    doubled = 2 * (len(profile.candidates) - before) - tied - 1
    return (doubled, 2) if (doubled % 2).any() else (doubled // 2, 1)
