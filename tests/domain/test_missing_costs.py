"""What nobody has put a cost on is never had for free, by either implementation."""

import pytest

from app.domain.elections import BallotLine
from app.domain.pabulib_writing import write_pabulib
from app.domain.promises import Promises
from app.domain.sealed_election import sealed_election
from app.domain.tally.outcome import facts_json
from app.domain.tally.profile import ProfileBuilder
from app.domain.tally.rules import count
from tests.support.explained import explained, idea
from tools import verify_result

PAPER = [
    {"id": idea(0), "title": "Uten timer"},
    {"id": idea(1), "title": "Gratis", "cost": 0},
    {"id": idea(2), "title": "Dyrt", "cost": 500},
    {"id": idea(3), "title": "Billig", "cost": 100},
]
BALLOTS = [({0: 1, 2: 1}, 6), ({0: 1}, 5), ({1: 1, 3: 1}, 3)]
RULES = (
    "approval",
    "greedy",
    "equal-shares",
    "equal-shares-fill",
    "equal-shares-add",
    "equal-shares-add-fill",
    "phragmen",
)


def promises(rule, **settings):
    return Promises(
        {
            "rule": f"{rule}@1",
            "ballot_kind": "approval",
            "forward_mode": "budget",
            "budget": 600,
            "utility": "cost",
        }
        | settings
    )


def lines():
    return [
        BallotLine({idea(place): value for place, value in marks.items()}, copies)
        for marks, copies in BALLOTS
    ]


def profile_of(told):
    builder = ProfileBuilder(told.kind, told.candidates(PAPER))
    for line in lines():
        builder.add(line.marks, None, line.count)
    return builder.build()


def by_product(rule, told):
    outcome = count(rule, profile_of(told), told.params(), lambda one: one)
    rounds = [one | {} for one in outcome.as_json()["rounds"]]
    return list(outcome.winners), rounds, facts_json(outcome.facts)


def by_check(rule, told):
    paper = [(one["id"], one.get("cost", None if told.needs_cost else 0)) for one in PAPER]
    ballots = [(line.marks, None, line.count) for line in lines()]
    order = [one["id"] for one in PAPER]
    race = verify_result.race_of(rule, "approval", paper, ballots, told.settings, order)
    counted = verify_result.count_fully(race)
    return counted | {"explain": verify_result.explain(race, counted)}


@pytest.mark.parametrize("rule", RULES)
def test_a_budget_passes_over_what_has_no_cost(rule):
    told = promises(rule, needs_cost=True)

    winners, rounds, _ = by_product(rule, told)

    assert idea(0) not in winners
    assert idea(1) in winners, "a cost of nothing is a cost"
    assert idea(0) not in [step["idea"] for step in rounds]
    counted = by_check(rule, told)
    assert (counted["winners"], counted["rounds"]) == (winners, rounds)
    assert counted["explain"][idea(0)] == {"aside": {"why": "no_cost"}}


@pytest.mark.parametrize("rule", RULES)
def test_what_was_promised_before_costs_were_needed_is_counted_as_then(rule):
    winners, rounds, _ = by_product(rule, promises(rule))

    assert winners.count(idea(0)) == 1
    counted = by_check(rule, promises(rule))
    assert (counted["winners"], counted["rounds"]) == (winners, rounds)


def test_seats_ask_for_no_cost():
    told = promises("approval", needs_cost=True, forward_mode="number", seats=1)

    assert by_product("approval", told)[0] == [idea(0)]
    assert by_check("approval", told)["winners"] == [idea(0)]


def test_the_reason_is_given_in_words():
    told = promises("equal-shares", needs_cost=True)
    found = explained(told, profile_of(told))

    assert found.numbers[idea(0)] == {"aside": {"why": "no_cost"}}
    assert "Ingen hadde oppgitt hva det koster" in found.texts()["nb"][idea(0)]


def test_a_basket_with_what_has_no_cost_is_against_the_promise():
    costs = {idea(0): None, idea(3): 100}
    marks = {idea(0): 1, idea(3): 1}

    fault = verify_result._fault("budget", {"budget": 600}, costs, marks)

    assert fault == "marks an idea of which nobody said what it costs"


def test_the_field_s_programs_never_see_it_as_free():
    election = sealed_election(promises("approval", needs_cost=True), PAPER, lines())

    text = "".join(write_pabulib(election))

    assert idea(0) not in text
    assert "num_projects;3" in text
    assert f"{idea(1)};0;3" in text
