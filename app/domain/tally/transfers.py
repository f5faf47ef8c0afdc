"""How votes move in the single transferable vote: stage by stage, surpluses before eliminations.

Scottish Local Government Elections Order 2011 (SSI 2011/399, schedule 1): the weighted inclusive
Gregory method. Ideas are numbers here, and rankings tuples of them, the best first.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from app.domain.errors import UnsupportedError
from app.domain.tally.exact import Exact, simplest

Ranking = tuple[int, ...]
NOBODY = -1
"""Where a ballot goes that has no next idea in the race."""
LONGEST = 14_000
"""Bits in the denominator of votes. Fractions may double in length with each transfer."""
TRANSFER, ELIMINATE = "transfer", "eliminate"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How values are kept: cut to whole steps of 1 ÷ `scale`, or exactly."""

    scale: int
    part: Callable[[Exact, Exact, Exact], Exact]
    """value · surplus ÷ votes"""


FIVE_DECIMALS = Arithmetic(100_000, lambda value, surplus, votes: value * surplus // votes)
EXACT = Arithmetic(1, lambda value, surplus, votes: simplest(Fraction(value * surplus) / votes))


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the count and how the votes stood after it."""

    votes: Mapping[int, Exact]
    """Of those in the race and those elected."""
    elected: Sequence[int]
    unopposed: Sequence[int]
    """Those of the elected who did not reach the quota."""
    action: str = ""
    idea: int = NOBODY
    """Whose ballots went on."""
    moved: Mapping[int, Exact] = field(default_factory=dict)
    """What each idea received, and NOBODY."""


@dataclass(frozen=True, slots=True)
class Parted:
    """Equals that the draw alone could part, in its order."""

    stage: int
    ideas: Sequence[int]
    votes: Exact


class Count:
    """A count from the first stage to the last."""

    def __init__(
        self,
        rankings: Mapping[Ranking, int],
        seats: int,
        places: Sequence[int],
        arithmetic: Arithmetic,
    ) -> None:
        """`rankings` with how many gave each; `places` of all ideas in the draw.

        Raises UnsupportedError where exact votes get longer than can be written.
        """
        self.arithmetic = arithmetic
        self.quota = (sum(rankings.values()) // (seats + 1) + 1) * arithmetic.scale
        self.in_race = list(range(len(places)))
        self.elected: list[int] = []
        self.eliminated: list[int] = []
        self.stages: list[Stage] = []
        self.lots: list[Parted] = []
        self.has_drawn = False
        self._seats = seats
        self._places = places
        self._rankings = list(rankings)
        self._numbers = list(rankings.values())
        self._reached = [0] * len(rankings)
        """How far down each ranking its ballots have come: those alike always move together."""
        self._votes: dict[int, Exact] = dict.fromkeys(self.in_race, 0)
        self._piles: list[dict[Exact, list[int]]] = [{} for _ in places]
        """The rankings whose ballots an idea holds, by the value these have come to."""
        self._first_stage()
        while self.in_race and len(self.elected) < seats:
            self._next_stage()

    def _first_stage(self) -> None:
        one = self.arithmetic.scale
        for number, ranking in enumerate(self._rankings):
            self._piles[ranking[0]].setdefault(one, []).append(number)
            self._votes[ranking[0]] += one * self._numbers[number]
        self._end_stage("", NOBODY, {})

    def _next_stage(self) -> None:
        """The largest surplus goes on; where there is none the weakest idea leaves the race."""
        surpluses = [idea for idea in self.elected if self._votes[idea] > self.quota]
        if surpluses:
            idea = self._choose(surpluses, max)
            moved = self._pass_on(idea, self._share_of(idea))
            self._votes[idea] = self.quota
            self._end_stage(TRANSFER, idea, moved)
        else:
            idea = self._choose(self.in_race, min)
            self.in_race.remove(idea)
            self.eliminated.append(idea)
            moved = self._pass_on(idea, lambda value: value)
            del self._votes[idea]
            self._end_stage(ELIMINATE, idea, moved)

    def _share_of(self, idea: int) -> Callable[[Exact], Exact]:
        votes = self._votes[idea]
        return lambda value: self.arithmetic.part(value, votes - self.quota, votes)

    def _pass_on(self, idea: int, new_value: Callable[[Exact], Exact]) -> dict[int, Exact]:
        """Every ballot the idea holds goes to its next idea in the race."""
        moved: dict[int, Exact] = {}
        in_race = set(self.in_race)
        for value, held in self._piles[idea].items():
            onward = new_value(value)
            arrived = Counter[int]()
            for number in held:
                to = self._next_in_race(number, in_race)
                arrived[to] += self._numbers[number]
                if to != NOBODY:
                    self._piles[to].setdefault(onward, []).append(number)
            for to, ballots in arrived.items():
                moved[to] = simplest(moved.get(to, 0) + onward * ballots)
        self._piles[idea] = {}
        _require_short(moved.values())
        for to in moved.keys() - {NOBODY}:
            self._votes[to] = simplest(self._votes[to] + moved[to])
        _require_short(self._votes.values())
        return {to: votes for to, votes in moved.items() if votes}

    def _next_in_race(self, number: int, in_race: set[int]) -> int:
        ranking = self._rankings[number]
        for at in range(self._reached[number] + 1, len(ranking)):
            if ranking[at] in in_race:
                self._reached[number] = at
                return ranking[at]
        return NOBODY

    def _end_stage(self, action: str, idea: int, moved: Mapping[int, Exact]) -> None:
        """Elect who reached the quota, then all that are left where no more are left than seats."""
        elected = self._elect([one for one in self.in_race if self._votes[one] >= self.quota])
        is_rest = len(self.in_race) <= self._seats - len(self.elected)
        unopposed = self._elect(self.in_race) if is_rest else []
        self.stages.append(
            Stage(dict(self._votes), elected + unopposed, unopposed, action, idea, moved)
        )

    def _elect(self, ideas: Sequence[int]) -> list[int]:
        """Most votes first; equals by the most recent stage that parts them, then by the draw."""
        past = [self._votes, *(stage.votes for stage in reversed(self.stages))]
        history = {idea: [-votes[idea] for votes in past] for idea in ideas}
        ordered = sorted(ideas, key=lambda idea: (history[idea], self._places[idea]))
        if any(history[one] == history[other] for one, other in pairwise(ordered)):
            self.has_drawn = True
        self.elected += ordered
        self.in_race = [idea for idea in self.in_race if idea not in history]
        return ordered

    def _choose(self, ideas: Sequence[int], edge: Callable[[Sequence[Exact]], Exact]) -> int:
        """The idea with the most or the fewest votes; to lose by lot is to be last in the draw."""
        for stage in reversed(self.stages):
            outermost = edge([stage.votes[idea] for idea in ideas])
            ideas = [idea for idea in ideas if stage.votes[idea] == outermost]
            if len(ideas) == 1:
                return ideas[0]
        ideas = sorted(ideas, key=self._places.__getitem__)
        self.has_drawn = True
        self.lots.append(Parted(len(self.stages) + 1, ideas, self._votes[ideas[0]]))
        return ideas[0] if edge is max else ideas[-1]


def _require_short(votes: Iterable[Exact]) -> None:
    if any(number.denominator.bit_length() > LONGEST for number in votes):
        raise UnsupportedError("votes with fractions this long; count with five decimals")
