"""One press beside an idea: a dot more or less, a place up or down."""

from uuid import UUID

import pytest

from app.domain.ballot_drafts import Step, places_of, ranking_of, step
from app.domain.ballots import BallotLimits
from app.domain.errors import InvalidBallotError, NoVotesLeftError

A, B, C, D = (UUID(int=number) for number in range(1, 5))
DOTS = BallotLimits(quota=5, most_per_idea=3)
PLACES = BallotLimits(quota=3)


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        ({}, Step.MORE, {A: 1}),
        ({A: 2, B: 1}, Step.MORE, {A: 3, B: 1}),
        ({A: 2, B: 1}, Step.LESS, {A: 1, B: 1}),
        ({A: 1, B: 1}, Step.LESS, {B: 1}),
        ({B: 1}, Step.LESS, {B: 1}),
        ({A: 9, B: 9}, Step.LESS, {A: 8, B: 9}),
    ],
)
def test_a_press_gives_a_dot_or_takes_one_back(before, act, after):
    assert step("dots", before, act, A, DOTS) == after


def test_no_press_gives_more_dots_than_one_has_or_than_an_idea_may_get():
    with pytest.raises(InvalidBallotError):
        step("dots", {A: 3}, Step.MORE, A, DOTS)
    with pytest.raises(NoVotesLeftError):
        step("dots", {A: 2, B: 3}, Step.MORE, A, DOTS)


@pytest.mark.parametrize(
    ("act", "idea", "after"),
    [
        (Step.UP, B, [B, A, C]),
        (Step.UP, A, [A, B, C]),
        (Step.DOWN, B, [A, C, B]),
        (Step.DOWN, C, [A, B, C]),
        (Step.TOP, C, [C, A, B]),
        (Step.REMOVE, A, [B, C]),
        (Step.REMOVE, D, [A, B, C]),
        (Step.ADD, A, [A, B, C]),
        (Step.UP, D, [A, B, C]),
    ],
)
def test_a_press_moves_one_idea_and_the_places_close_up(act, idea, after):
    moved = step("ranked", places_of([A, B, C]), act, idea, PLACES)

    assert ranking_of(moved) == after
    assert sorted(moved.values()) == list(range(1, len(after) + 1))


def test_a_ranking_grows_at_its_end_until_it_is_full():
    assert ranking_of(step("ranked", places_of([A, B]), Step.ADD, C, PLACES)) == [A, B, C]
    with pytest.raises(NoVotesLeftError):
        step("ranked", places_of([A, B, C]), Step.ADD, D, PLACES)


@pytest.mark.parametrize(
    ("kind", "act"), [("dots", Step.UP), ("ranked", Step.MORE), ("score", Step.MORE)]
)
def test_a_press_that_the_ballot_does_not_have_is_refused(kind, act):
    with pytest.raises(InvalidBallotError):
        step(kind, {A: 1}, act, A, DOTS)


def test_an_idea_stands_once_in_a_ranking():
    with pytest.raises(InvalidBallotError):
        places_of([A, B, A])
