"""What is a ballot, for each kind, and why something else is not."""

from uuid import UUID

import pytest

from app.domain.ballots import BallotLimits, ballot_used, require_valid_ballot
from app.domain.errors import InvalidBallotError, NoVotesLeftError, UnsupportedError

ONE, TWO, THREE, FOREIGN = (UUID(int=number) for number in range(1, 5))
LIST = {ONE, TWO, THREE}
COSTS = {ONE: 60, TWO: 40, THREE: 30}
LIMITS = {
    "approval": BallotLimits(quota=2),
    "dots": BallotLimits(quota=5, most_per_idea=3),
    "score": BallotLimits(top_score=5),
    "ranked": BallotLimits(quota=2),
    "budget": BallotLimits(quota=100, costs=COSTS),
}


@pytest.mark.parametrize(
    ("kind", "marks", "used"),
    [
        ("approval", {ONE: 1, TWO: 1}, 2),
        ("dots", {ONE: 3, TWO: 2}, 5),
        ("dots", {THREE: 1}, 1),
        ("score", {ONE: 0, TWO: 5, THREE: 3}, 3),
        ("ranked", {TWO: 1, ONE: 2}, 2),
        ("ranked", {THREE: 1}, 1),
        ("budget", {ONE: 1, TWO: 1}, 100),
        ("budget", {TWO: 1, THREE: 1}, 70),
    ],
)
def test_a_ballot_within_its_limits_is_taken(kind, marks, used):
    require_valid_ballot(kind, marks, LIST, LIMITS[kind])

    assert ballot_used(kind, marks, LIMITS[kind]) == used


@pytest.mark.parametrize(
    ("kind", "marks", "reason"),
    [
        ("approval", {FOREIGN: 1}, "not_on_ballot"),
        ("approval", {ONE: -1}, "value"),
        ("approval", {ONE: 2}, "value"),
        ("dots", {FOREIGN: 1}, "not_on_ballot"),
        ("dots", {ONE: 0}, "value"),
        ("dots", {ONE: -2, TWO: 3}, "value"),
        ("dots", {ONE: 4}, "too_many_on_one"),
        ("score", {ONE: 6}, "value"),
        ("score", {ONE: -1}, "value"),
        ("ranked", {ONE: 0, TWO: 1}, "value"),
        ("ranked", {ONE: 1, TWO: 1}, "place_twice"),
        ("ranked", {ONE: 2}, "place_missing"),
        ("ranked", {ONE: 1, TWO: 3}, "place_missing"),
        ("budget", {ONE: 2}, "value"),
        ("budget", {FOREIGN: 1}, "not_on_ballot"),
    ],
)
def test_vo6_what_is_no_ballot_is_refused_with_the_reason(kind, marks, reason):
    with pytest.raises(InvalidBallotError) as refusal:
        require_valid_ballot(kind, marks, LIST, LIMITS[kind])

    assert refusal.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("kind", "marks"),
    [
        ("approval", {ONE: 1, TWO: 1, THREE: 1}),
        ("dots", {ONE: 3, TWO: 3}),
        ("ranked", {ONE: 1, TWO: 2, THREE: 3}),
        ("budget", {ONE: 1, TWO: 1, THREE: 1}),
    ],
)
def test_more_than_one_has_is_refused(kind, marks):
    with pytest.raises(NoVotesLeftError) as refusal:
        require_valid_ballot(kind, marks, LIST, LIMITS[kind])

    assert refusal.value.facts["quota"] == LIMITS[kind].quota


def test_what_has_no_cost_cannot_be_bought():
    with pytest.raises(InvalidBallotError) as refusal:
        require_valid_ballot("budget", {ONE: 1}, LIST, BallotLimits(quota=100))

    assert refusal.value.facts["reason"] == "without_cost"


@pytest.mark.parametrize("kind", LIMITS)
def test_an_abstention_uses_nothing(kind):
    require_valid_ballot(kind, {}, LIST, LIMITS[kind])

    assert ballot_used(kind, {}, LIMITS[kind]) == 0


def test_without_a_limit_one_may_mark_everything():
    require_valid_ballot("approval", dict.fromkeys(LIST, 1), LIST, BallotLimits())
    require_valid_ballot("dots", dict.fromkeys(LIST, 1_000), LIST, BallotLimits())


def test_an_unknown_kind_of_ballot_is_refused():
    with pytest.raises(UnsupportedError):
        require_valid_ballot("tarot", {}, set(), BallotLimits())
