"""The single transferable vote: the statute step by step, real elections, and what it promises."""

import random
from fractions import Fraction
from itertools import combinations

import pytest

from app.domain.errors import UnsupportedError
from app.domain.tally.draw import natural_order
from app.domain.tally.outcome import BallotKind, Forward, Params
from app.domain.tally.rules import count
from tests.support.real_elections import oracles, read_oracle, read_profile
from tests.support.tallies import elect, make_profile

RULES = ("stv", "stv-exact")

PETS = [(21, "D1 D2 F C1 C2"), (19, "D2 D1 F C1 C2"), (40, "C1 C2 F D1 D2"), (6, "C2 C1 F D1 D2")]
FISH = [(7, "F D1 D2 C1 C2"), (6, "F D1 C1 C2 D2"), (1, "F D1")]


def of(ballots, ideas=None):
    named = sorted({idea for _, marks in ballots for idea in marks.split()})
    return make_profile(BallotKind.RANKED, ideas or named, ballots)


def facts(outcome):
    return [step.facts for step in outcome.rounds]


def test_a_worked_example_stage_by_stage():
    # The election of L. Y. Li, "A primer on the single transferable vote" (2022), parts 4 and 5,
    # where the second surplus, 9 of 35 votes, is shown before decimals are cut.
    outcome = elect("stv", of(PETS + FISH), 3)

    assert outcome.winners == ["C1", "D1", "D2"]
    assert facts(outcome) == [
        {
            "stage": 1,
            "quota": 26,
            "votes": {
                "C1": "40.00000",
                "C2": "6.00000",
                "D1": "21.00000",
                "D2": "19.00000",
                "F": "14.00000",
            },
            "elected": ["C1"],
        },
        {
            "stage": 2,
            "action": "transfer",
            "idea": "C1",
            "moved": {"C2": "14.00000"},
            "exhausted": "0.00000",
            "votes": {
                "C1": "26.00000",
                "C2": "20.00000",
                "D1": "21.00000",
                "D2": "19.00000",
                "F": "14.00000",
            },
            "elected": [],
        },
        {
            "stage": 3,
            "action": "eliminate",
            "idea": "F",
            "moved": {"D1": "14.00000"},
            "exhausted": "0.00000",
            "votes": {"C1": "26.00000", "C2": "20.00000", "D1": "35.00000", "D2": "19.00000"},
            "elected": ["D1"],
        },
        {
            "stage": 4,
            "action": "transfer",
            "idea": "D1",
            # 28 and 6 ballots at 0.25714, and 1 with no further preference.
            "moved": {"D2": "7.19992", "C2": "1.54284"},
            "exhausted": "0.25714",
            "votes": {"C1": "26.00000", "C2": "21.54284", "D1": "26.00000", "D2": "26.19992"},
            "elected": ["D2"],
        },
    ]
    assert [(one.idea, one.rank, one.support) for one in outcome.standings] == [
        ("C1", 1, 40),
        ("D1", 2, 21),
        ("D2", 3, 19),
        ("C2", 4, 6),
        ("F", 5, 14),
    ]


def test_counted_exactly_the_fractions_stay():
    last = facts(elect("stv-exact", of(PETS + FISH), 3))[-1]

    assert last["moved"] == {"D2": Fraction(36, 5), "C2": Fraction(54, 35)}
    assert last["exhausted"] == Fraction(9, 35)


def test_the_result_is_written_with_exact_numbers():
    written = elect("stv-exact", of(PETS + FISH), 3).as_json()

    assert written["rule"] == "stv-exact"
    assert written["rounds"][3]["moved"] == {"D2": "36/5", "C2": "54/35"}
    assert written["rounds"][0]["votes"]["C1"] == 40


def test_the_last_seats_go_to_whoever_is_left():
    # SSI 2011/399, rule 52: as many candidates as vacancies are elected without the quota.
    outcome = elect("stv", of([(5, "a"), (2, "b"), (1, "c")]), 2)

    assert outcome.winners == ["a", "b"]
    assert facts(outcome)[-1]["elected"] == ["b"]
    assert facts(outcome)[-1]["unopposed"] == ["b"]


def test_with_more_seats_than_ideas_all_are_elected_at_once():
    outcome = elect("stv", of([(1, "a b"), (3, "b")]), 5)

    assert outcome.winners == ["b", "a"]
    assert [one["stage"] for one in facts(outcome)] == [1]


def test_without_ballots_nobody_is_elected():
    outcome = elect("stv", make_profile(BallotKind.RANKED, ["a", "b"], []), 1)

    assert outcome.winners == []
    assert facts(outcome) == [{"stage": 1, "quota": 1, "votes": {}, "elected": []}]
    assert [one.rank for one in outcome.standings] == [1, 1]


def test_an_idea_set_aside_is_skipped_and_its_ballots_go_on():
    profile = of([(3, "a c"), (2, "b c"), (1, "c a")])

    outcome = elect("stv", profile, 1, minimum_support=3)

    assert facts(outcome)[0]["votes"] == {"a": "3.00000", "c": "3.00000"}
    assert [(one.idea, one.rank, one.support) for one in outcome.standings][-1] == ("b", 3, 2)


