"""Which of two matters most: the answers, the draw and the advice, without a database."""

from collections import Counter
from fractions import Fraction
from uuid import UUID

import pytest

from app.domain.comparing import (
    SURE_FROM,
    PairAnswer,
    PairStanding,
    Preference,
    answer_of,
    drawn_by,
    offer_proof,
)
from app.domain.errors import InvalidBallotError

A, B, C = (UUID(int=number) for number in (1, 2, 3))
KEY, SIRI, OLA = b"key", b"siri", b"ola"


@pytest.mark.parametrize("shown", [(A, B), (B, A)])
@pytest.mark.parametrize(
    ("preferred", "preference"),
    [(A, Preference.LOW), (B, Preference.HIGH), (None, Preference.NEITHER)],
)
def test_an_answer_is_the_same_whichever_way_round_the_pair_is_shown(shown, preferred, preference):
    answer = answer_of(*shown, preferred)

    assert answer == PairAnswer(A, B, preference)
    assert answer.preferred == preferred


@pytest.mark.parametrize(
    ("pair", "preferred", "reason"),
    [((A, A), A, "same_idea"), ((A, B), C, "foreign_pair")],
)
def test_what_is_no_answer_about_the_pair_is_refused(pair, preferred, reason):
    with pytest.raises(InvalidBallotError) as refused:
        answer_of(*pair, preferred)

    assert refused.value.facts["reason"] == reason


def test_a_proof_is_of_one_person_and_one_pair():
    proofs = {
        offer_proof(key, person, *pair)
        for key in (KEY, b"another")
        for person in (SIRI, OLA)
        for pair in ((A, B), (A, C), (B, C))
    }

    assert len(proofs) == 12
    assert offer_proof(KEY, SIRI, A, B) == offer_proof(KEY, SIRI, B, A)


def test_the_draw_is_the_persons_own_and_the_same_when_asked_again():
    def throws(person, turn):
        below = drawn_by(KEY, person, turn)
        return [below(1_000) for _ in range(20)]

    assert throws(SIRI, 0) == throws(SIRI, 0)
    assert len({tuple(throws(person, turn)) for person in (SIRI, OLA) for turn in (0, 1)}) == 4


def test_the_draw_gives_every_number_its_chance():
    below = drawn_by(KEY, SIRI, 0)
    found = Counter(below(4) for _ in range(4_000))

    assert set(found) == {0, 1, 2, 3}
    assert min(found.values()) > 850


def test_a_standing_says_its_score_and_how_sure_it_is():
    few, many = PairStanding(3, 1, people=4), PairStanding(SURE_FROM - 5, 5, people=9)

    assert few.score == Fraction(400, 6)
    assert few.interval[0] < few.score < few.interval[1]
    assert few.is_uncertain
    assert not many.is_uncertain
