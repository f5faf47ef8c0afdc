"""Equal shares, Phragmén and greedy proportional approval: worked examples, ties and groups."""

from fractions import Fraction

import pytest

from app.domain.errors import UnsupportedError
from app.domain.tally.outcome import BallotKind, Floor, Utility
from tests.support.tallies import approvals, elect, make_profile, spend

APPROVAL, DOTS, SCORE, RANKED = BallotKind
SHARES = ["equal-shares", "equal-shares-fill", "equal-shares-add", "equal-shares-add-fill"]
PROPORTIONAL = [*SHARES, "phragmen", "seq-pav"]
FILLING = ["equal-shares-fill", "equal-shares-add-fill", "phragmen", "seq-pav"]
"""Those that leave no seat empty while somebody supports an idea."""
RUNNING = ["ab"] * 3 + ["ac"] * 3 + ["ad"] * 2 + ["bcf", "e", "f", "g"]
"""Lackner & Skowron (2023), "Multi-Winner Voting with Approval Preferences", the example that they
go through with every rule, for four seats."""
PHRAGMEN_1894 = [(1034, "ABC"), (519, "PQR"), (90, "ABQ"), (47, "APQ")]
"""Phragmén's own example for three seats, in Janson (2016), "Phragmén's and Thiele's Election
Methods", arXiv 1611.08826."""
LAMINAR = ["abcd", "abce", "abcf", "ghi", "jkl", "mno"]
"""Peters & Skowron (2020), "Proportionality and the Limits of Welfarism", the example of the
introduction, for twelve seats."""


def facts(outcome, *names):
    return [tuple(step.facts[name] for name in names) for step in outcome.rounds]


def backwards(idea):
    """A draw in which later letters come first."""
    return str(999 - ord(idea))


# Phragmén


def test_phragmen_serves_whoever_can_pay_first():
    outcome = elect("phragmen", approvals(RUNNING), 4)

    assert outcome.winners == ["a", "b", "c", "d"]
    assert facts(outcome, "load") == [
        (Fraction(1, 8),),
        (Fraction(11, 32),),
        (Fraction(55, 128),),
        (Fraction(5, 8),),
    ]
    assert outcome.rounds[3].facts["runner_up"] == "f"
    assert outcome.rounds[3].facts["runner_up_load"] == Fraction(183, 256)


def test_phragmens_own_example():
    outcome = elect("phragmen", approvals(PHRAGMEN_1894), 3)

    assert outcome.winners == ["A", "Q", "B"]
    assert facts(outcome, "load")[:2] == [(Fraction(1, 1171),), (Fraction(1308, 1171 * 656),)]


def test_phragmen_with_a_budget_stops_where_the_next_does_not_fit():
    profile = approvals(["ab"] * 6 + ["c"] * 3 + ["d"], costs={"a": 60, "b": 30, "c": 30, "d": 5})

    outcome = spend("phragmen", profile, 65)

    # b after 30/6 and d after 5/1 are equals, and d costs less; then c after 30/3.
    assert outcome.winners == ["d", "b", "c"]
    assert [(step.idea, step.is_taken) for step in outcome.rounds] == [
        ("d", True),
        ("b", True),
        ("c", True),
        ("a", False),
    ]
    assert outcome.rounds[-1].facts == {"cost": 60, "load": 15, "left": 0}


def test_phragmen_never_looks_at_what_costs_more_than_all_there_is():
    profile = approvals(["a"] * 9 + ["b"], costs={"a": 11, "b": 10})

    outcome = spend("phragmen", profile, 10)

    assert outcome.winners == ["b"]
    assert [step.idea for step in outcome.rounds] == ["b"]
    assert [one.idea for one in outcome.standings] == ["b", "a"]


@pytest.mark.parametrize("rule", ["phragmen", "seq-pav"])
def test_other_ballots_count_as_approving_what_they_support(rule):
    ballots = [{"a": 3, "b": 1}, {"b": 2}, {"c": 5, "a": 0}]
    profile = make_profile(SCORE, "abc", ballots)

    outcome = elect(rule, profile, 3)

    assert outcome.winners == ["b", "c", "a"]
    assert [(one.idea, one.support) for one in outcome.standings] == [("b", 2), ("c", 1), ("a", 1)]


# Greedy proportional approval


