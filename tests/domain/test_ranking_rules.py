"""Dots, scores, Borda, greedy: points, what is shown beside them, groups, ties."""

import random
from fractions import Fraction
from statistics import median_low

import pytest

from app.domain.errors import UnsupportedError
from app.domain.groups import Group
from app.domain.tally.draw import natural_order
from app.domain.tally.outcome import BallotKind, Floor, Forward, Params
from app.domain.tally.rules import count
from tests.support.tallies import elect, make_profile, spend

APPROVAL, DOTS, SCORE, RANKED = BallotKind
ABC = ["a", "b", "c"]
COUNCILS, PARTNERS, STAFF = (group.value for group in Group)


def supports(outcome):
    return {one.idea: one.support for one in outcome.standings}


def beside(outcome):
    return {one.idea: dict(one.facts) for one in outcome.standings}


def taken(outcome):
    return [(step.idea, step.is_taken, dict(step.facts)) for step in outcome.rounds]


def test_dots_are_added_up_and_supporters_shown_beside():
    outcome = elect("dots", make_profile(DOTS, ABC, [{"a": 5}, {"b": 2, "a": 1}, {"b": 2}]), 1)

    assert outcome.winners == ["a"]
    assert supports(outcome) == {"a": 6, "b": 4, "c": 0}
    assert beside(outcome)["b"] == {"supporters": 2}
    assert taken(outcome) == [("a", True, {"margin": 2})]


def test_a_margin_knows_no_idea_that_was_set_aside():
    profile = make_profile(DOTS, ABC, [{"a": 2}, {"a": 2}, {"b": 9}])

    outcome = elect("dots", profile, 2, minimum_support=2)

    assert outcome.winners == ["a"]
    assert [one.idea for one in outcome.standings] == ["b", "a", "c"]
    assert taken(outcome) == [("a", True, {})]


def test_scores_are_added_up_and_no_opinion_is_not_zero():
    ballots = [{"a": 5, "b": 0}, {"a": 1, "b": 4}, {"a": 2}, {"b": 4}]

    outcome = elect("score", make_profile(SCORE, ABC, ballots), 1)

    assert supports(outcome) == {"a": 8, "b": 8, "c": 0}
    assert beside(outcome) == {
        "a": {"raters": 3, "median": 2},
        "b": {"raters": 3, "median": 4},
        "c": {"raters": 0},
    }


def test_the_median_of_an_even_number_is_the_lower_one():
    ballots = [(2, {"a": 5}), (2, {"a": 1}), (1, {"b": 0}), (1, {"b": 3})]

    assert beside(elect("score", make_profile(SCORE, ["a", "b"], ballots), 1)) == {
        "a": {"raters": 4, "median": 1},
        "b": {"raters": 2, "median": 0},
    }


def test_medians_and_points_of_random_scores_are_those_of_the_standard_library():
    dice = random.Random(8)
    for _ in range(40):
        ballots = [
            (dice.randint(1, 4), {idea: dice.randint(0, 5) for idea in ABC if dice.random() < 0.6})
            for _ in range(dice.randint(0, 12))
        ]
        given = {
            idea: [marks[idea] for times, marks in ballots if idea in marks for _ in range(times)]
            for idea in ABC
        }
        outcome = elect("score", make_profile(SCORE, ABC, ballots), 1)
        assert supports(outcome) == {idea: sum(values) for idea, values in given.items()}
        assert {idea: facts.get("median") for idea, facts in beside(outcome).items()} == {
            idea: median_low(values) if values else None for idea, values in given.items()
        }


def test_the_mean_counts_where_enough_have_rated():
    ballots = [{"a": 5}, {"b": 4, "c": 1}, {"b": 3, "c": 0}, {"b": 4, "c": 2}]

    outcome = elect("score", make_profile(SCORE, [*ABC, "d"], ballots), 3, raters=2)

    assert outcome.winners == ["b", "c"]  # a has one rater, d none
    assert supports(outcome) == {"a": 5, "b": Fraction(11, 3), "c": 1, "d": 0}
    assert taken(outcome)[0] == ("b", True, {})
    assert outcome.as_json()["rounds"][0]["support"] == "11/3"


