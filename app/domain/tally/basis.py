"""What every rule stands on: supporters, points, weights, and who can win at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain.tally.exact import Exact, simplest
from app.domain.tally.outcome import (
    BallotKind,
    Candidate,
    Fact,
    Forward,
    IdeaId,
    Params,
    Round,
    Standing,
)
from app.domain.tally.points import (
    Table,
    ballots_by_slot,
    points_by_slot,
    supporters_by_slot,
    weighted,
)
from app.domain.tally.profile import Profile

LEAST_GROUP = 5
"""Groups with fewer counted ballots are not asked for a floor, and have no reserved seats."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What is counted, added up. Sequences are in the order of the profile's candidates."""

    profile: Profile
    params: Params
    weights: tuple[Exact, ...]
    """Of a ballot in each slot: first those of unknown group, then the profile's groups."""
    supporters: tuple[int, ...]
    """How many ballots support an idea; never weighted."""
    weighted_supporters: tuple[Exact, ...]
    """Supporters as sums of weights: the points where every ballot counts as an approval."""
    points: tuple[Exact, ...]
    """Weighted: supporters, the sum of values, or Borda points, by the ballots' kind."""
    is_able: tuple[bool, ...]
    """False for ideas set aside."""

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return self.profile.candidates


@dataclass(frozen=True, slots=True)
class Lot:
    """Equals between which the draw chose."""

    ideas: tuple[IdeaId, ...]
    """In the order of the draw."""
    support: Exact | str
    """Votes with decimals are a text."""
    round: int | None = None
    """From 1; None where all rounds follow one order."""
    part: int = 0
    """With one order: which of the parts of the count the equals stood in."""


@dataclass(frozen=True, slots=True)
class Run:
    """One count with one order of the draw."""

    winners: Sequence[IdeaId]
    rounds: Sequence[Round]
    standings: Sequence[Standing]
    lots: Sequence[Lot]
    has_drawn: bool
    """Whether the draw chose anywhere; if not, the same draw turned round gives the same."""
    facts: dict[str, Fact] = field(default_factory=dict)
    again: "Callable[[Sequence[int]], Run] | None" = None
    """Counts with another order of the draw, where much of the work is done already."""
    parts: Sequence[Sequence[IdeaId]] = ()
    """With one order: the winners of each part, which are several where seats are reserved."""


def make_basis(profile: Profile, params: Params) -> Basis:
    """Add up the ballots."""
    ballots = ballots_by_slot(profile)
    weights = weights_of(ballots, params)
    table = supporters_by_slot(profile)
    return Basis(
        profile,
        params,
        weights,
        tuple(map(sum, zip(*table, strict=True))),
        weighted(table, weights, BallotKind.APPROVAL),
        weighted(
            table if profile.kind is BallotKind.APPROVAL else points_by_slot(profile),
            weights,
            profile.kind,
        ),
        tuple(
            is_able and not (one.lacks_cost and params.forward is Forward.BUDGET)
            for is_able, one in zip(_able(table, ballots, params), profile.candidates, strict=True)
        ),
    )


def weights_of(ballots: Sequence[int], params: Params) -> tuple[Exact, ...]:
    """Of a ballot in each slot, from the number of ballots there.

    In a balanced count every group with ballots weighs the same, and all groups together as much as
    their ballots; a ballot in no group weighs 1.
    """
    if not params.is_balanced:
        return (1,) * len(ballots)
    of_groups = ballots[1:]
    shared = Fraction(sum(of_groups), max(1, sum(number > 0 for number in of_groups)))
    return (1, *(simplest(shared / number) if number else 0 for number in of_groups))


def _able(table: Table, ballots: Sequence[int], params: Params) -> tuple[bool, ...]:
    """Who has the least support that was declared, and reaches the floor in enough groups."""
    floor = params.floor
    asked = [slot for slot, number in enumerate(ballots) if slot and number >= LEAST_GROUP]
    needed = 0 if floor is None else min(floor.groups, len(asked))
    percent = 0 if floor is None else floor.percent
    return tuple(
        sum(column) >= max(1, params.minimum_support)
        and sum(100 * column[slot] >= percent * ballots[slot] for slot in asked) >= needed
        for column in zip(*table, strict=True)
    )
