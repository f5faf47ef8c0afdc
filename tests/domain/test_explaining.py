"""What a result says of each idea is true, gives nobody away, and comes from counting again."""

from dataclasses import replace

import pytest

from app.domain.costs import CostUnit
from app.domain.explaining.overlaps import MOST_NAMED
from tests.support.explained import explained, idea, profile_of, promise
from tests.support.real_elections import read_election

ASSEN = "pabulib/Netherlands_Assen_2024.pb"
RAISING = "equal-shares-add"


def test_a_lot_is_named_for_both_whom_it_let_in_and_whom_it_kept_out():
    promises = promise("approval", "approval", seats=1)
    told = explained(promises, profile_of(promises, [0, 0], [({0: 1}, None, 6), ({1: 1}, None, 6)]))

    texts = told.texts()["nb"]

    assert "Loddet avgjorde: Trukket motsatt vei ville det ikke gått videre." in texts[idea(0)]
    assert "Loddet avgjorde: Trukket motsatt vei ville det gått videre." in texts[idea(1)]


def test_approval_tells_the_votes_that_were_missing():
    promises = promise("approval", "approval", seats=1)
    told = explained(promises, profile_of(promises, [0, 0], [({0: 1}, None, 9), ({1: 1}, None, 6)]))

    assert told.numbers[idea(1)] == {
        "missing": 3,
        "last": idea(0),
        "counterfactual": {"votes": 4},
    }
    assert told.texts()["en"][idea(1)] == (
        "6 of 15 voted for the proposal (40 per cent). «Forslag 0», the last to go forward, got 3"
        " votes more. With 4 more votes for this proposal alone, it would have gone forward. This"
        " was found by counting again."
    )


def test_a_proposal_too_dear_is_told_what_was_left():
    promises = promise("greedy", "approval", budget=25 * 60)
    profile = profile_of(promises, [40 * 60, 60], [({0: 1}, None, 9), ({1: 1}, None, 6)])

    text = explained(promises, profile).texts()["nb"][idea(0)]

    assert "Det kostet 40 timer, men bare 25 timer var igjen da turen kom til det." in text
    assert "Hadde det kostet 25 timer, ville det gått videre." in text


def test_a_proposal_below_the_least_support_is_told_so():
    promises = promise("approval", "approval", seats=2, minimum_support=7)
    profile = profile_of(promises, [0, 0], [({0: 1}, None, 9), ({1: 1}, None, 6)])

    numbers = explained(promises, profile).numbers[idea(1)]

    assert numbers["aside"] == {"why": "minimum", "supporters": 6, "needed": 7}
    assert "counterfactual" not in numbers


def shares_of(both, alone, others, neither):
    """A winner, and a loser of whose supporters so many paid for the winner."""
    promises = promise("equal-shares", "approval", budget=1200, utility="cost")
    ballots = [({0: 1, 1: 1}, None, both), ({1: 1}, None, alone), ({0: 1}, None, others)]
    ballots += [({2: 1}, None, neither)]
    profile = profile_of(promises, [300, 1200, 1200], [one for one in ballots if one[2]])
    return explained(promises, profile).numbers[idea(1)]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((8, 6, 9, 7), [{"idea": idea(0), "both": 8}]),
        ((4, 9, 9, 7), []),
        ((8, 6, 9, 3), []),
        ((12, 2, 9, 7), [{"idea": idea(0), "both": 9, "at_least": True}]),
        ((12, 9, 1, 7), [{"idea": idea(0), "both": 8, "at_least": True}]),
        ((6, 0, 9, 7), []),
    ],
)
def test_numbers_below_five_of_who_supports_two_are_never_told(cells, told):
    assert shares_of(*cells)["paid_for"] == told


def test_nothing_is_told_of_what_fewer_than_five_had_left():
    assert set(shares_of(2, 2, 9, 7)) == {"supporters", "cost"}


@pytest.fixture(scope="module")
def assen():
    election = read_election(ASSEN)
    promises = promise(RAISING, "approval", budget=election.budget, utility="cost")
    profile = election.profile()
    told = [replace(one, id=idea(int(one.id))) for one in profile.candidates]
    titles = {idea(int(id_)): name for id_, name in election.names.items()}
    found = explained(promises, replace(profile, candidates=tuple(told)))
    return found, found.texts(titles, CostUnit(1, "EUR"))


def test_assen_25_votes_lost_because_the_supporters_money_was_not_enough(assen):
    numbers = assen[0].numbers[idea(8)]

    assert numbers["supporters"] == 25
    assert (numbers["left"], numbers["cost"]) == (34_830, 40_000)
    assert numbers["counterfactual"] == {"cost": 34_300}
    assert numbers["paid_for"] == [
        {"idea": idea(9), "both": 10},
        {"idea": idea(2), "both": 6},
        {"idea": idea(11), "both": 6},
    ]
    assert len(numbers["paid_for"]) == MOST_NAMED
    assert idea(12) in assen[0].result.facts["winners"]


def test_assen_reads_so_that_a_council_member_understands(assen):
    texts = {language: told[idea(8)] for language, told in assen[1].items()}

    assert texts["nb"].replace("\xa0", " ") == (
        "25 støttet forslaget. Alle som stemte, fikk like mye å fordele på det de støttet. De som"
        " støttet dette, hadde til slutt 34 830 EUR igjen til sammen, men forslaget kostet"
        " 40 000 EUR. De hadde alt vært med og betalt for blant annet «Jongerenplatform» (10 av"
        " 25), «Go-Zero kroegentocht» (6 av 25) og «Muziekproductie studio» (6 av 25). Hadde det"
        " kostet 34 300 EUR, ville det gått videre. Det er funnet ved å telle på nytt."
    )
    assert "25 støtta forslaget." in texts["nn"]
    assert "25 supported the proposal." in texts["en"]
    for text in texts.values():
        assert "stemmer" not in text
        assert "votes" not in text
        assert "equal-shares" not in text


def test_every_idea_has_a_paragraph_in_every_language(assen):
    found, texts = assen

    ideas = {str(one.idea_id) for one in found.result.standings}
    assert set(texts) == {"nb", "nn", "en"}
    assert all(set(told) == ideas and all(told.values()) for told in texts.values())
