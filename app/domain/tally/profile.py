"""Ballots as arrays: bounded memory for millions of marks, and the same whatever the order.

NumPy makes it fast. Everything here is a whole number; what decides is computed from these exactly.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import InvalidBallotError
from app.domain.tally.outcome import BallotKind as BallotKind
from app.domain.tally.outcome import Candidate, IdeaId

NO_GROUP = -1
"""The group of a ballot whose group is not known."""

Whole = NDArray[np.int64]
Marks = Mapping[IdeaId, int] | Iterable[IdeaId]
"""Idea → value; bare ideas are approvals."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Counted ballots. Abstentions are left out, so that every ballot has a mark."""

    kind: BallotKind
    candidates: tuple[Candidate, ...]
    """Everything on the ballot paper."""
    starts: Whole
    """The marks of ballot i are those from starts[i] up to starts[i + 1]."""
    ideas: NDArray[np.int32]
    """Index into the candidates, ascending within a ballot."""
    values: Whole
    """1, dots, points or the place."""
    groups: NDArray[np.int16] | None = None
    """Index into the names of groups, or NO_GROUP, for each ballot."""
    group_names: tuple[str, ...] = ()
    counts: Whole | None = None
    """How many voted like this, where a file says so; else one each."""

    @property
    def lines(self) -> int:
        """How many ballots are written down; each may stand for several."""
        return len(self.starts) - 1

    @property
    def n(self) -> int:
        """How many ballots are counted."""
        return self.lines if self.counts is None else int(self.counts.sum())

    @property
    def multiplicities(self) -> Whole:
        """How many voted like each ballot."""
        return np.ones(self.lines, np.int64) if self.counts is None else self.counts

    def mark_lines(self) -> NDArray[np.int32]:
        """The ballot of each mark."""
        return np.repeat(np.arange(self.lines, dtype=np.int32), np.diff(self.starts))

    def without(self, ideas: Collection[IdeaId]) -> "Profile":
        """As if these had not been on the ballot paper; ranked places close up."""
        stays = np.array([one.id not in ideas for one in self.candidates], bool)
        candidates = tuple(one for one in self.candidates if one.id not in ideas)
        fewer = replace(_with_marks(self, stays[self.ideas]), candidates=candidates)
        fewer = replace(fewer, ideas=(np.cumsum(stays) - 1).astype(np.int32)[fewer.ideas])
        if self.kind is BallotKind.RANKED:
            fewer = replace(fewer, values=_closed_up(fewer))
        return fewer

    def of_group(self, name: str) -> "Profile":
        """The ballots of one group alone."""
        return self.of_groups([name])

    def of_groups(self, names: Collection[str]) -> "Profile":
        """The ballots of some groups alone."""
        if self.groups is None:
            return _with_lines(self, np.zeros(self.lines, bool))
        wanted = [place for place, name in enumerate(self.group_names) if name in names]
        return _with_lines(self, np.isin(self.groups, wanted))


class ProfileBuilder:
    """Takes ballots one by one; what it holds grows with the marks, a dozen bytes each."""

    def __init__(self, kind: BallotKind, candidates: Iterable[Candidate]) -> None:
        self._kind = kind
        self._candidates = tuple(candidates)
        self._index = {one.id: place for place, one in enumerate(self._candidates)}
        if len(self._index) < len(self._candidates):
            raise ValueError("two candidates have the same id")
        self._sizes = array("i")
        self._ideas = array("i")
        self._values = array("q")
        self._groups = array("h")
        self._counts = array("q")
        self._names: dict[str | None, int] = {None: NO_GROUP}

    def add(
        self,
        marks: Mapping[IdeaId, int] | Iterable[IdeaId],
        group: str | None = None,
        count: int = 1,
    ) -> "ProfileBuilder":
        """A ballot, or `count` equal ones. An iterable of ideas is an approval of each.

        Raises InvalidBallotError where it marks an idea that is not on the ballot paper.
        """
        if not isinstance(marks, Mapping):
            marks = dict.fromkeys(marks, 1)
        if not marks or count < 1:
            return self
        try:
            self._ideas.extend(map(self._index.__getitem__, marks))
        except KeyError as error:
            raise InvalidBallotError(reason="not_on_ballot") from error
        self._values.extend(marks.values())
        self._sizes.append(len(marks))
        self._groups.append(self._names.setdefault(group, len(self._names) - 1))
        self._counts.append(count)
        return self

    def build(self) -> Profile:
        """The ballots so far. Raises InvalidBallotError where a value fits no such ballot."""
        starts = np.zeros(len(self._sizes) + 1, np.int64)
        np.cumsum(np.frombuffer(self._sizes, np.int32), out=starts[1:])
        counts = np.array(self._counts, np.int64)
        ideas, values = np.array(self._ideas, np.int32), np.array(self._values, np.int64)
        if len(values) and values.min() < (self._kind is not BallotKind.SCORE):
            raise InvalidBallotError(reason="value")
        if self._kind is BallotKind.APPROVAL and len(values) and values.max() > 1:
            raise InvalidBallotError(reason="value")
        profile = Profile(
            self._kind,
            self._candidates,
            starts,
            ideas,
            values,
            np.array(self._groups, np.int16) if len(self._names) > 1 else None,
            tuple(name for name in self._names if name is not None),
            counts if (counts != 1).any() else None,
        )
        return _sorted(profile)