def test_bordas_own_example():
    # De Borda (1781): the first choice of most is the last choice of more.
    ballots = [(1, "a b c"), (7, "a c b"), (7, "b c a"), (6, "c b a")]

    outcome = elect("borda", make_profile(RANKED, ABC, ballots), 1)

    assert outcome.winners == ["c"]
    assert supports(outcome) == {"a": 16, "b": 21, "c": 26}
    assert beside(outcome)["a"] == {"first": 8, "ranked": 21}


def test_a_short_ballot_gives_as_many_points_in_all_as_a_long_one():
    profile = make_profile(RANKED, [*ABC, "d"], ["b", "b a", "d c a b"])

    points = supports(elect("borda", profile, 1))

    # One ranked: 3 points, (4 − 1 − 1)/2 to each other. Two: 3, 2 and a half each. All: 3, 2, 1, 0.
    assert points == {"a": 4, "b": 6, "c": Fraction(7, 2), "d": Fraction(9, 2)}
    assert sum(points.values()) == 3 * 6


def test_tied_places_share_their_average():
    profile = make_profile(RANKED, [*ABC, "d"], ["a b=c d", "b=c", "a=b=c=d"])

    outcome = elect("borda", profile, 1)

    half = Fraction(1, 2)
    assert supports(outcome) == {
        "a": 3 + half + 3 * half,
        "b": 3 * half + 5 * half + 3 * half,
        "c": 3 * half + 5 * half + 3 * half,
        "d": 0 + half + 3 * half,
    }
    assert beside(outcome)["b"] == {"first": 2, "ranked": 3}


def test_greedy_goes_by_the_points_of_the_ballot_and_skips_what_does_not_fit():
    costs = {"a": 60, "b": 50, "c": 40}
    ballots = [{"a": 3, "b": 2}, {"c": 1}]

    outcome = spend("greedy", make_profile(DOTS, ABC, ballots, costs), 100)

    assert outcome.winners == ["a", "c"]
    assert taken(outcome) == [
        ("a", True, {"cost": 60, "left": 100}),
        ("b", False, {"cost": 50, "left": 40}),
        ("c", True, {"cost": 40, "left": 40}),
    ]


def test_greedy_on_scores_by_mean_heeds_the_least_number_of_raters():
    costs = dict.fromkeys(ABC, 10)
    ballots = [{"a": 5}, {"b": 4, "c": 3}, {"b": 2, "c": 3}]

    outcome = spend("greedy", make_profile(SCORE, ABC, ballots, costs), 10, raters=2)

    # b and c have the same mean and cost.
    assert outcome.winners == ["b"]
    assert outcome.otherwise == ["c"]
    assert [tie.ideas for tie in outcome.ties] == [("b", "c")]


def test_with_a_budget_equals_of_different_cost_are_no_tie():
    profile = make_profile(APPROVAL, ABC, [ABC, ABC], {"a": 30, "b": 20, "c": 30})

    outcome = spend("approval", profile, 60)

    assert outcome.winners == ["b", "a"]
    assert [(tie.ideas, tie.taken, tie.otherwise) for tie in outcome.ties] == [
        (("a", "c"), ("a",), ("c",))
    ]


@pytest.mark.parametrize(
    ("rule", "kind", "ballot"),
    [
        ("approval", APPROVAL, {"a": 1}),
        ("dots", DOTS, {"a": 1}),
        ("score", SCORE, {"a": 1}),
        ("borda", RANKED, {"a": 1}),
    ],
)
def test_decided_afterwards_there_is_an_order_and_no_winner(rule, kind, ballot):
    profile = make_profile(kind, ABC, [ballot])

    outcome = count(rule, profile, Params(Forward.AFTERWARDS), natural_order)

    assert outcome.rule == f"{rule}@1"
    assert (outcome.winners, outcome.rounds, outcome.ties) == ([], [], [])
    assert outcome.standings[0].idea == "a"
    assert not any(one.is_winner for one in outcome.standings)


