"""What the proportional rules promise by proof, on random elections small enough to try all groups.

Empty ballots count for turnout alone, so no election here has any.
"""

import random
from fractions import Fraction
from itertools import chain, combinations

import pytest

from app.domain.tally.outcome import BallotKind, Utility
from tests.support.tallies import approvals, elect, make_profile, spend

APPROVAL, DOTS, SCORE, RANKED = BallotKind
SHARES = ["equal-shares", "equal-shares-fill", "equal-shares-add", "equal-shares-add-fill"]
PROPORTIONAL = [*SHARES, "phragmen", "seq-pav"]


def times(rule, most):
    """Raising wallets counts from scratch a hundred times, so those rules are tried less often."""
    return most // 12 if "add" in rule else most


def random_election(chance):
    """Ideas, a few ballots, some of them alike, and the seats."""
    ideas = "abcdef"[: chance.randint(2, 6)]
    likes = chance.choice((0.3, 0.5, 0.7))
    ballots = [
        "".join(idea for idea in ideas if chance.random() < likes)
        for _ in range(chance.randint(1, 10))
    ]
    ballots = [ballot for ballot in ballots if ballot] or ["a"]
    return ideas, ballots, chance.randint(1, len(ideas))


def some_of(things, most):
    """Every choice of one or more, up to so many."""
    return chain.from_iterable(combinations(things, size) for size in range(1, most + 1))


def cohesive(ballots, ideas, seats):
    """How many winners a group deserves, and all the ballots that agree on as many ideas."""
    for wanted in some_of(ideas, seats):
        agreeing = [ballot for ballot in ballots if set(wanted) <= set(ballot)]
        if len(agreeing) * seats >= len(wanted) * len(ballots):
            yield len(wanted), agreeing


@pytest.mark.parametrize("rule", SHARES)
def test_equal_shares_justify_the_representation_of_every_cohesive_group(rule):
    """EJR: Aziz et al. (2017); for equal shares Peters & Skowron (2020), the more so with larger
    wallets. Those who have fewer winners than their group deserves are too few to deserve them."""
    chance, groups = random.Random(2020), 0
    for _ in range(times(rule, 250)):
        ideas, ballots, seats = random_election(chance)
        winners = set(elect(rule, approvals(ballots, ideas=ideas), seats).winners)
        for deserved, agreeing in cohesive(ballots, ideas, seats):
            wronged = [one for one in agreeing if len(winners & set(one)) < deserved]
            assert len(wronged) * seats < deserved * len(ballots), (ballots, seats, winners)
            groups += deserved > 1

    assert groups > times(rule, 250)


def test_phragmen_justifies_the_representation_of_every_cohesive_group_together():
    """PJR: Sánchez-Fernández et al. (2017); for Phragmén's rule Brill, Freeman, Janson & Lackner
    (2017). Those who have fewer winners among them than their group deserves are too few to."""
    chance, groups = random.Random(2017), 0
    for _ in range(250):
        ideas, ballots, seats = random_election(chance)
        winners = set(elect("phragmen", approvals(ballots, ideas=ideas), seats).winners)
        for deserved, agreeing in cohesive(ballots, ideas, seats):
            for few in combinations(sorted(winners), min(deserved - 1, len(winners))):
                wronged = [one for one in agreeing if set(one) & winners <= set(few)]
                assert len(wronged) * seats < deserved * len(ballots), (ballots, seats, winners)
            groups += deserved > 1

    assert groups > 250


def random_spending(chance):
    """A profile, each ballot's utilities with the way they are counted, costs and a budget."""
    ideas = "abcd"[: chance.randint(2, 4)]
    costs = {idea: chance.choice((1, 2, 3, 5)) for idea in ideas}
    kind = chance.choice((APPROVAL, APPROVAL, DOTS, SCORE))
    most = {APPROVAL: 1, DOTS: 4, SCORE: 5}[kind]
    marks = [
        {idea: chance.randint(1, most) for idea in ideas if chance.random() < 0.6} or {"a": 1}
        for _ in range(chance.randint(2, 6))
    ]
    how = chance.choice(list(Utility))
    by_cost = kind is APPROVAL and how is Utility.COST
    utilities = [
        {idea: costs[idea] if by_cost else value for idea, value in one.items()} for one in marks
    ]
    profile = make_profile(kind, ideas, marks, costs=costs)
    return profile, how, utilities, costs, chance.randint(1, sum(costs.values()))


def cohesive_with_money(utilities, costs, budget):
    """A group, what its share of the budget would buy, and the utility that all in it have of that.

    Peters, Pierczyński & Skowron (2021): of each idea the least that anybody in the group has.
    """
    for group in some_of(utilities, len(utilities)):
        for bundle in some_of(costs, len(costs)):
            if sum(costs[idea] for idea in bundle) * len(utilities) <= budget * len(group):
                yield group, bundle, sum(min(one.get(c, 0) for one in group) for c in bundle)