def test_a_ballot_counts_less_with_each_winner_it_has():
    outcome = elect("seq-pav", approvals(RUNNING), 4)

    assert outcome.winners == ["a", "b", "c", "f"]
    assert facts(outcome, "weight", "split") == [
        (8, [8]),
        (Fraction(5, 2), [1, 3]),
        (2, [0, 4]),
        (Fraction(4, 3), [1, 0, 1]),
    ]
    assert outcome.rounds[3].facts["runner_up_weight"] == 1


def test_thieles_rule_on_phragmens_example():
    outcome = elect("seq-pav", approvals(PHRAGMEN_1894), 3)

    assert outcome.winners == ["A", "Q", "B"]
    assert facts(outcome, "weight") == [(1171,), (Fraction(1175, 2),), (547,)]


def test_greedy_proportional_approval_has_no_budget():
    with pytest.raises(UnsupportedError):
        spend("seq-pav", approvals(["a"], costs={"a": 1}), 1)


def test_thieles_rule_evens_out_where_phragmens_gives_equal_say():
    """LAMINAR: the first half has half of the say, and so half of the seats, only by Phragmén's
    rule and by equal shares; Thiele's gives each voter three winners."""
    profile = approvals(LAMINAR)

    rules = ("equal-shares", "equal-shares-fill", "phragmen", "seq-pav")
    halves = {rule: "".join(sorted(elect(rule, profile, 12).winners)) for rule in rules}

    assert halves.pop("seq-pav") == "abcghijklmno"
    assert set(halves.values()) == {"abcdefghjkmn"}


# Equal shares


def test_equal_shares_keep_what_phragmens_rule_forgets():
    """Lackner & Skowron (2023), "Multi-Winner Voting with Approval Preferences", the example with
    which they part equal shares from Phragmén's rule, for three seats."""
    profile = approvals([(3, "cd"), (2, "ab"), (2, "ac"), "bd"])

    shares = elect("equal-shares", profile, 3)
    phragmen = elect("phragmen", profile, 3)

    assert shares.winners == ["c", "a"]
    assert facts(shares, "rho", "spent_all") == [(Fraction(1, 5), 0), (Fraction(13, 40), 2)]
    assert phragmen.winners == ["c", "b", "d"]
    assert facts(phragmen, "load") == [(Fraction(1, 5),), (Fraction(1, 3),), (Fraction(29, 60),)]


def test_each_supporter_pays_the_same_or_all_that_is_left():
    costs = {"a": 60, "b": 30, "c": 45}
    profile = approvals(["ab", "a", "a", "b", "c", "c"], costs=costs)

    outcome = spend("equal-shares", profile, 120, utility=Utility.CARDINALITY)

    # Wallets of 20. b costs 15 each, so the first has 5 left for a, which nobody can pay for then.
    assert outcome.winners == ["b"]
    assert facts(outcome, "cost", "rho", "payers", "spent_all", "phase") == [(30, 15, 2, 0, "paid")]
    assert outcome.facts == {"raises": 0, "wallet": 20}


def test_who_runs_short_pays_all_and_the_others_share_the_rest():
    profile = approvals(["ab", "ab", "b", "b", "c"], costs={"a": 12, "b": 28, "c": 50})

    outcome = spend("equal-shares", profile, 50, utility=Utility.CARDINALITY)

    # After a two have 4 left; b takes these and 10 from each of the others.
    assert outcome.winners == ["a", "b"]
    assert facts(outcome, "rho", "payers", "spent_all") == [(6, 2, 0), (10, 4, 2)]


def test_with_cost_as_utility_dear_ideas_compete_with_cheap_ones_on_votes():
    profile = approvals([(6, "a"), (5, "b")], costs={"a": 60, "b": 10})

    by_cost = spend("equal-shares", profile, 110)
    by_number = spend("equal-shares", profile, 110, utility=Utility.CARDINALITY)

    assert by_cost.winners == ["a", "b"]
    assert facts(by_cost, "rho") == [(Fraction(1, 6),), (Fraction(1, 5),)]
    assert by_number.winners == ["b", "a"]
    assert facts(by_number, "rho") == [(2,), (10,)]


