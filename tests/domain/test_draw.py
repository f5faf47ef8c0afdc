"""The order that parts equals where something was drawn, and where nothing was."""

import random

import pytest

from app.domain.tally.draw import draw_order, draw_places, draw_seed, natural_order, turned


@pytest.mark.parametrize(
    "ordered",
    [
        ["1", "2", "10"],
        ["01", "1", "2"],
        ["0", "00", "9"],
        ["2", "a"],
        ["a", "a1", "a2", "a10", "b1"],
        ["L1/09/X", "L1/10/X", "L2/01/X"],
        ["A", "a", "æ"],
        ["x" + "9" * 5_000, "x1" + "0" * 5_000],
    ],
)
def test_without_a_seed_numbers_in_ids_are_compared_as_numbers(ordered):
    shuffled = random.Random(3).sample(ordered, len(ordered))

    assert sorted(shuffled, key=natural_order) == ordered


def test_turned_round_the_last_is_first():
    places = draw_places(["10", "2", "a"], natural_order)

    assert places == [1, 0, 2]
    assert turned(places) == [1, 2, 0]


def test_places_belong_to_ideas_and_not_to_the_order_they_came_in():
    draw = draw_order(draw_seed(b"pre", b"post"), "campaign")
    ideas = [f"idea-{number}" for number in range(9)]
    shuffled = random.Random(4).sample(ideas, len(ideas))

    there = dict(zip(ideas, draw_places(ideas, draw), strict=True))
    assert dict(zip(shuffled, draw_places(shuffled, draw), strict=True)) == there
