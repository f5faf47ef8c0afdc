"""Approval: who goes forward, in which order, and where the lot decided."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tally.draw import draw_order, draw_seed
from app.domain.tally.outcome import Candidate, Forward, Params
from tests.support.tallies import count_support, decide

DRAW = draw_order(draw_seed(b"p" * 32), "campaign")
THREE = Params(Forward.NUMBER, seats=3)
IDEAS = [f"idea-{n}" for n in range(8)]
ELECTIONS = st.lists(st.sets(st.sampled_from(IDEAS), max_size=4), max_size=40)


def outcome_of(support, params=THREE, costs=None, draw=DRAW):
    costs = costs or {}
    return decide([Candidate(idea, costs.get(idea, 0)) for idea in support], support, params, draw)


def test_the_best_supported_go_forward():
    outcome = outcome_of({"a": 5, "b": 9, "c": 7, "d": 1})

    assert outcome.rule == "approval@1"
    assert list(outcome.winners) == ["b", "c", "a"]
    assert [(one.idea, one.rank) for one in outcome.standings] == [
        ("b", 1),
        ("c", 2),
        ("a", 3),
        ("d", 4),
    ]
    assert [step.facts["margin"] for step in outcome.rounds] == [8, 6, 4]


def test_equal_support_shares_a_rank():
    outcome = outcome_of({"a": 4, "b": 4, "c": 2})

    assert [one.rank for one in outcome.standings] == [1, 1, 3]


def test_marking_twice_on_one_ballot_counts_once():
    assert count_support("ab", [["a", "a"], ["a", "b"]]) == {"a": 2, "b": 1}


def test_vo18_a_tie_at_the_cut_is_parted_by_the_draw_and_told():
    outcome = outcome_of({"a": 9, "b": 3, "c": 3, "d": 3, "e": 1}, Params(Forward.NUMBER, seats=2))

    (tie,) = outcome.ties
    by_draw = sorted("bcd", key=DRAW)
    assert set(tie.ideas) == {"b", "c", "d"}
    assert tie.taken == (by_draw[0],)
    assert tie.otherwise == (by_draw[-1],)
    assert list(outcome.winners) == ["a", by_draw[0]]


def test_a_tie_that_parts_nobody_is_not_a_lot():
    assert outcome_of({"a": 3, "b": 3, "c": 1}, Params(Forward.NUMBER, seats=2)).ties == []


def test_nobody_goes_forward_without_a_single_vote():
    outcome = outcome_of({"a": 2, "b": 0, "c": 0})

    assert list(outcome.winners) == ["a"]
    assert [one.support for one in outcome.standings] == [2, 0, 0]


def test_fewer_go_forward_where_support_is_below_the_minimum():
    params = Params(Forward.NUMBER, seats=3, minimum_support=4)

    assert list(outcome_of({"a": 9, "b": 4, "c": 3}, params).winners) == ["a", "b"]


def test_a_budget_takes_by_support_and_skips_what_does_not_fit():
    params = Params(Forward.BUDGET, budget=100)

    outcome = outcome_of({"a": 9, "b": 7, "c": 5}, params, {"a": 60, "b": 50, "c": 40})

    assert list(outcome.winners) == ["a", "c"]
    assert [(step.idea, step.is_taken, step.facts["left"]) for step in outcome.rounds] == [
        ("a", True, 100),
        ("b", False, 40),
        ("c", True, 40),
    ]


def test_with_a_budget_the_cheaper_of_equals_comes_first():
    params = Params(Forward.BUDGET, budget=50)

    outcome = outcome_of({"a": 5, "b": 5}, params, {"a": 50, "b": 10})

    assert list(outcome.winners) == ["b"]
    assert outcome.ties == []


def test_decided_afterwards_nothing_is_preset():
    outcome = outcome_of({"a": 5}, Params(Forward.AFTERWARDS))

    assert list(outcome.winners) == []
    assert not any(one.is_winner for one in outcome.standings)


def test_a_campaign_nobody_voted_in_has_a_result_without_winners():
    outcome = outcome_of({"a": 0, "b": 0})

    assert list(outcome.winners) == []
    assert [one.rank for one in outcome.standings] == [1, 1]


def test_the_draw_is_fixed_by_seed_campaign_and_idea_alone():
    # Worked out by hand: SHA-256(SHA-256(pre ‖ post) ‖ 1f ‖ campaign ‖ 1f ‖ idea).
    seed = draw_seed(bytes.fromhex("00" * 32))

    assert seed.hex() == "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
    assert draw_seed(b"pre", b"post") != draw_seed(b"pre")
    assert draw_order(seed, "c")("a") != draw_order(seed, "d")("a")


def test_vo18_ten_thousand_orders_of_input_give_one_result():
    support = {idea: number % 3 for number, idea in enumerate(IDEAS)}
    candidates = [Candidate(idea) for idea in IDEAS]
    first = decide(candidates, support, THREE, DRAW)
    shuffler = random.Random(18)

    for _ in range(10_000):
        shuffler.shuffle(candidates)
        assert decide(candidates, support, THREE, DRAW) == first


@given(ELECTIONS, st.randoms(use_true_random=False))
def test_the_order_of_ballots_never_matters(ballots, shuffler):
    support = count_support(IDEAS, ballots)
    shuffled = shuffler.sample(ballots, len(ballots))

    assert count_support(IDEAS, shuffled) == support


@given(ELECTIONS, st.sampled_from(IDEAS), st.sampled_from([Forward.NUMBER, Forward.BUDGET]))
def test_one_more_vote_never_costs_an_idea_its_place(ballots, idea, forward):
    params = Params(forward, seats=3, budget=90)
    costs = {one: 20 + 5 * number for number, one in enumerate(IDEAS)}
    before = count_support(IDEAS, ballots)
    after = before | {idea: before[idea] + 1}

    if idea in outcome_of(before, params, costs).winners:
        assert idea in outcome_of(after, params, costs).winners


@given(ELECTIONS)
def test_no_loser_has_more_support_than_a_winner(ballots):
    support = count_support(IDEAS, ballots)
    outcome = outcome_of(support)

    losers = [one.support for one in outcome.standings if not one.is_winner]
    for one in outcome.standings:
        if one.is_winner and losers:
            assert one.support >= max(losers)


@pytest.mark.parametrize("seats", [0, 1, 8, 99])
def test_never_more_go_forward_than_there_are_places(seats):
    support = dict.fromkeys(IDEAS, 1)

    outcome = outcome_of(support, Params(Forward.NUMBER, seats=seats))

    assert len(outcome.winners) == min(seats, len(IDEAS))
