"""Is this set of marks a valid ballot? One check per ballot kind, and how a ballot is written."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.errors import InvalidBallotError, NoVotesLeftError, UnsupportedError
from app.domain.sealing import canonical_json

Marks = Mapping[UUID, int]
"""Idea → value: 1 for an approval, else dots, points or a place. An abstention has no marks."""

APPROVAL = "approval"
DOTS = "dots"
SCORE = "score"
RANKED = "ranked"
BUDGET = "budget"
"""Approval marks with a price, of which one can afford some. Counted as approvals."""

WHOLE = frozenset({SCORE, RANKED, BUDGET})
"""Ballots that are done when they are saved; approvals and dots may have some left to give."""
TOP_SCORE = 5
"""Scores go from 0 to this unless the campaign says otherwise. No mark is no opinion."""


@dataclass(frozen=True, slots=True)
class BallotLimits:
    """What one ballot may hold. None means as much as one likes."""

    quota: int | None = None
    """Marks (approval, score), dots, places, or the sum of costs (budget)."""
    most_per_idea: int | None = None
    """The most dots on one idea."""
    top_score: int = TOP_SCORE
    costs: Mapping[UUID, int] = field(default_factory=dict)
    """What ideas cost, in the unit of the quota: for kind budget alone. No basket may hold an idea
    that is missing here."""


def require_valid_ballot(
    kind: str, marks: Marks, catalogue: Set[UUID], limits: BallotLimits
) -> None:
    """Raise unless `marks` form a ballot of `kind` over the ideas in `catalogue`.

    Without marks there is nothing to refuse: that is an abstention, or no ballot at all. Raises
    InvalidBallotError (facts: `reason`), NoVotesLeftError or UnsupportedError.
    """
    if kind not in _CHECKS:
        raise UnsupportedError(f"ballot kind {kind}")
    if not marks.keys() <= catalogue:
        raise InvalidBallotError(reason="not_on_ballot")
    _CHECKS[kind](marks, limits)
    if limits.quota is not None and ballot_used(kind, marks, limits) > limits.quota:
        raise NoVotesLeftError(quota=limits.quota)


def ballot_used(kind: str, marks: Marks, limits: BallotLimits) -> int:
    """How much of the quota a ballot holds: dots, the sum of costs, or else the number of marks."""
    if kind == DOTS:
        return sum(marks.values())
    if kind == BUDGET:
        return sum(limits.costs.get(idea, 0) for idea in marks)
    return len(marks)


def most_on_one(kind: str, limits: BallotLimits) -> int | None:
    """The largest value that one idea can get; None without such a limit."""
    if kind == DOTS:
        return limits.quota if limits.most_per_idea is None else limits.most_per_idea
    if kind == SCORE:
        return limits.top_score
    return limits.quota if kind == RANKED else 1


def _check_approval(marks: Marks, limits: BallotLimits) -> None:
    if any(value != 1 for value in marks.values()):
        raise InvalidBallotError(reason="value")


def _check_dots(marks: Marks, limits: BallotLimits) -> None:
    if any(value < 1 for value in marks.values()):
        raise InvalidBallotError(reason="value")
    most = limits.most_per_idea
    if most is not None and any(value > most for value in marks.values()):
        raise InvalidBallotError(reason="too_many_on_one", most=most)


def _check_score(marks: Marks, limits: BallotLimits) -> None:
    if any(not 0 <= value <= limits.top_score for value in marks.values()):
        raise InvalidBallotError(reason="value")


def _check_ranked(marks: Marks, limits: BallotLimits) -> None:
    """Places 1, 2, 3 … each once. One may stop early."""
    places = set(marks.values())
    if any(place < 1 for place in places):
        raise InvalidBallotError(reason="value")
    if len(places) < len(marks):
        raise InvalidBallotError(reason="place_twice")
    if max(places, default=0) > len(marks):
        raise InvalidBallotError(reason="place_missing")


def _check_budget(marks: Marks, limits: BallotLimits) -> None:
    _check_approval(marks, limits)
    if not marks.keys() <= limits.costs.keys():
        raise InvalidBallotError(reason="without_cost")


_CHECKS: dict[str, Callable[[Marks, BallotLimits], None]] = {
    APPROVAL: _check_approval,
    DOTS: _check_dots,
    SCORE: _check_score,
    RANKED: _check_ranked,
    BUDGET: _check_budget,
}


def canonical_ballot(marks: Marks) -> str:
    """The ballot as it is committed to and sealed: idea ids in order, an abstention is `{}`."""
    return canonical_json({str(idea): value for idea, value in marks.items()})
