"""What an idea got, added up: supporters, dots, points, Borda points. Whole numbers throughout."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from app.domain.tally.exact import Exact, simplest
from app.domain.tally.outcome import BallotKind
from app.domain.tally.profile import Profile, Whole, exact_sums, positions

Table = list[list[int]]
"""A row for each slot (first ballots without a group, then the groups), a column for each idea."""


def slot_of_lines(profile: Profile) -> NDArray[np.int64]:
    """For each ballot the slot of its group, from 1; 0 where its group is not known."""
    if profile.groups is None:
        return np.zeros(profile.lines, np.int64)
    return profile.groups.astype(np.int64) + 1


def ballots_by_slot(profile: Profile) -> list[int]:
    """How many counted ballots each slot has."""
    slots = len(profile.group_names) + 1
    return exact_sums(slot_of_lines(profile), profile.multiplicities, slots)


def supporters_by_slot(profile: Profile) -> Table:
    """How many ballots support each idea: with more than 0, or with any place."""
    if profile.kind is BallotKind.SCORE:
        return _table(profile, (profile.values > 0).astype(np.int64))
    return _table(profile, None)


def raters_by_slot(profile: Profile) -> Table:
    """How many ballots say something of each idea, be it 0."""
    return _table(profile, None)


def firsts_by_slot(profile: Profile) -> Table:
    """How many ranked ballots have each idea first."""
    return _table(profile, (profile.values == 1).astype(np.int64))


def points_by_slot(profile: Profile) -> Table:
    """Points of each idea; for ranked ballots twice the points, since halves occur there."""
    if profile.kind is BallotKind.RANKED:
        return _doubled_borda(profile)
    return _table(profile, profile.values)


def weighted(table: Table, weights: Sequence[Exact], kind: BallotKind) -> tuple[Exact, ...]:
    """Points with a weight for each slot."""
    scale = 2 if kind is BallotKind.RANKED else 1
    if all(weight == 1 for weight in weights):
        totals = map(sum, zip(*table, strict=True))
        return tuple(totals if scale == 1 else (simplest(Fraction(one, scale)) for one in totals))
    each = [Fraction(weight) / scale for weight in weights]
    return tuple(
        simplest(sum((one * got for one, got in zip(each, column, strict=True)), Fraction(0)))
        for column in zip(*table, strict=True)
    )


def _table(profile: Profile, values: Whole | None) -> Table:
    """The marks' values added up; None stands for a one at every mark."""
    size = len(profile.candidates)
    slots = len(profile.group_names) + 1
    where: NDArray[np.integer] = profile.ideas
    if profile.groups is not None:
        where = np.repeat(slot_of_lines(profile) * size, np.diff(profile.starts)) + profile.ideas
    if profile.counts is not None:
        each = np.repeat(profile.counts, np.diff(profile.starts))
        values = each if values is None else values * each
    if values is None:
        sums = np.bincount(where, minlength=slots * size).tolist()
    else:
        sums = exact_sums(where, values, slots * size)
    return [sums[slot * size : (slot + 1) * size] for slot in range(slots)]


def _doubled_borda(profile: Profile) -> Table:
    """Twice the Borda points: m − place, tied places their average, the unranked what remains.

    A ballot that ranks r of m ideas gives each other idea (m − r − 1)/2. So every idea first gets
    that from every ballot, and from those that rank it what it has more.
    """
    size = len(profile.candidates)
    ranked = np.diff(profile.starts)
    before, tied = positions(profile)
    rest = size - ranked - 1
    more = 2 * (size - before) - tied - 1 - np.repeat(rest, ranked)
    slots = len(profile.group_names) + 1
    everybody = exact_sums(slot_of_lines(profile), (rest + 1) * profile.multiplicities, slots)
    all_ballots = ballots_by_slot(profile)
    return [
        [one + shared - ballots for one in row]
        for row, shared, ballots in zip(_table(profile, more), everybody, all_ballots, strict=True)
    ]