def test_a_ballot_for_ideas_set_aside_alone_is_not_in_the_quota():
    outcome = elect("stv", of([(4, "a c"), (1, "b")]), 1, minimum_support=2)

    assert facts(outcome)[0]["quota"] == 3


def test_equals_are_parted_by_the_most_recent_stage_in_which_they_differed():
    outcome = elect("stv", of([(4, "a"), (3, "b"), (2, "c b"), (1, "d c b")]), 1)

    assert [one.get("idea") for one in facts(outcome)] == [None, "d", "c"]
    assert outcome.winners == ["b"]
    assert outcome.ties == []


def test_a_later_stage_weighs_more_than_an_earlier_one():
    # b had 3 and c 4 first; after d left b had 5 and c 4; both have 6 when one of them must go.
    ballots = [(7, "a"), (3, "b"), (4, "c b"), (2, "d b"), (1, "e b"), (2, "e c b")]

    assert [one.get("idea") for one in facts(elect("stv", of(ballots), 1))] == [None, "d", "e", "c"]

    # The same for the order in which 9 and 1 are elected together.
    ballots = [(5, "9"), (6, "1"), (3, "p 9"), (1, "r 9"), (3, "r 1"), (7, "v"), (7, "w")]

    assert facts(elect("stv", of(ballots), 3))[2]["elected"] == ["9", "1"]


def test_equal_surpluses_go_in_the_order_of_the_most_recent_stage():
    ballots = [(7, "9 w"), (6, "1 w"), (2, "z 9"), (3, "z 1"), (6, "w"), (6, "v")]

    second, third = facts(elect("stv", of(ballots), 3))[1:3]

    assert second["elected"] == ["9", "1"]
    assert (third["action"], third["idea"]) == ("transfer", "9")


def test_vo18_an_elimination_by_lot_is_told_with_what_else_could_have_been():
    outcome = elect("stv", of([(3, "a"), (2, "b c"), (2, "c b")]), 1)

    (tie,) = outcome.ties
    assert tie.as_json() == {
        "round": 2,
        "ideas": ["b", "c"],
        "taken": ["b"],
        "otherwise": ["c"],
        "support": "2.00000",
    }
    assert outcome.winners == ["b"]  # last in the draw is to lose
    assert outcome.otherwise == ["c"]


def test_a_lot_that_changes_nobody_is_not_told():
    outcome = elect("stv", of([(5, "a"), (1, "b a"), (1, "c a")]), 1)

    assert outcome.ties == []
    assert outcome.otherwise == ["a"]


def test_tied_places_are_refused():
    profile = make_profile(BallotKind.RANKED, ["a", "b"], ["a=b"])

    with pytest.raises(UnsupportedError):
        elect("stv", profile, 1)


@pytest.mark.parametrize("rule", RULES)
def test_what_the_rule_does_not_take_is_refused(rule):
    approvals = make_profile(BallotKind.APPROVAL, ["a"], [["a"]])
    rankings = of([(1, "a")])

    with pytest.raises(UnsupportedError):
        elect(rule, approvals, 1)
    with pytest.raises(UnsupportedError):
        elect(rule, rankings, 1, is_balanced=True)
    with pytest.raises(UnsupportedError):
        count(rule, rankings, Params(Forward.BUDGET, budget=1), natural_order)


def test_fractions_too_long_to_write_are_refused():
    dice = random.Random(1)
    ideas = [str(number) for number in range(40)]
    profile = of([(1, " ".join(dice.sample(ideas, 10))) for _ in range(3_000)], ideas)

    with pytest.raises(UnsupportedError):
        elect("stv-exact", profile, 30)
    assert len(elect("stv", profile, 30).winners) == 30
    assert elect("stv-exact", profile, 10).as_json()["winners"]


# Where the programs behind the oracle do not agree, with the reason.
DIFFERENCES = {
    ("preflib/00007-ers/00007-00000001.soi", 5): (
        "pyrankvote's quota is n/(k+1) in floats, not the whole number above it"
    ),
    ("preflib/00007-ers/00007-00000023.soi", 5): (
        "pyrankvote's quota as above; votelib gives up with an infinite loop"
    ),
    ("preflib/00032-education/00032-00000001.soi", 1): (
        "a lot that changes no winner: votelib refuses it, pyrankvote draws and elects another"
    ),
}


def elections():
    (path,) = oracles("stv/stv.json")
    return read_oracle(path)["elections"]


PROGRAMS = ("votelib_0_4_0", "votekit_3_5_0_exact", "pyrankvote_2_0_6")
"""Votelib stops at a tie in an elimination and then has no answer."""


