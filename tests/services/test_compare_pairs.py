"""Which of two matters most: who may say it, until when, how often, and what becomes of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.core.db import atomic, db
from app.domain.comparing import MOST_ANSWERS
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    InvalidBallotError,
    NotAllowedError,
    NotFoundError,
    NotOpenError,
    NoVotesLeftError,
)
from app.domain.permissions import Role
from app.models import Campaign, CampaignBody, Idea, PairwiseAnswer, PairwiseTotal
from tests.support.bursts import burst
from tests.support.comparing import (
    advice,
    asked,
    make_comparing,
    own_answers,
    proof_of,
    say,
    undo,
)
from tests.support.elections import count_rows, make_election, vote
from tests.support.factories import (
    BEFORE_OPENING,
    IN_REVIEW,
    VOTING_OPENS,
    WHILE_VOTING,
    make_body,
    make_person,
)


@pytest.fixture
def election(app):
    return make_comparing(app, staff=6, councils=1, partners=1, ideas=4)


def ideas_of(election, *places):
    return [election.ideas[place] for place in places]


def change_idea(app, idea_id, **columns):
    with app.app_context(), atomic() as session:
        idea = session.scalars(select(Idea).where(Idea.id == idea_id)).one()
        for name, value in columns.items():
            setattr(idea, name, value)


def compare_all(app, election, *, winner=0, loser=1):
    """Five people prefer one idea to another."""
    pair = ideas_of(election, winner, loser)
    for person in election.staff[:5]:
        say(app, election, person, pair, pair[0])


def test_an_answer_is_kept_and_the_pair_is_not_asked_about_again(app, election):
    siri = election.staff[0]
    seen = set()
    for number in range(6):
        question = asked(app, election, siri)
        assert question.left == 6 - number
        pair = question.offer.first, question.offer.second
        seen.add(frozenset(pair))
        say(app, election, siri, pair, pair[0], proof=question.offer.proof)

    assert len(seen) == 6
    assert asked(app, election, siri).offer is None
    assert asked(app, election, siri).left == 0
    assert own_answers(app, election, siri).number == 6


def test_asking_again_gives_the_same_pair_until_it_is_answered(app, election):
    siri, ola = election.staff[:2]
    first = asked(app, election, siri)

    say(app, election, ola, ideas_of(election, 0, 1), None)
    assert asked(app, election, siri) == first
    say(app, election, siri, (first.offer.first, first.offer.second), None)
    assert asked(app, election, siri).offer != first.offer


def test_the_same_answer_again_changes_nothing_and_another_is_refused(app, election):
    siri, pair = election.staff[0], ideas_of(election, 0, 1)

    say(app, election, siri, pair, pair[0])
    assert say(app, election, siri, pair[::-1], pair[0]).number == 1
    with pytest.raises(ConflictError):
        say(app, election, siri, pair, pair[1])

    assert own_answers(app, election, siri).last.preferred == pair[0]
    assert count_rows(app, PairwiseAnswer) == 1


def test_nobody_chooses_the_pair_and_nothing_is_used_up(app, election):
    siri, ola = election.staff[:2]
    pair, other = ideas_of(election, 0, 1), ideas_of(election, 0, 2)
    for proof in (
        "",
        "æ",
        proof_of(app, election, ola, pair),
        proof_of(app, election, siri, other),
    ):
        with pytest.raises(InvalidBallotError) as refused:
            say(app, election, siri, pair, pair[0], proof=proof)
        assert refused.value.facts["reason"] == "foreign_pair"

    assert own_answers(app, election, siri).number == 0


@pytest.mark.parametrize(
    "hidden",
    [{"state": "withdrawn"}, {"state": "draft"}, {"omitted_reason": "Er i gang."}],
)
def test_an_idea_that_is_hidden_is_neither_asked_about_nor_answered(app, election, hidden):
    siri, pair = election.staff[0], ideas_of(election, 0, 1)
    change_idea(app, pair[1], **hidden)

    with pytest.raises(InvalidBallotError) as refused:
        say(app, election, siri, pair, pair[0])

    assert refused.value.facts["reason"] == "hidden_idea"
    question = asked(app, election, siri)
    assert question.ideas == question.left == 3
    assert pair[1] not in (question.offer.first, question.offer.second)


def test_ideas_of_another_campaign_are_refused(app, election):
    siri, foreign = election.staff[0], make_comparing(app)

    with pytest.raises(InvalidBallotError):
        say(app, election, siri, ideas_of(foreign, 0, 1), foreign.ideas[0])
    with pytest.raises(InvalidBallotError):
        say(app, election, siri, (election.ideas[0], foreign.ideas[0]), election.ideas[0])

    assert count_rows(app, PairwiseAnswer) == 0


def test_forty_answers_are_the_most_and_cannot_choose_is_one_of_them(app):
    election = make_comparing(app, ideas=10)
    siri = election.staff[0]
    for _ in range(MOST_ANSWERS):
        question = asked(app, election, siri)
        offer = question.offer
        say(app, election, siri, (offer.first, offer.second), None, proof=offer.proof)

    assert asked(app, election, siri).offer is None
    answered = {
        frozenset((each.low, each.high)) for each in own_answers(app, election, siri).answers
    }
    pair = next(
        (one, other)
        for one in election.ideas
        for other in election.ideas
        if one != other and frozenset((one, other)) not in answered
    )
    with pytest.raises(NoVotesLeftError) as refused:
        say(app, election, siri, pair, pair[0])
    assert refused.value.facts["quota"] == MOST_ANSWERS


def test_only_the_last_answer_is_undone_and_only_once(app, election):
    siri = election.staff[0]
    first, second = ideas_of(election, 0, 1), ideas_of(election, 2, 3)
    say(app, election, siri, first, first[0])
    say(app, election, siri, second, second[0])

    with pytest.raises(ConflictError):
        undo(app, election, siri, first)
    assert undo(app, election, siri, second[::-1]).number == 1
    assert undo(app, election, siri, second).number == 1
    say(app, election, siri, second, second[1])
    assert own_answers(app, election, siri).last.preferred == second[1]


def test_undoing_leaves_the_answers_of_others(app, election):
    siri, ola = election.staff[:2]
    pair = ideas_of(election, 0, 1)
    for person in (siri, ola):
        say(app, election, person, pair, pair[0])

    undo(app, election, siri, pair)

    assert own_answers(app, election, siri).number == 0
    assert own_answers(app, election, ola).number == 1


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        (BEFORE_OPENING, NotOpenError),
        (VOTING_OPENS - timedelta(microseconds=1), None),
        (VOTING_OPENS, DeadlinePassedError),
        (WHILE_VOTING, DeadlinePassedError),
    ],
)
def test_it_is_open_from_the_opening_until_voting_opens(app, election, moment, error):
    siri, pair = election.staff[0], ideas_of(election, 0, 1)
    proof = proof_of(app, election, siri, pair)
    app.extensions["clock"].moment = moment

    if error is None:
        assert say(app, election, siri, pair, pair[0], proof=proof).number == 1
        return
    for act in (
        lambda: say(app, election, siri, pair, pair[0], proof=proof),
        lambda: undo(app, election, siri, pair),
    ):
        with pytest.raises(error):
            act()
    assert count_rows(app, PairwiseAnswer) == 0


def test_the_deadline_is_judged_by_the_clock_after_the_lock(app, election):
    class LateClock:
        is_for_tests = True

        def now(self):
            return IN_REVIEW

        def after_lock(self, session):
            return VOTING_OPENS

    siri, pair = election.staff[0], ideas_of(election, 0, 1)
    app.extensions["clock"], real = LateClock(), app.extensions["clock"]
    try:
        with pytest.raises(DeadlinePassedError):
            say(app, election, siri, pair, pair[0])
    finally:
        app.extensions["clock"] = real


def test_everybody_who_takes_part_may_answer_and_nobody_else(app, election):
    pair = ideas_of(election, 0, 1)
    with app.app_context(), atomic() as session:
        stranger = make_person(session, body=make_body(session)).id

    for person in election.everybody:
        assert say(app, election, person, pair, pair[0]).number == 1
    with pytest.raises(NotFoundError):
        say(app, election, stranger, pair, pair[0])


def test_who_only_looks_after_a_campaign_answers_nothing(app):
    election = make_comparing(app)
    with app.app_context(), atomic() as session:
        campaign = session.get_one(Campaign, election.campaign_id)
        region = make_body(session, unit_kind="region")
        session.add(CampaignBody(campaign_id=campaign.id, body_id=region.id, part="owner"))
        overseer = make_person(session, body=region, role=Role.FACILITATOR).id

    with pytest.raises(NotAllowedError):
        say(app, election, overseer, ideas_of(election, 0, 1), election.ideas[0])


def test_a_campaign_that_does_not_ask_takes_no_answers(app):
    app.extensions["clock"].moment = IN_REVIEW
    election = make_election(app)

    with pytest.raises(NotFoundError):
        say(app, election, election.staff[0], ideas_of(election, 0, 1), None, proof="x")


def test_the_same_answer_many_times_at_once_is_one(app, election):
    siri, pair = election.staff[0], ideas_of(election, 0, 1)

    outcome = burst([lambda: say(app, election, siri, pair, pair[0])] * 8)

    assert outcome.errors == []
    assert count_rows(app, PairwiseAnswer) == 1


def test_many_answers_at_once_come_one_after_the_other(app, election):
    siri = election.staff[0]
    pairs = [ideas_of(election, one, other) for one in range(4) for other in range(one)]

    outcome = burst([lambda p=pair: say(app, election, siri, p, p[0]) for pair in pairs])

    assert outcome.errors == []
    with app.app_context():
        seqs = db.session.scalars(select(PairwiseAnswer.seq).order_by(PairwiseAnswer.seq)).all()
    assert seqs == [1, 2, 3, 4, 5, 6]


def test_two_opposite_answers_at_once_leave_one_and_refuse_the_other(app, election):
    siri, pair = election.staff[0], ideas_of(election, 0, 1)

    outcome = burst([lambda w=winner: say(app, election, siri, pair, w) for winner in pair])

    assert [type(error) for error in outcome.errors] == [ConflictError]
    assert count_rows(app, PairwiseAnswer) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"idea_low": 1, "idea_high": 0},
        {"idea_low": 1, "idea_high": 1},
        {"seq": MOST_ANSWERS + 1},
        {"seq": 0},
        {"seq": 2},
        {"result": "both"},
    ],
)
def test_the_database_itself_refuses_what_is_no_answer(app, election, wrong):
    """A second answer with the next `seq` breaks the rule that a pair is answered once a person."""
    low, high = sorted(ideas_of(election, 0, 1))
    right = {"idea_low": low, "idea_high": high, "seq": 1, "result": "low"}
    for name in ("idea_low", "idea_high"):
        if name in wrong:
            wrong = wrong | {name: (low, high)[wrong[name]]}
    values = {"campaign_id": election.campaign_id, "person_mac": b"m" * 32}
    with app.app_context(), atomic() as session:
        session.execute(insert(PairwiseAnswer).values(**values, **right))

    with app.app_context(), pytest.raises(IntegrityError), atomic() as session:
        session.execute(insert(PairwiseAnswer).values(**values, **(right | {"seq": 2} | wrong)))


def test_nothing_is_shown_until_five_people_have_preferred_something(app, election):
    pair = ideas_of(election, 0, 1)
    for person in election.staff[:4]:
        say(app, election, person, pair, pair[0])
    say(app, election, election.staff[4], pair, None)
    assert advice(app, election) == {}

    say(app, election, election.staff[5], pair, pair[1])
    assert advice(app, election) == {0: (4, 1, 5), 1: (1, 4, 5)}


def test_people_are_counted_once_however_much_they_answer(app, election):
    compare_all(app, election)
    say(app, election, election.staff[0], ideas_of(election, 0, 2), election.ideas[0])

    assert advice(app, election) == {0: (6, 0, 5), 1: (0, 5, 5), 2: (0, 1, 1)}


def test_answers_follow_an_idea_into_the_one_it_was_merged_into(app, election):
    compare_all(app, election, winner=0, loser=1)
    compare_all(app, election, winner=1, loser=2)
    change_idea(app, election.ideas[1], state="merged", merged_into=election.ideas[0])

    # What compared the two that became one is dropped; the rest is summed.
    assert advice(app, election) == {0: (5, 0, 5), 2: (0, 5, 5)}


def test_answers_follow_through_a_merge_of_a_merge_and_back(app, election):
    compare_all(app, election, winner=0, loser=3)
    change_idea(app, election.ideas[0], state="merged", merged_into=election.ideas[1])
    change_idea(app, election.ideas[1], state="merged", merged_into=election.ideas[2])
    assert advice(app, election) == {2: (5, 0, 5), 3: (0, 5, 5)}

    change_idea(app, election.ideas[0], state="submitted", merged_into=None)
    assert advice(app, election) == {0: (5, 0, 5), 3: (0, 5, 5)}


def test_an_idea_that_is_withdrawn_is_as_if_it_had_never_been_listed(app, election):
    compare_all(app, election, winner=0, loser=1)
    compare_all(app, election, winner=2, loser=3)
    change_idea(app, election.ideas[0], state="withdrawn")

    assert advice(app, election) == {2: (5, 0, 5), 3: (0, 5, 5)}


def test_an_idea_left_out_of_the_shortlist_keeps_its_numbers(app, election):
    compare_all(app, election)
    change_idea(app, election.ideas[1], omitted_reason="Er i gang.")

    assert advice(app, election) == {0: (5, 0, 5), 1: (0, 5, 5)}


def begin_to_vote(app, election):
    app.extensions["clock"].moment = WHILE_VOTING
    vote(app, election, election.staff[0], election.ideas[0])


def test_only_totals_are_left_once_voting_has_opened(app, election):
    compare_all(app, election)
    before = advice(app, election)

    begin_to_vote(app, election)

    assert count_rows(app, PairwiseAnswer) == 0
    assert advice(app, election) == before
    with app.app_context():
        assert db.session.get_one(Campaign, election.campaign_id).pairwise_key is None
        columns = set(PairwiseTotal.__table__.columns.keys())
    assert columns == {"campaign_id", "idea_id", "wins", "losses", "people"}


def test_where_fewer_than_five_answered_nothing_at_all_is_left(app, election):
    pair = ideas_of(election, 0, 1)
    say(app, election, election.staff[0], pair, pair[0])

    begin_to_vote(app, election)

    assert count_rows(app, PairwiseAnswer) == count_rows(app, PairwiseTotal) == 0
    assert advice(app, election) == {}


def test_opening_one_vote_leaves_the_answers_of_other_campaigns(app, election):
    other = make_comparing(app)
    say(app, other, other.staff[0], ideas_of(other, 0, 1), None)

    begin_to_vote(app, election)

    assert count_rows(app, PairwiseAnswer) == 1


def test_the_comparisons_change_nothing_about_who_can_be_voted_for(app, election):
    compare_all(app, election)

    begin_to_vote(app, election)

    with app.app_context():
        on_ballot = db.session.scalar(select(func.count()).where(Idea.is_on_ballot))
    assert on_ballot == len(election.ideas)
