"""What every rule returns: who goes forward, in which order, why, and where the lot decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.domain.tally.exact import Exact, exact_json

IdeaId = str
"""Ideas are told apart by lasting ids: a UUID, or the id in an imported file."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one can vote for. `cost` in minutes or øre; rules without money leave it out."""

    id: IdeaId
    cost: int = 0
    lacks_cost: bool = False
    """Set aside by a count within a budget: nobody said what it costs, as was promised to ask."""


class BallotKind(StrEnum):
    """What the value of a mark means."""

    APPROVAL = "approval"
    """1."""
    DOTS = "dots"
    """So many dots, 1 or more."""
    SCORE = "score"
    """Points from 0; an idea without a mark has no opinion on it."""
    RANKED = "ranked"
    """The place: 1 is best, without gaps. Files may tie places: 1, 2, 2, 3."""


class Forward(StrEnum):
    """How many go forward: declared before voting opened."""

    NUMBER = "number"
    BUDGET = "budget"
    AFTERWARDS = "afterwards"


class Utility(StrEnum):
    """What an approved idea is worth to a supporter, in the method of equal shares."""

    COST = "cost"
    CARDINALITY = "cardinality"


@dataclass(frozen=True, slots=True)
class Floor:
    """Support from at least this many per cent in so many groups."""

    percent: int
    groups: int


@dataclass(frozen=True, slots=True)
class Params:
    """What was promised. Values that do not apply are None."""

    forward: Forward
    seats: int | None = None
    budget: int | None = None
    minimum_support: int = 1
    """Nobody goes forward with less; without any support least of all."""
    utility: Utility = Utility.COST
    raters: int | None = None
    """With score: rank by the mean of those ideas that so many rated."""
    floor: Floor | None = None
    reserved: Mapping[str, int] | None = None
    """Seats that a group fills alone."""
    is_balanced: bool = False
    """Every group weighs the same, however many voted in it."""

    @property
    def money(self) -> int:
        """The budget of a rule that pays: seats are a budget where every cost is 1."""
        return (self.budget if self.forward is Forward.BUDGET else self.seats) or 0


Fact = Any
"""An exact number, a text, a truth value, or lists and mappings of these."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One idea's place. Equal support shares a rank (1, 1, 3)."""

    idea: IdeaId
    support: Exact
    rank: int
    is_winner: bool
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Shown beside the support: `supporters`, `raters`, `median` …"""


@dataclass(frozen=True, slots=True)
class Round:
    """One step of the count: what was looked at, with which number, and what was done."""

    idea: IdeaId | None = None
    support: Exact | None = None
    is_taken: bool | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What the rule compared: `margin`, `cost`, `left`, `votes` …"""

    def as_json(self) -> dict[str, Any]:
        """What does not apply to the round (STV looks at many ideas at once) is left out."""
        about = {"idea": self.idea, "support": self.support, "taken": self.is_taken}
        known = {name: value for name, value in about.items() if value is not None}
        return facts_json(known | dict(self.facts))


@dataclass(frozen=True, slots=True)
class Tie:
    """Where equal support was parted by lot, and what else could have been."""

    ideas: tuple[IdeaId, ...]
    """All that stood equal, in the order of the draw."""
    taken: tuple[IdeaId, ...]
    otherwise: tuple[IdeaId, ...]
    """What the same draw turned round would have taken."""
    support: Exact | str
    """The number they were equal in; a text where it is votes with decimals."""
    round: int | None = None
    """From 1; None where the rule has one order and no rounds that build on each other."""

    def as_json(self) -> dict[str, Any]:
        where = {} if self.round is None else {"round": self.round}
        return where | {
            "ideas": list(self.ideas),
            "taken": list(self.taken),
            "otherwise": list(self.otherwise),
            "support": _fact_json(self.support),
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a rule: everything an explanation is made from."""

    rule: str
    """With its version: "approval@1"."""
    params: Params
    standings: Sequence[Standing]
    """Every idea, best first; by the draw where support is equal."""
    winners: Sequence[IdeaId]
    rounds: Sequence[Round]
    ties: Sequence[Tie]
    otherwise: Sequence[IdeaId] = ()
    """The winners with the draw turned round."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Of the whole count: `raises`, `wallet` …"""

    def as_json(self) -> dict[str, Any]:
        """What the command prints: ids as in the file, exact numbers as `exact_json` has them."""
        return {
            "rule": self.rule.partition("@")[0],
            "winners": list(self.winners),
            "ties": [tie.as_json() for tie in self.ties],
            "rounds": [step.as_json() for step in self.rounds],
            "otherwise": list(self.otherwise),
            "count": facts_json(self.facts),
        }


def facts_json(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The facts with every number written exactly."""
    return {name: _fact_json(value) for name, value in facts.items()}


def _fact_json(value: Fact) -> Any:
    if isinstance(value, Mapping):
        return facts_json(value)
    if isinstance(value, list | tuple):
        return [_fact_json(each) for each in value]
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return exact_json(value)
    return value