def test_every_real_election_has_the_winners_that_other_programs_found():
    differing, answers = set(), 0
    for one in elections():
        where = (one["file"], one["seats"])
        profile = read_profile(one["file"])
        counts = [elect(rule, profile, one["seats"]) for rule in RULES]
        winners = [sorted(map(int, outcome.winners)) for outcome in counts]
        theirs = [one[program] for program in PROGRAMS if one[program] is not None]
        assert profile.n == one["ballots"], where
        assert winners == [one["votekit_3_5_0_exact"]] * 2, where
        assert [outcome.ties for outcome in counts] == [[], []], where
        assert all(each == winners[0] for each in theirs) == one["all_agree"], where
        differing |= set() if one["all_agree"] else {where}
        answers += len(theirs)

    assert answers > 100
    assert differing == DIFFERENCES.keys()


def random_rankings(dice, ideas, ballots):
    """Half of them follow one of three orders, so that there are solid coalitions; cut anywhere."""
    orders = [dice.sample(ideas, len(ideas)) for _ in range(3)]
    for _ in range(ballots):
        order = dice.choice(orders) if dice.random() < 0.5 else dice.sample(ideas, len(ideas))
        yield 1, " ".join(order[: dice.randint(1, len(ideas))])


def random_elections(times, seed, most=40):
    dice = random.Random(seed)
    for _ in range(times):
        ideas = list("abcdef")[: dice.randint(2, 6)]
        yield dice, ideas, list(random_rankings(dice, ideas, dice.randint(1, most)))


def solid_supporters(ballots, coalition):
    """How many rank all of the coalition before everybody else (Woodall 1994)."""
    size = len(coalition)
    return sum(set(marks.split()[:size]) == coalition for _, marks in ballots)


@pytest.mark.parametrize("rule", RULES)
def test_a_solid_coalition_gets_what_its_size_is_due(rule):
    # Proportionality for solid coalitions: j quotas of voters elect j of their ideas, or all.
    due = 0
    for dice, ideas, ballots in random_elections(60, seed=1):
        seats = dice.randint(1, len(ideas))
        quota = len(ballots) // (seats + 1) + 1
        winners = set(elect(rule, of(ballots, ideas), seats).winners)
        for size in range(1, len(ideas)):
            for coalition in map(set, combinations(ideas, size)):
                quotas = solid_supporters(ballots, coalition) // quota
                assert len(winners & coalition) >= min(quotas, size), (ballots, coalition)
                due += quotas > 0

    assert due > 100


def test_votes_are_neither_made_nor_lost():
    for dice, ideas, ballots in random_elections(60, seed=2):
        outcome = elect("stv-exact", of(ballots, ideas), dice.randint(1, 4))
        exhausted = 0
        for step in facts(outcome):
            exhausted += step.get("exhausted", 0)
            assert sum(step["votes"].values()) + exhausted == len(ballots)


def test_cutting_decimals_never_makes_votes_and_loses_few():
    for dice, ideas, ballots in random_elections(60, seed=3):
        outcome = elect("stv", of(ballots, ideas), dice.randint(1, 4))
        exhausted = Fraction(0)
        for number, step in enumerate(facts(outcome)):
            exhausted += Fraction(step.get("exhausted", "0"))
            kept = sum(map(Fraction, step["votes"].values())) + exhausted
            assert len(ballots) - number * len(ballots) * Fraction(1, 10**5) <= kept
            assert kept <= len(ballots)


def test_with_one_seat_nothing_is_cut_and_both_rules_are_one():
    for _, ideas, ballots in random_elections(40, seed=4):
        cut, exact = (elect(rule, of(ballots, ideas), 1) for rule in RULES)
        assert cut.winners == exact.winners
        assert [step.facts["elected"] for step in cut.rounds] == [
            step.facts["elected"] for step in exact.rounds
        ]
        for one, other in zip(cut.rounds, exact.rounds, strict=True):
            votes = {idea: Fraction(number) for idea, number in one.facts["votes"].items()}
            assert votes == other.facts["votes"]


@pytest.mark.parametrize("rule", RULES)
def test_vo18_the_order_of_ballots_and_ideas_never_matters(rule):
    for dice, ideas, ballots in random_elections(30, seed=5):
        first = elect(rule, of(ballots, ideas), 2)
        shuffled = of(dice.sample(ballots, len(ballots)), dice.sample(ideas, len(ideas)))
        assert elect(rule, shuffled, 2) == first


def test_the_draw_turned_round_gives_what_else_could_have_been():
    ties = 0
    for dice, ideas, ballots in random_elections(80, seed=6, most=9):
        seats = dice.randint(1, 3)
        places = {idea: f"{place}" for place, idea in enumerate(dice.sample(ideas, len(ideas)))}
        turned = {idea: f"{9 - int(place)}" for idea, place in places.items()}
        one = elect("stv", of(ballots, ideas), seats, places.get)
        other = elect("stv", of(ballots, ideas), seats, turned.get)
        assert one.otherwise == other.winners
        assert other.otherwise == one.winners
        assert bool(one.ties) == (set(one.winners) != set(other.winners))
        ties += len(one.ties)

    assert ties > 10
