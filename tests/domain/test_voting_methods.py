"""Which ballots, rules and promises go together: the one table, and what is usual."""

from dataclasses import replace
from itertools import product

import pytest

from app.campaigns.ballot_words import RULES as OFFERED
from app.domain.errors import InvalidInputError
from app.domain.groups import Group
from app.domain.voting_methods import (
    RULES,
    Choice,
    ForwardMode,
    Method,
    Utility,
    promised_rule,
    require_possible,
    usual_rule,
)

APPROVAL = Choice(
    method=Method.APPROVAL, rule="approval", forward=ForwardMode.NUMBER, seats=3, reserved={}
)
SCORE = replace(APPROVAL, method=Method.SCORE, rule="score")
DOTS = replace(APPROVAL, method=Method.DOTS, rule="dots", votes=10)
TRANSFERS = replace(APPROVAL, method=Method.RANKED, rule="stv")
BASKET = replace(
    APPROVAL, method=Method.BUDGET, rule="greedy", forward=ForwardMode.BUDGET, seats=None
)
AFTERWARDS = replace(APPROVAL, forward=ForwardMode.AFTERWARDS, seats=None)


def refusal_of(choice):
    with pytest.raises(InvalidInputError) as refused:
        require_possible(choice)
    return refused.value.facts["field"], refused.value.facts["reason"]


@pytest.mark.parametrize(("method", "forward"), list(product(Method, ForwardMode)))
def test_what_is_usual_is_always_possible(method, forward):
    rule = usual_rule(method, forward)
    choice = replace(APPROVAL, method=method, rule=rule, forward=forward, votes=10)

    if method is Method.BUDGET and forward is not ForwardMode.BUDGET:
        assert refusal_of(choice) == ("forward_mode", "basket_needs_budget")
    else:
        require_possible(choice)


@pytest.mark.parametrize(
    ("method", "forward", "rule"),
    [
        (Method.APPROVAL, ForwardMode.NUMBER, "approval"),
        (Method.APPROVAL, ForwardMode.BUDGET, "approval"),
        (Method.BUDGET, ForwardMode.BUDGET, "equal-shares-add-fill"),
        (Method.DOTS, ForwardMode.NUMBER, "dots"),
        (Method.SCORE, ForwardMode.AFTERWARDS, "score"),
        (Method.RANKED, ForwardMode.NUMBER, "stv"),
        (Method.RANKED, ForwardMode.AFTERWARDS, "borda"),
        (Method.RANKED, ForwardMode.BUDGET, "borda"),
    ],
)
def test_the_usual_rule_follows_from_the_method_and_how_many_go_forward(method, forward, rule):
    assert usual_rule(method, forward) == rule


@pytest.mark.parametrize(
    ("choice", "field", "reason"),
    [
        (replace(APPROVAL, rule="plurality"), "rule", "unknown"),
        (replace(APPROVAL, rule="stv"), "rule", "not_for_method"),
        (replace(SCORE, rule="dots"), "rule", "not_for_method"),
        (replace(APPROVAL, rule="greedy"), "rule", "not_for_number"),
        (replace(BASKET, rule="seq-pav"), "rule", "not_for_budget"),
        (replace(AFTERWARDS, rule="phragmen"), "rule", "not_for_afterwards"),
        (replace(TRANSFERS, forward=ForwardMode.AFTERWARDS), "rule", "not_for_afterwards"),
        (replace(DOTS, votes=None), "votes_per_person", "missing"),
        (replace(DOTS, most_per_idea=11), "most_per_idea", "more_than_dots"),
        (replace(APPROVAL, most_per_idea=2), "most_per_idea", "not_for_method"),
        (replace(APPROVAL, utility=Utility.COST), "utility", "not_with_rule"),
        (replace(DOTS, raters=5), "raters", "not_with_rule"),
        (replace(SCORE, rule="phragmen", raters=5), "raters", "not_with_rule"),
        (replace(TRANSFERS, rule="stv-exact", seats=11), "seats", "not_with_rule"),
        (replace(TRANSFERS, is_balanced=True), "is_balanced", "not_with_rule"),
        (replace(AFTERWARDS, is_balanced=True), "is_balanced", "nothing_preset"),
        (replace(TRANSFERS, reserved={Group.COUNCILS: 1}), "reserved", "not_with_rule"),
        (replace(BASKET, reserved={Group.COUNCILS: 1}), "reserved", "not_with_rule"),
        (
            replace(APPROVAL, reserved={Group.COUNCILS: 2, Group.STAFF: 2}),
            "reserved",
            "more_than_seats",
        ),
        (
            replace(APPROVAL, reserved={Group.COUNCILS: 1}, is_balanced=True),
            "reserved",
            "not_with_balanced",
        ),
        (replace(APPROVAL, floor_percent=20), "floor_groups", "missing"),
        (replace(APPROVAL, floor_groups=2), "floor_percent", "missing"),
        (replace(APPROVAL, floor_percent=101, floor_groups=2), "floor_percent", "not_a_percentage"),
        (replace(APPROVAL, floor_percent=20, floor_groups=4), "floor_groups", "no_such_number"),
        (replace(AFTERWARDS, floor_percent=20, floor_groups=2), "floor_percent", "nothing_preset"),
    ],
)
def test_what_does_not_go_together_is_refused_with_field_and_reason(choice, field, reason):
    assert refusal_of(choice) == (field, reason)


@pytest.mark.parametrize(
    "choice",
    [
        replace(APPROVAL, reserved={Group.COUNCILS: 1, Group.PARTNERS: 1, Group.STAFF: 1}),
        replace(APPROVAL, is_balanced=True, floor_percent=20, floor_groups=2),
        replace(DOTS, most_per_idea=10),
        replace(SCORE, raters=5),
        replace(BASKET, rule="equal-shares-add", utility=Utility.CARDINALITY, is_balanced=True),
        replace(TRANSFERS, floor_percent=100, floor_groups=3),
        replace(TRANSFERS, seats=11),
        replace(TRANSFERS, rule="stv-exact", seats=10),
    ],
)
def test_what_goes_together_is_taken(choice):
    require_possible(choice)


def test_every_rule_is_offered_in_words_and_promised_with_its_version():
    assert set(OFFERED) == set(RULES)
    assert promised_rule("stv") == "stv@1"