def test_dots_are_what_an_idea_is_worth_to_each():
    profile = make_profile(
        DOTS, "ab", [{"a": 3, "b": 1}, {"a": 1}, {"b": 4}], costs={"a": 8, "b": 5}
    )

    outcome = spend("equal-shares", profile, 18)

    # b: 1 and 4, a: 3 and 1 of wallets of 6. b costs 1 a dot; then 5 and 6 pay 8 for 3 and 1.
    assert outcome.winners == ["b", "a"]
    assert facts(outcome, "rho", "spent_all") == [(1, 0), (3, 1)]


def test_the_last_place_of_a_full_ranking_is_worth_nothing():
    profile = make_profile(RANKED, "abc", ["a b c", "c b a"])

    outcome = elect("equal-shares", profile, 2)

    # b is worth 1 to both, a and c 2 to one each: all cost 1/2 a point, and all have 3 points
    # (2 + 0 for a), but b's are from two.
    assert outcome.winners[0] == "a"
    assert facts(outcome, "rho", "payers")[0] == (Fraction(1, 2), 1)


def test_tied_places_share_their_points_as_utility():
    profile = make_profile(RANKED, "abc", ["a=b c"], costs={"a": 3, "b": 3, "c": 1})

    outcome = spend("equal-shares", profile, 6)

    assert outcome.winners == ["a", "b"]
    assert facts(outcome, "rho") == [(2,), (2,)]


def test_what_costs_nothing_is_bought_first():
    outcome = spend("equal-shares", approvals(["a", "b"], costs={"a": 2, "b": 0}), 4)

    assert outcome.winners == ["b", "a"]
    assert facts(outcome, "rho", "payers") == [(0, 1), (1, 1)]


def test_filling_up_goes_by_points_and_skips_what_does_not_fit():
    profile = approvals(
        [(4, "a"), (3, "b"), (2, "c"), (1, "d")], costs={"a": 3, "b": 9, "c": 3, "d": 2}
    )

    outcome = spend("equal-shares-fill", profile, 10)

    assert outcome.winners == ["a", "c", "d"]
    assert [(step.idea, step.is_taken, step.facts["phase"]) for step in outcome.rounds] == [
        ("a", True, "paid"),
        ("b", False, "fill"),
        ("c", True, "fill"),
        ("d", True, "fill"),
    ]
    assert outcome.rounds[1].facts == {"cost": 9, "left": 7, "phase": "fill"}


def test_raises_stop_before_the_first_that_would_overspend():
    profile = approvals([(6, "a"), (4, "b"), (2, "c")], costs={"a": 5, "b": 5, "c": 5})

    outcome = spend("equal-shares-add", profile, 12)

    # Wallets of 1. b needs 5/4, at 25 raises; c needs 5/2, at 150, and would be too much.
    assert outcome.winners == ["a", "b"]
    assert facts(outcome, "phase") == [("paid",), ("raised",)]
    assert outcome.facts == {"raises": 149, "wallet": Fraction(249, 100)}


def test_raises_end_when_all_that_anybody_wants_is_bought():
    profile = approvals([(3, "a"), (1, "b")], ideas="abc")

    outcome = elect("equal-shares-add", profile, 3)

    assert outcome.winners == ["a", "b"]
    assert outcome.facts == {"raises": 34, "wallet": Fraction(201, 200)}