def profile_of(
    kind: BallotKind,
    candidates: Iterable[Candidate],
    ballots: Iterable[Marks],
    groups: Iterable[str | None] = repeat(None),
) -> Profile:
    """A profile of ballots at hand."""
    builder = ProfileBuilder(kind, candidates)
    for marks, group in zip(ballots, groups, strict=False):
        builder.add(marks, group)
    return builder.build()


def exact_sums(where: NDArray[np.integer], values: Whole, size: int) -> list[int]:
    """The sum of the values at each place from 0 to size − 1.

    Each half of the bits is summed in floats, which hold whole numbers up to 2^53 exactly: enough
    for 2^20 values of any size at a time.
    """
    step = 1 << 20
    sums = [0] * size
    for start in range(0, len(values), step):
        here, part = where[start : start + step], values[start : start + step]
        low = np.bincount(here, part & 0x7FFFFFFF, size)
        high = np.bincount(here, part >> 31, size) if part.max(initial=0) >> 31 else None
        sums = [
            total + int(one) + (0 if high is None else int(high[place]) << 31)
            for place, (total, one) in enumerate(zip(sums, low.tolist(), strict=True))
        ]
    return sums


def _sorted(profile: Profile) -> Profile:
    """Marks in the order of ideas within each ballot."""
    lines = profile.mark_lines().astype(np.int64)
    keys = lines * max(1, len(profile.candidates)) + profile.ideas
    if len(keys) < 2 or (np.diff(keys) > 0).all():
        return profile
    order = np.argsort(keys, kind="stable")
    return replace(profile, ideas=profile.ideas[order], values=profile.values[order])


def _with_marks(profile: Profile, stays: NDArray[np.bool_]) -> Profile:
    """Only these marks; a ballot left without any is an abstention and goes."""
    sizes = np.bincount(profile.mark_lines()[stays], minlength=profile.lines)
    starts = np.zeros(profile.lines + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    fewer = replace(
        profile, starts=starts, ideas=profile.ideas[stays], values=profile.values[stays]
    )
    return _with_lines(fewer, sizes > 0)


def _with_lines(profile: Profile, stays: NDArray[np.bool_]) -> Profile:
    sizes = np.diff(profile.starts)
    marks = np.repeat(stays, sizes)
    starts = np.zeros(int(stays.sum()) + 1, np.int64)
    np.cumsum(sizes[stays], out=starts[1:])
    return replace(
        profile,
        starts=starts,
        ideas=profile.ideas[marks],
        values=profile.values[marks],
        groups=None if profile.groups is None else profile.groups[stays],
        counts=None if profile.counts is None else profile.counts[stays],
    )


def _closed_up(profile: Profile) -> Whole:
    """The places without gaps: 2, 5, 5, 9 becomes 1, 2, 2, 3."""
    order, _, is_new = _by_place(profile)
    steps = np.cumsum(is_new)
    before = np.repeat(steps[profile.starts[:-1]] - 1, np.diff(profile.starts))
    places = np.empty_like(profile.values)
    places[order] = steps - before
    return places


def positions(profile: Profile) -> tuple[Whole, Whole]:
    """For each mark: how many ideas the ballot has before it, and how many at its place."""
    order, first_of_line, is_new = _by_place(profile)
    place = np.cumsum(is_new) - 1
    firsts = np.flatnonzero(is_new)
    before, tied = np.empty_like(profile.values), np.empty_like(profile.values)
    before[order] = firsts[place] - first_of_line
    tied[order] = np.diff(firsts, append=len(order))[place]
    return before, tied


def _by_place(profile: Profile) -> tuple[Whole, Whole, NDArray[np.bool_]]:
    """The marks' order by ballot and place, where each one's ballot starts, and new places."""
    lines = profile.mark_lines()
    order = np.lexsort((profile.values, lines))
    line, value = lines[order], profile.values[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (line[1:] != line[:-1]) | (value[1:] != value[:-1])
    return order, np.repeat(profile.starts[:-1], np.diff(profile.starts)), is_new
