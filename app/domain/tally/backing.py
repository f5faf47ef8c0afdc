"""Who supports which idea, idea by idea: what the sequential rules go through."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import mul

import numpy as np
from numpy.typing import NDArray

from app.domain.tally.basis import Basis, weights_of
from app.domain.tally.exact import Exact, simplest
from app.domain.tally.points import slot_of_lines
from app.domain.tally.profile import Profile, Whole, exact_sums

Lines = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Backing:
    """The supporters of the ideas in the count, as if the others were not there."""

    basis: Basis
    starts: Whole
    """The supporters of idea c are those from starts[c] up to starts[c + 1]."""
    marks: Lines
    """Where each of them stands among the profile's marks."""
    lines: Lines
    """The ballot of each, ascending within an idea."""
    weight_of_line: Lines
    """For each ballot the place of its weight among `weights`."""
    weights: tuple[int, ...]
    """The different weights, ascending, times `weight_scale`."""
    weight_scale: int
    weight_of_idea: list[int]
    """Of all supporters of an idea together, times `weight_scale`."""
    total: Exact
    """The weight of all ballots that mark one of these ideas."""

    def of(self, idea: int) -> slice:
        """Where the supporters of an idea stand."""
        return slice(int(self.starts[idea]), int(self.starts[idea + 1]))

    def supporters(self, idea: int) -> Lines:
        return self.lines[self.of(idea)]

    def numbers(self, lines: Lines, states: NDArray[np.integer], size: int) -> Whole:
        """How many ballots (each as often as it was cast) are in each state."""
        counts = self.basis.profile.counts
        if counts is None:
            return np.bincount(states, minlength=size)
        return np.bincount(states, counts[lines], size).astype(np.int64)


def make_backing(basis: Basis, ideas: Collection[int]) -> Backing:
    """Turn ballots with ideas into ideas with ballots; only of these ideas."""
    profile = basis.profile
    is_counted = np.zeros(len(profile.candidates), bool)
    is_counted[list(ideas)] = True
    stays = is_counted[profile.ideas]
    lines = profile.mark_lines()
    is_there = np.zeros(profile.lines, bool)
    is_there[lines[stays]] = True
    stays &= profile.values > 0
    order = _by_idea(profile.ideas[stays])
    starts = np.zeros(len(is_counted) + 1, np.int64)
    np.cumsum(np.bincount(profile.ideas[stays], minlength=len(is_counted)), out=starts[1:])
    lines, marks = lines[stays][order], np.flatnonzero(stays).astype(np.int32)[order]
    ballots = _ballots_by_slot(basis, is_there)
    weights = weights_of(ballots, basis.params)
    different = sorted(set(weights))
    scale = lcm(*(weight.denominator for weight in different))
    whole = tuple(int(weight * scale) for weight in different)
    places = np.array([different.index(weight) for weight in weights], np.int32)
    weight_of_line = places[slot_of_lines(profile)]
    return Backing(
        basis,
        starts,
        marks,
        lines,
        weight_of_line,
        whole,
        scale,
        _weight_of_ideas(profile, starts, lines, weight_of_line, whole),
        simplest(sum(map(mul, weights, ballots), start=Fraction(0))),
    )


def _weight_of_ideas(
    profile: Profile, starts: Whole, lines: Lines, weight_of_line: Lines, weights: Sequence[int]
) -> list[int]:
    size = len(profile.candidates)
    ideas = np.repeat(np.arange(size), np.diff(starts))
    where = weight_of_line[lines] * np.int64(size) + ideas
    numbers = exact_sums(where, profile.multiplicities[lines], size * len(weights))
    return [sum(map(mul, weights, numbers[idea::size])) for idea in range(size)]


def _by_idea(ideas: NDArray[np.int32]) -> Whole:
    """The order of marks by idea, ballots as they were. Narrow numbers are sorted faster."""
    narrow = np.uint16 if ideas.max(initial=0) < 1 << 16 else np.int32
    return np.argsort(ideas.astype(narrow), kind="stable")


def _ballots_by_slot(basis: Basis, is_there: NDArray[np.bool_]) -> list[int]:
    profile = basis.profile
    slots = slot_of_lines(profile)[is_there]
    return exact_sums(slots, profile.multiplicities[is_there], len(profile.group_names) + 1)