@pytest.mark.parametrize("voters", [20, 20_000, 2_000_000])
def test_a_million_raises_without_effect_are_not_counted_one_by_one(voters):
    """One of them wants two ideas alone, and needs twice the price of a seat."""
    profile = approvals([(voters - 1, "a"), "bc"])

    outcome = elect("equal-shares-add", profile, 3)

    raises = -(-200 * voters // 3) - 100
    assert outcome.winners == ["a", "b", "c"]
    assert outcome.facts == {"raises": raises, "wallet": Fraction(3 * (100 + raises), 100 * voters)}


@pytest.mark.parametrize("rule", SHARES)
def test_without_money_nothing_is_bought_and_nothing_raised(rule):
    outcome = spend(rule, approvals(["a", "ab"], costs={"a": 1, "b": 2}), 0)

    assert outcome.winners == []
    assert outcome.facts == {"raises": 0, "wallet": 0}


# What all of them share


@pytest.mark.parametrize("rule", PROPORTIONAL)
def test_without_ballots_nobody_wins(rule):
    outcome = elect(rule, approvals([], ideas="ab"), 2)

    assert (outcome.winners, outcome.rounds, outcome.ties) == ([], [], [])
    assert [(one.idea, one.rank) for one in outcome.standings] == [("a", 1), ("b", 1)]


@pytest.mark.parametrize("rule", PROPORTIONAL)
def test_a_small_group_has_its_share_where_most_votes_would_take_all(rule):
    profile = approvals([(60, "abcd"), (40, "xy")])

    assert sorted(elect("approval", profile, 5).winners) == ["a", "b", "c", "d", "x"]
    assert sorted(elect(rule, profile, 5).winners) in (["a", "b", "c", "x", "y"],)


@pytest.mark.parametrize("rule", FILLING)
def test_equals_are_parted_by_lot_and_told(rule):
    profile = approvals([(4, "a"), (3, "b"), (3, "c")])

    outcome, turned = (elect(rule, profile, 2, draw=draw) for draw in (str, backwards))

    assert (outcome.winners, outcome.otherwise) == (["a", "b"], ["a", "c"])
    assert (turned.winners, turned.otherwise) == (["a", "c"], ["a", "b"])
    (tie,) = outcome.ties
    assert (tie.ideas, tie.taken, tie.otherwise) == (("b", "c"), ("b",), ("c",))
    assert (tie.support, tie.round) == (3, 2)


def test_raised_alike_equals_would_both_be_bought_or_neither():
    """Three of ten cannot pay for one of two seats; when raises let b in, c comes with it."""
    profile = approvals([(4, "a"), (3, "b"), (3, "c")])

    assert elect("equal-shares", profile, 2).winners == []
    raised = elect("equal-shares-add", profile, 2)
    assert (raised.winners, raised.otherwise, raised.ties) == (["a"], ["a"], [])


@pytest.mark.parametrize("rule", PROPORTIONAL)
def test_a_lot_that_changes_only_the_order_is_no_tie(rule):
    outcome = elect(rule, approvals([(3, "a"), (3, "b")]), 2)

    assert (outcome.winners, outcome.otherwise) == (["a", "b"], ["b", "a"])
    assert outcome.ties == []


@pytest.mark.parametrize("rule", ["equal-shares", "equal-shares-add-fill", "phragmen"])
def test_equals_go_by_lower_cost_before_the_lot(rule):
    """Both are worth it equally: twice the cost for twice the supporters."""
    profile = approvals([(4, "a"), (2, "b"), (6, "")], costs={"a": 4, "b": 2})

    outcome = spend(rule, profile, 6, utility=Utility.CARDINALITY)

    assert outcome.winners == ["b", "a"]
    assert outcome.ties == []


@pytest.mark.parametrize("rule", PROPORTIONAL)
def test_groups_can_weigh_the_same_however_many_voted(rule):
    ballots = [(9, "a"), (6, "b"), (5, "c")]
    profile = approvals(ballots, groups=["staff", "staff", "councils"])

    raw = elect(rule, profile, 2)
    balanced = elect(rule, profile, 2, is_balanced=True)

    assert "c" not in raw.winners
    assert "c" in balanced.winners
    assert {one.idea: one.support for one in balanced.standings} == {"a": 6, "b": 4, "c": 10}


@pytest.mark.parametrize("rule", PROPORTIONAL)
def test_ballots_for_ideas_set_aside_alone_are_as_if_not_cast(rule):
    with_them = approvals([(4, "ab"), (3, "c"), (2, "d"), (2, "e")])
    without = approvals([(4, "ab"), (3, "c")], ideas="abcde")

    outcome = elect(rule, with_them, 2, minimum_support=3)

    assert outcome.rounds == elect(rule, without, 2).rounds
    assert outcome.winners == elect(rule, without, 2).winners
    supports = {one.idea: one.support for one in outcome.standings}
    assert supports == {"a": 4, "b": 4, "c": 3, "d": 2, "e": 2}


@pytest.mark.parametrize("rule", PROPORTIONAL)
def test_a_floor_in_groups_sets_aside(rule):
    ballots = [(8, "ab"), (4, "b"), (1, "a")]
    profile = approvals(ballots, groups=["staff", "councils", "councils"])

    outcome = elect(rule, profile, 1, floor=Floor(percent=50, groups=2))

    assert outcome.winners == ["b"]
    assert "a" not in [step.idea for step in outcome.rounds]
