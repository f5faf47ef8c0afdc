"""Elections made up for counting: groups of unlike taste and a few popular ideas, always the same.

Three groups (70, 20 and 10 per cent), popularity that falls as 1 / place^0.8 and in an order of its
own in each group, and ballots with so many marks on average as the size says.
"""

from dataclasses import dataclass

import numpy as np

from app.domain.tally.outcome import BallotKind, Candidate
from app.domain.tally.profile import Profile

SEED = 20_261_122
GROUPS = {"staff": 0.7, "councils": 0.2, "partners": 0.1}
TOP_DOTS = 3
TOP_SCORE = 5


@dataclass(frozen=True)
class Size:
    """How large an election is."""

    ballots: int
    ideas: int
    seats: int
    marks: int
    """On a ballot, on average."""

    def __str__(self):
        return f"{self.ballots} × {self.ideas} × {self.seats}"


SIZES = {
    "T": Size(60, 12, 3, 4),
    "S": Size(500, 60, 8, 6),
    "M": Size(20_000, 400, 12, 8),
    "L": Size(200_000, 2_000, 20, 10),
}
"""T is for trying out whether all of it runs."""


def make_profile(size, kind=BallotKind.APPROVAL, seed=SEED):
    """The ballots. The same ideas are marked whatever the kind; the values differ."""
    chance = np.random.default_rng(seed)
    groups = chance.choice(len(GROUPS), size.ballots, p=list(GROUPS.values())).astype(np.int16)
    lines, ideas = _marked(chance, size, groups)
    values = _values(chance, kind, lines)
    order = np.lexsort((ideas, lines))
    starts = np.zeros(size.ballots + 1, np.int64)
    np.cumsum(np.bincount(lines, minlength=size.ballots), out=starts[1:])
    candidates = tuple(Candidate(f"{place + 1}") for place in range(size.ideas))
    return Profile(
        kind,
        candidates,
        starts,
        ideas[order].astype(np.int32),
        values[order],
        groups,
        tuple(GROUPS),
    )


def _marked(chance, size, groups):
    """Pairs of ballot and idea, ballot by ballot, in the order in which each came to mind."""
    wanted = np.clip(chance.poisson(size.marks, size.ballots), 1, size.ideas)
    # Some come to mind twice, so more are drawn than are kept.
    lines = np.repeat(np.arange(size.ballots), wanted * 3 // 2 + 1)
    drawn = np.empty(len(lines), np.int64)
    fame = 1 / np.arange(1, size.ideas + 1) ** 0.8
    for group in range(len(GROUPS)):
        own = fame if group == 0 else 0.3 * fame + 0.7 * chance.permutation(fame)
        within = np.cumsum(own) / own.sum()
        here = groups[lines] == group
        drawn[here] = np.searchsorted(within, chance.random(here.sum()), side="right")
    drawn = np.minimum(drawn, size.ideas - 1)
    _, first = np.unique(lines * size.ideas + drawn, return_index=True)
    lines, drawn = lines[np.sort(first)], drawn[np.sort(first)]
    keep = _place_in_line(lines) < wanted[lines]
    return lines[keep], drawn[keep]


def _place_in_line(lines):
    """For each mark: how many the ballot has before it."""
    firsts = np.flatnonzero(np.diff(lines, prepend=-1))
    return np.arange(len(lines)) - np.repeat(firsts, np.diff(firsts, append=len(lines)))


def _values(chance, kind, lines):
    if kind is BallotKind.RANKED:
        return _place_in_line(lines) + 1
    if kind is BallotKind.DOTS:
        return chance.integers(1, TOP_DOTS + 1, len(lines))
    if kind is BallotKind.SCORE:
        return chance.integers(0, TOP_SCORE + 1, len(lines))
    return np.ones(len(lines), np.int64)


def as_ballots(profile):
    """The same ballots one by one, as a file has them: marks, group, how many such."""
    ids = [one.id for one in profile.candidates]
    starts = profile.starts.tolist()
    for line, group in enumerate(profile.groups.tolist()):
        here = slice(starts[line], starts[line + 1])
        chosen = map(ids.__getitem__, profile.ideas[here].tolist())
        yield (
            dict(zip(chosen, profile.values[here].tolist(), strict=True)),
            profile.group_names[group],
            1,
        )
