"""A ballot being filled in: one dot more, one place up. What is typed elsewhere stays."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from app.domain.ballots import (
    DOTS,
    RANKED,
    BallotLimits,
    Marks,
    ballot_used,
    require_valid_ballot,
)
from app.domain.errors import InvalidBallotError


class Step(StrEnum):
    """What one press on a button beside an idea does."""

    MORE = "more"
    LESS = "less"
    UP = "up"
    DOWN = "down"
    TOP = "top"
    ADD = "add"
    REMOVE = "remove"


def ranking_of(marks: Marks) -> list[UUID]:
    """The ideas in the order of their places."""
    return sorted(marks, key=lambda idea: marks[idea])


def places_of(ranking: Sequence[UUID]) -> dict[UUID, int]:
    """Places 1, 2, 3 … in the order given. Raises InvalidBallotError where one stands twice."""
    if len(set(ranking)) < len(ranking):
        raise InvalidBallotError(reason="place_twice")
    return {idea: place for place, idea in enumerate(ranking, start=1)}


def step(kind: str, marks: Marks, act: Step, idea: UUID, limits: BallotLimits) -> dict[UUID, int]:
    """The draft after one press. Whatever changes nothing, as the best idea one up, is no fault.

    Raises InvalidBallotError or NoVotesLeftError where a press would add more than one has; a
    draft that already holds too much may still be made smaller.
    """
    if kind == DOTS and act in _DOTS:
        after = dict(marks)
        after[idea] = max(0, after.get(idea, 0) + _DOTS[act])
        after = {one: value for one, value in after.items() if value}
    elif kind == RANKED and act in _PLACES:
        after = places_of(_PLACES[act](ranking_of(marks), idea))
    else:
        raise InvalidBallotError(reason="step")
    if ballot_used(kind, after, limits) > ballot_used(kind, marks, limits):
        require_valid_ballot(kind, after, after.keys(), limits)
    return after


_DOTS: Mapping[Step, int] = {Step.MORE: 1, Step.LESS: -1}


def _moved(ranking: Sequence[UUID], idea: UUID, places: int) -> list[UUID]:
    others = [one for one in ranking if one != idea]
    if len(others) == len(ranking):
        return list(ranking)
    place = max(0, ranking.index(idea) + places)
    return [*others[:place], idea, *others[place:]]


_PLACES: Mapping[Step, Callable[[Sequence[UUID], UUID], list[UUID]]] = {
    Step.UP: lambda ranking, idea: _moved(ranking, idea, -1),
    Step.DOWN: lambda ranking, idea: _moved(ranking, idea, 1),
    Step.TOP: lambda ranking, idea: _moved(ranking, idea, -len(ranking)),
    Step.ADD: lambda ranking, idea: [*ranking, *([] if idea in ranking else [idea])],
    Step.REMOVE: lambda ranking, idea: [one for one in ranking if one != idea],
}
