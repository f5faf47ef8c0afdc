"""The product and the independent check count and explain ten thousand small elections alike.

More, from another seed: python -m tests.support.small_elections 100000 7
"""

import random

import pytest

from tests.support.small_elections import count_by_check, difference, random_election
from tools import verify_result

ELECTIONS = 10_000
PARTS = 25


@pytest.mark.parametrize("seed", range(PARTS))
def test_both_give_the_same_winners_standings_rounds_ties_and_explanations(seed):
    chance = random.Random(seed)
    for _ in range(ELECTIONS // PARTS):
        election = random_election(chance)
        found = difference(election)
        assert found is None, f"{found}\n{election.as_json()}"


def test_the_elections_are_worth_counting():
    """Ties that changed the winners, ideas set aside, money spent to the last, seats reserved."""
    chance = random.Random(1)
    elections = [random_election(chance) for _ in range(400)]
    seen = {name for election in elections for name in election.params}
    assert {"floor", "balanced", "raters", "reserved", "minimum_support", "budget"} <= seen
    assert {election.kind for election in elections} == {"approval", "dots", "score", "ranked"}
    assert len({election.rule for election in elections}) == 13


def test_the_elections_are_worth_explaining():
    """Every number that a result may explain an idea with is there in some of them."""
    chance = random.Random(1)
    seen = set()
    for _ in range(1_200):
        election = random_election(chance)
        if not election.rule.startswith("equal-shares-add"):
            explained = count_by_check(election)["explain"].values()
            seen |= {name for numbers in explained for name in numbers}
    assert seen == verify_result.EXPLAINED
