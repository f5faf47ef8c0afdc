"""What is said of each idea holds under every rule, in small random elections full of ties."""

import random
from itertools import islice

import pytest

from app.domain.counting import beside_facts
from app.domain.explaining import split_shown
from app.domain.tally.draw import natural_order
from app.domain.tally.rules import count
from tests.support.explained import explained, idea, profile_of, promise
from tests.support.small_elections import Election, count_by_check, random_election

RULES = (
    *("approval", "dots", "score", "borda", "greedy", "phragmen", "seq-pav", "stv", "stv-exact"),
    *("equal-shares", "equal-shares-fill", "equal-shares-add", "equal-shares-add-fill"),
)
FULL_MARK = {"dots": 3, "score": 5}
TIE = "Loddet avgjorde"


def several(rule, number):
    """Counts that raise wallets take longer, so that fewer are looked at."""
    return max(2, number // 3) if "add" in rule else number


def elections(rule, seed):
    """Those of one rule: what is promised, costs, ballots by the ideas' numbers, the draw."""
    chance = random.Random(seed)
    while True:
        election = random_election(chance)
        if election.rule != rule or len(election.ballots) > 20:
            continue
        place = {id_: at for at, (id_, _) in enumerate(election.candidates)}
        ballots = [
            ({place[id_]: value for id_, value in marks.items()}, group, copies)
            for marks, group, copies in election.ballots
        ]
        # A balanced count is explained without what would have changed it.
        settings = {name: told for name, told in election.params.items() if name != "balanced"}
        costs = [cost for _, cost in election.candidates]
        order = [idea(place[id_]) for id_ in election.order]
        yield promise(rule, election.kind, **settings), costs, ballots, order


def told(promises, costs, ballots, order, places=None):
    return explained(promises, profile_of(promises, costs, ballots, places), order.index)


def winners_of(promises, costs, ballots, order):
    """By the independent count."""
    from_profile = [
        ({idea(at): value for at, value in marks.items()}, group, copies)
        for marks, group, copies in ballots
    ]
    candidates = [(idea(at), cost) for at, cost in enumerate(costs)]
    kind, params = str(promises.kind), dict(promises.settings)
    case = Election(promises.rule, kind, candidates, from_profile, params, order)
    return count_by_check(case)["winners"]


def changes(rule, seed):
    """What would have let an idea win: the election, the idea's number, the change."""
    for election in elections(rule, seed):
        numbers = told(*election).numbers
        for number in range(len(election[1])):
            change = numbers.get(idea(number), {}).get("counterfactual")
            if change is not None:
                yield election, number, change


def altered(election, number, change, short):
    """The election after a change, or after one step less."""
    promises, costs, ballots, order = election
    costs, more = list(costs), list(ballots)
    if "votes" in change:
        extra = change["votes"] - short
        mark = FULL_MARK.get(promises.method, 1)
        more += [({number: mark}, None, extra)] if extra else []
    else:
        costs[number] = change["cost"] + short * change.get("step", 1)
    return promises, costs, more, order


@pytest.mark.parametrize("rule", RULES)
def test_with_the_change_that_is_told_it_wins_and_with_one_step_less_it_does_not(rule):
    for election, number, change in islice(changes(rule, 17), several(rule, 9)):
        won = idea(number) in winners_of(*altered(election, number, change, 0))
        short = idea(number) in winners_of(*altered(election, number, change, 1))
        assert (won, short) == (True, False), (election[0].settings, change)


@pytest.mark.parametrize("rule", RULES)
def test_the_order_of_ballots_and_ideas_changes_no_word(rule):
    for promises, costs, ballots, order in islice(elections(rule, 29), several(rule, 4)):
        chance = random.Random(3)
        lines, places = list(ballots), list(range(len(costs)))
        chance.shuffle(lines)
        chance.shuffle(places)
        first = told(promises, costs, ballots, order)
        second = told(promises, costs, lines, order, places)
        assert first.numbers == second.numbers
        assert first.texts() == second.texts()


@pytest.mark.parametrize("rule", RULES)
def test_whoever_won_or_lost_by_lot_is_told_so_and_nobody_else(rule):
    tied = 0
    for election in islice(elections(rule, 5), 400):
        outcome = outcome_of(election)
        if set(outcome["winners"]) == set(outcome["otherwise"]):
            continue
        texts = told(*election).texts()["nb"]
        for id_, text in texts.items():
            is_by_lot = (id_ in outcome["winners"]) != (id_ in outcome["otherwise"])
            assert (TIE in text) is is_by_lot, (election[0].settings, text)
        tied += 1
        if tied == several(rule, 3):
            return
    raise AssertionError("too few ties to tell")


def outcome_of(election):
    """Without explanations, which take longer."""
    promises, costs, ballots, order = election
    profile = profile_of(promises, costs, ballots)
    return count(promises.rule, profile, promises.params(), order.index).as_json()


@pytest.mark.parametrize(
    ("split", "shown"),
    [
        ([10], {}),
        ([10, 5], {"split": [10, 5]}),
        ([10, 5, 0], {"split": [10, 5]}),
        ([10, 4], {}),
        ([4, 10], {}),
        ([10, 0, 7], {"split": [10, 7], "open": True}),
        ([10, 8, 2], {"split": [10, 10], "open": True}),
        ([9, 8, 5, 1], {"split": [9, 8, 6], "open": True}),
        ([9, 8, 7, 1, 4], {"split": [9, 8, 7, 5], "open": True}),
    ],
)
def test_no_class_of_fewer_than_five_is_shown_nor_can_be_worked_out(split, shown):
    assert split_shown(split) == shown


APPROVALS = [
    *(({0: 1, 1: 1}, "staff", 12), ({0: 1, 2: 1}, "staff", 9), ({1: 1, 3: 1}, "partners", 6)),
    *(({3: 1}, "councils", 7), ({2: 1}, "staff", 6), ({0: 1, 1: 1, 2: 1, 3: 1}, "councils", 5)),
]
DOTS = [
    *(({0: 3, 1: 1}, None, 12), ({0: 2, 2: 2}, None, 9), ({1: 1, 3: 3}, None, 6)),
    *(({3: 2}, None, 7), ({2: 1}, None, 20)),
]
RANKS = [
    *(({0: 1, 1: 2, 2: 3}, None, 12), ({0: 2, 2: 1}, None, 9), ({1: 1, 3: 2}, None, 6)),
    *(({3: 1}, None, 7), ({2: 1, 3: 2, 0: 3}, None, 6)),
]
COSTS = [600, 1200, 900, 2400]


@pytest.mark.parametrize(
    ("rule", "ballots", "settings", "number", "said"),
    [
        ("approval", APPROVALS, {"seats": 2}, 1, "23 av 45 stemte på forslaget (51 prosent), 3 "),
        ("approval", APPROVALS, {"seats": 2}, 2, "20 av 45 stemte på forslaget (44 prosent). "),
        ("dots", DOTS, {"seats": 2}, 0, "54 prikker fra 21 stemmesedler, i snitt 2,57 hver."),
        ("dots", DOTS, {"seats": 1}, 2, "Flere ga prikker til det enn til «Forslag 0»"),
        ("dots", DOTS, {"seats": 1}, 2, "Hver hadde 10 prikker å fordele, høyst 3 på ett"),
        ("score", DOTS, {"seats": 2}, 0, "33 sa ikke noe om det. En kunne gi fra 0 til 5 poeng."),
        ("score", DOTS, {"seats": 2, "raters": 20}, 0, "forslag som minst 20 ga poeng."),
        ("borda", RANKS, {"seats": 2}, 3, "I snitt sto det som nummer 1,6 hos dem."),
        ("borda", RANKS, {"seats": 2}, 3, "ikke rangerte, delte likt de poengene som var igjen"),
        ("borda", RANKS, {"seats": 2}, 3, "avhenger av hvilke andre forslag"),
        ("stv", RANKS, {"seats": 2}, 1, "Ingen av de andre hadde mindre enn 7,4."),
        ("stv", RANKS, {"seats": 1}, 2, "mest fra «Forslag 0» (100 prosent)"),
        ("phragmen", APPROVALS, {"seats": 2}, 2, "14 (70 prosent) noe annet gjennom"),
        ("phragmen", APPROVALS, {"seats": 2}, 2, "De bar alt 0,03 plass hver i snitt."),
        ("phragmen", APPROVALS, {"seats": 2}, 2, "Med 1 plass til ville det gått videre."),
        ("phragmen", APPROVALS, {"seats": 2}, 1, "Med 2 plasser til ville det gått videre."),
        ("seq-pav", APPROVALS, {"seats": 2}, 3, "13 ikke fått noe og 5 fått ett forslag."),
        ("seq-pav", APPROVALS, {"seats": 2}, 1, "hadde 6 ikke fått noe og 17 fått ett forslag."),
        ("seq-pav", APPROVALS, {"seats": 2}, 2, "Med 1 plass til ville det gått videre."),
        ("equal-shares", APPROVALS, {"budget": 2400}, 0, "Full pris var 0,38 timer hver."),
        ("equal-shares", DOTS, {"budget": 2400}, 2, "Full pris var 0,58 timer for hver prikk."),
    ],
)
def test_a_paragraph_says_what_its_rule_went_by(rule, ballots, settings, number, said):
    kind = {"equal-shares": "approval" if ballots is APPROVALS else "dots"}.get(rule, rule)
    kind = {"borda": "ranked", "stv": "ranked", "phragmen": "approval", "seq-pav": "approval"}.get(
        kind, kind
    )
    promises = promise(rule, kind, **settings)
    texts = explained(promises, profile_of(promises, COSTS, ballots)).texts()["nb"]

    assert said in texts[idea(number)].replace("\xa0", " ")


def test_who_had_spent_all_is_told_with_what_the_others_paid():
    """Each has 80 minutes. The first idea costs 30 each; of 840 minutes 8 then pay 50, 8 pay 55."""
    promises = promise("equal-shares", "approval", budget=2400, utility="cardinality")
    ballots = [({0: 1, 1: 1}, None, 8), ({0: 1}, None, 8), ({1: 1}, None, 8), ({2: 1}, None, 6)]
    text = explained(promises, profile_of(promises, [480, 840, 2400], ballots)).texts()["nb"]

    assert "Full pris var 0,92 timer hver. 8 av dem brukte opp alt de hadde." in (
        text[idea(1)].replace("\xa0", " ")
    )
    assert "Det svarer til at 15,3 betalte full pris." in text[idea(1)]


GROUPS = [({0: 1}, "staff", 21), ({1: 1}, "councils", 6), ({1: 1}, "partners", 5)]
APART = ((["staff"], 21), (["councils"], 6), (["partners"], 5))


def test_who_won_by_equal_weight_for_groups_is_told_what_a_ballot_weighed():
    """21 staff, 6 councils and 5 partners: a partner's ballot weighs 21/5 of one of staff."""
    promises = promise("approval", "approval", seats=1, balanced=True)
    profile = profile_of(promises, [0, 0], GROUPS)
    told = explained(promises, profile, shown=APART)

    assert told.result.facts["weights"]["partners"] == {"counted": 5, "weight": "32/15"}
    texts = told.texts()
    assert texts["nb"][idea(1)].endswith(
        "Hadde alle stemmesedler veid likt, ville det ikke gått videre. Én stemmeseddel fra"
        " gruppen «Partnere» veide like mye som 4,2 fra «Ansatte»."
    )
    assert "weighed as much as 4.2" in texts["en"][idea(1)]
    assert "vog like mykje som 4,2" in texts["nn"][idea(0)]


def test_weights_are_told_only_where_every_group_is_shown_alone():
    promises = promise("approval", "approval", seats=1, balanced=True)
    profile = profile_of(promises, [0, 0], GROUPS)
    together = ((["staff"], 21), (["councils", "partners"], 11))

    for shown in ((), together):
        told = explained(promises, profile, shown=shown)
        assert "weights" not in told.result.facts
        assert "4,2" not in told.texts()["nb"][idea(1)]


@pytest.mark.parametrize(("groups", "is_told"), [(GROUPS, True), (GROUPS[:2], False)])
def test_weights_stand_beside_a_raw_result_where_all_three_groups_voted(groups, is_told):
    promises = promise("approval", "approval", seats=1)
    profile = profile_of(promises, [0, 0], groups)
    beside = beside_facts(promises, profile, natural_order, small_groups=False)

    assert beside["balanced"] == [idea(1) if is_told else idea(0)]
    assert ("weights" in beside) is is_told