def test_with_a_budget_somebody_in_a_cohesive_group_lacks_at_most_one_idea():
    """EJR up to one: Peters, Pierczyński & Skowron (2021), arXiv 2008.13276, for equal shares with
    additive utilities. Somebody has what the group deserves, or would have more with one idea."""
    chance, groups = random.Random(2021), 0
    for _ in range(300):
        profile, how, utilities, costs, budget = random_spending(chance)
        winners = set(spend("equal-shares", profile, budget, utility=how).winners)
        got = [sum(one.get(idea, 0) for idea in winners) for one in utilities]
        has = {id(one): value for one, value in zip(utilities, got, strict=True)}
        for group, bundle, deserved in cohesive_with_money(utilities, costs, budget):
            lacking = [idea for idea in bundle if idea not in winners]
            best = [
                has[id(one)] + max((one.get(idea, 0) for idea in lacking), default=0)
                for one in group
            ]
            content = any(has[id(one)] >= deserved for one in group)
            assert content or max(best) > deserved, (utilities, costs, budget, winners)
            groups += not content

    assert groups > 10, "hardly any group lacked anything, so hardly anything was tried"


@pytest.mark.parametrize(
    ("rule", "counted"), [("approval", elect), ("approval", spend), ("greedy", spend)]
)
def test_another_supporter_never_costs_a_winner_its_place(rule, counted):
    """Monotonicity of approval voting, and of taking by support: whether a winner is added to a
    ballot, or a new ballot is for it alone. (Brams & Fishburn 1978; for budgets Talmon &
    Faliszewski 2019.)"""
    chance = random.Random(1978)
    for _ in range(150):
        ideas, ballots, seats = random_election(chance)
        costs = {idea: chance.choice((1, 2, 3)) for idea in ideas}

        def winners(cast, names=ideas, prices=costs, number=seats):
            return counted(rule, approvals(cast, ideas=names, costs=prices), number).winners

        for winner in winners(ballots):
            at = chance.randrange(len(ballots))
            wider = [*ballots[:at], "".join({*ballots[at], winner}), *ballots[at + 1 :]]
            assert winner in winners(wider)
            assert winner in winners([*ballots, winner])


def test_phragmens_rule_promises_no_such_thing():
    """Lackner & Skowron (2023), proposition A.3: one more ballot for a and b, and b is out."""
    ballots = [(10, "ab"), (3, "c"), (12, "d"), (21, "abc"), (6, "cd")]

    assert sorted(elect("phragmen", approvals(ballots), 3).winners) == ["a", "b", "d"]
    assert sorted(elect("phragmen", approvals([*ballots, "ab"]), 3).winners) == ["a", "c", "d"]


def test_shares_of_one_unit_divide_seats_as_parties_would():
    """Whoever agrees on everything has the seats of its part, rounded down: Peters & Skowron
    (2020), and Brill et al. (2017) for Phragmén's rule, which gives the seats of D'Hondt."""
    profile = approvals([(53, "abcdefg"), (24, "hijklmn"), (23, "opqrstu")])

    for rule in PROPORTIONAL:
        winners = elect(rule, profile, 7).winners
        parties = [len(set(winners) & set(party)) for party in ("abcdefg", "hijklmn", "opqrstu")]
        assert all(
            seats >= int(Fraction(7 * size, 100))
            for seats, size in zip(parties, (53, 24, 23), strict=True)
        )
        if rule in ("phragmen", "seq-pav"):
            assert parties == [4, 2, 1]


@pytest.mark.parametrize("rule", PROPORTIONAL)
def test_the_order_of_ballots_and_candidates_changes_nothing(rule):
    chance = random.Random(7)
    for _ in range(times(rule, 40)):
        ideas, ballots, seats = random_election(chance)
        costs = {idea: chance.choice((1, 2, 3)) for idea in ideas}
        outcome = elect(rule, approvals(ballots, ideas=ideas, costs=costs), seats)
        shuffled = approvals(
            chance.sample(ballots, len(ballots)),
            ideas=chance.sample(ideas, len(ideas)),
            costs=costs,
        )
        assert elect(rule, shuffled, seats) == outcome


@pytest.mark.parametrize("rule", PROPORTIONAL)
def test_equal_ballots_may_be_written_as_one_line(rule):
    chance = random.Random(11)
    for _ in range(times(rule, 40)):
        ideas, ballots, seats = random_election(chance)
        lines = [(ballots.count(ballot), ballot) for ballot in sorted(set(ballots))]
        together = elect(rule, approvals(lines, ideas=ideas), seats)
        assert together == elect(rule, approvals(ballots, ideas=ideas), seats)