@pytest.mark.parametrize(
    ("rule", "kind", "params"),
    [
        ("borda", APPROVAL, {"seats": 1}),
        ("dots", SCORE, {"seats": 1}),
        ("tarot", DOTS, {"seats": 1}),
        ("greedy", DOTS, {"seats": 1}),
        ("dots", DOTS, {"budget": 1, "reserved": {STAFF: 1}}),
        ("seq-pav", DOTS, {"seats": 1, "reserved": {STAFF: 1}}),
        ("dots", DOTS, {"seats": 1, "reserved": {"guests": 1}}),
    ],
)
def test_what_cannot_be_counted_is_refused(rule, kind, params):
    forward = Forward.BUDGET if "budget" in params else Forward.NUMBER

    with pytest.raises(UnsupportedError):
        count(rule, make_profile(kind, ABC, []), Params(forward, **params), natural_order)


RULE_OF = {APPROVAL: "approval", DOTS: "dots", SCORE: "score", RANKED: "borda"}


def random_ballot(dice, kind, ideas):
    some = dice.sample(ideas, dice.randint(1, len(ideas)))
    values = {
        APPROVAL: lambda place: 1,
        DOTS: lambda place: dice.randint(1, 3),
        SCORE: lambda place: dice.randint(0, 2),
        RANKED: lambda place: place,
    }
    return {idea: values[kind](place) for place, idea in enumerate(some, start=1)}


def random_profiles(kind, seed, times=25):
    dice = random.Random(seed)
    ideas = ["a", "b", "c", "d", "e"]
    costs = {idea: dice.randint(0, 3) for idea in ideas}
    for _ in range(times):
        ballots = [random_ballot(dice, kind, ideas) for _ in range(dice.randint(1, 14))]
        groups = [dice.choice([STAFF, COUNCILS]) for _ in ballots]
        order, paper = dice.sample(range(len(ballots)), len(ballots)), dice.sample(ideas, 5)
        yield (
            make_profile(kind, ideas, ballots, costs, groups),
            make_profile(
                kind, paper, [ballots[i] for i in order], costs, [groups[i] for i in order]
            ),
        )


@pytest.mark.parametrize("kind", RULE_OF)
@pytest.mark.parametrize(
    "params",
    [
        Params(Forward.NUMBER, seats=2),
        Params(Forward.NUMBER, seats=3, reserved={STAFF: 1, COUNCILS: 1}),
        Params(Forward.NUMBER, seats=2, is_balanced=True, floor=Floor(10, 1)),
        Params(Forward.BUDGET, budget=4),
    ],
)
def test_vo18_the_order_of_ballots_and_ideas_never_matters(kind, params):
    for profile, shuffled in random_profiles(kind, seed=9):
        outcome = count(RULE_OF[kind], profile, params, natural_order)

        assert count(RULE_OF[kind], shuffled, params, natural_order) == outcome


@pytest.mark.parametrize("kind", RULE_OF)
@pytest.mark.parametrize("reserved", [None, {STAFF: 1, COUNCILS: 1}])
def test_ties_tell_where_the_turned_draw_takes_others(kind, reserved):
    params = Params(Forward.NUMBER, seats=2, reserved=reserved)
    ties = 0
    for profile, _ in random_profiles(kind, seed=10, times=60):
        outcome = count(RULE_OF[kind], profile, params, natural_order)
        assert bool(outcome.ties) == (set(outcome.winners) != set(outcome.otherwise))
        for tie in outcome.ties:
            assert len(tie.ideas) > 1
            assert set(tie.taken) == set(tie.ideas) & set(outcome.winners)
            assert set(tie.otherwise) == set(tie.ideas) & set(outcome.otherwise)
            ties += 1

    assert ties > 2


@pytest.mark.parametrize("kind", RULE_OF)
def test_no_loser_has_more_points_than_a_winner(kind):
    for profile, _ in random_profiles(kind, seed=11):
        outcome = elect(RULE_OF[kind], profile, 2)
        won = [one.support for one in outcome.standings if one.is_winner]
        lost = [one.support for one in outcome.standings if not one.is_winner]
        assert not won or min(won) >= max(lost)
