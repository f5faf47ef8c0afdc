"""What every rule returns: who goes forward, in which order, why, and where the lot decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

IdeaId = str
"""Ideas are told apart by lasting ids: a UUID, or the id in an imported file."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one can vote for. `cost` in minutes or øre; rules without money leave it out."""

    id: IdeaId
    cost: int = 0


class Forward(StrEnum):
    """How many go forward: declared before voting opened."""

    NUMBER = "number"
    BUDGET = "budget"
    AFTERWARDS = "afterwards"


@dataclass(frozen=True, slots=True)
class Params:
    """What was promised. Values that do not apply are None."""

    forward: Forward
    seats: int | None = None
    budget: int | None = None
    minimum_support: int = 1
    """Nobody goes forward with less; without any support least of all."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One idea's place. Equal support shares a rank (1, 1, 3)."""

    idea: IdeaId
    support: int
    rank: int
    is_winner: bool


@dataclass(frozen=True, slots=True)
class Round:
    """One step of the count: what was looked at, with which number, and what was done."""

    idea: IdeaId
    support: int
    is_taken: bool
    facts: Mapping[str, int] = field(default_factory=dict)
    """What the rule compared: `margin`, `cost`, `left` …"""


@dataclass(frozen=True, slots=True)
class Tie:
    """Where equal support was parted by lot, and what else could have been."""

    ideas: tuple[IdeaId, ...]
    """All that stood equal, in the order of the draw."""
    taken: tuple[IdeaId, ...]
    otherwise: tuple[IdeaId, ...]
    """What the same draw turned round would have taken."""
    support: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a rule: everything an explanation is made from."""

    rule: str
    params: Params
    standings: Sequence[Standing]
    """Every idea, best first; by the draw where support is equal."""
    winners: Sequence[IdeaId]
    rounds: Sequence[Round]
    ties: Sequence[Tie]
