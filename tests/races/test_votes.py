"""Votes at once, on both databases. Beside each rule stands a wrong version that the test catches.

The wrong versions look before they lock, with a barrier between looking and writing, so that they
go wrong on SQLite too and not once in a thousand runs.
"""

import threading

import pytest
from sqlalchemy import insert, select, update

from app.core.db import atomic, db
from app.domain.errors import NoVotesLeftError
from app.domain.permissions import Actor
from app.models import OpenBallot, OpenMark, Voter
from app.voting.queries import BallotView
from tests.support.bursts import burst
from tests.support.elections import (
    begin_voting,
    count_rows,
    faults_of_open_ballots,
    make_election,
    new_key,
    vote,
)

AT_ONCE = 12


@pytest.fixture
def election(app):
    begin_voting(app)
    return make_election(app, ideas=AT_ONCE)


class CheckThenInsert:
    """The way it must not be done: look, then write what the look allowed."""

    def __init__(self, parties, quota=3):
        self.barrier = threading.Barrier(parties)
        self.quota = quota

    def __call__(self, session, actor, campaign_id, idea_id, *, key, **_):
        voter_id = session.scalar(select(Voter.id).where(Voter.person_id == actor.person_id))
        used = session.scalar(select(OpenBallot.used).where(OpenBallot.voter_id == voter_id))
        session.rollback()  # nothing is held while others look too
        if (used or 0) >= self.quota:
            raise NoVotesLeftError(quota=self.quota)
        self.barrier.wait(10)
        values = {
            "used": (used or 0) + 1,
            "last_key": key,
            "commitment": "",
            "salt": b"",
            "version": 1,
        }
        if used is None:
            session.execute(
                insert(OpenBallot).values(voter_id=voter_id, quota=self.quota, **values)
            )
        else:
            session.execute(
                update(OpenBallot).where(OpenBallot.voter_id == voter_id).values(**values)
            )
        ballot_key = session.scalar(
            select(OpenBallot.ballot_key).where(OpenBallot.voter_id == voter_id)
        )
        session.execute(
            insert(OpenMark).values(ballot_key=ballot_key, idea_id=idea_id, campaign_id=campaign_id)
        )
        return BallotView(is_on_roll=True, quota=self.quota)


def unlocked_vote(app, election, person_id, idea_id, act):
    """Without the one writer's lock of `atomic`, as a naive view would be written."""
    with app.app_context():
        session = db.session()
        try:
            answer = act(session, Actor(person_id), election.campaign_id, idea_id, key=new_key())
            session.commit()
        except BaseException:
            session.rollback()
            raise
        else:
            return answer


def test_vo1_r1_the_same_vote_twelve_times_at_once_is_one_vote(app, election):
    voter, idea = election.staff[0], election.ideas[0]

    outcome = burst([lambda: vote(app, election, voter, idea)] * AT_ONCE)

    assert outcome.errors == []
    assert count_rows(app, OpenMark) == 1
    assert count_rows(app, OpenBallot) == 1
    assert faults_of_open_ballots(app) == []


def test_vo1_r1_check_then_insert_is_caught_by_the_same_burst(app, election):
    vote(app, election, election.staff[1], election.ideas[0])  # freezes the roll
    voter, idea, wrong = election.staff[0], election.ideas[0], CheckThenInsert(AT_ONCE)

    outcome = burst([lambda: unlocked_vote(app, election, voter, idea, wrong)] * AT_ONCE)

    assert outcome.errors, "without the constraints this would have been twelve votes"
    assert faults_of_open_ballots(app)


def test_vo2_twelve_ideas_at_once_use_three_votes(app, election):
    voter = election.staff[0]

    outcome = burst([lambda i=idea: vote(app, election, voter, i) for idea in election.ideas])

    assert len(outcome.answers) == 3
    assert [type(error) for error in outcome.errors] == [NoVotesLeftError] * (AT_ONCE - 3)
    assert count_rows(app, OpenMark) == 3
    assert faults_of_open_ballots(app) == []


def test_vo2_a_quota_that_is_read_before_it_is_locked_is_caught(app, election):
    voter = election.staff[0]
    vote(app, election, voter, election.ideas[0])
    wrong = CheckThenInsert(AT_ONCE - 1)

    burst([lambda i=i: unlocked_vote(app, election, voter, i, wrong) for i in election.ideas[1:]])

    assert faults_of_open_ballots(app), "more marks than votes, and a counter that says otherwise"


def test_vo3_the_same_key_five_times_is_one_vote_with_one_answer(app, election):
    voter, idea, key = election.staff[0], election.ideas[0], new_key()

    outcome = burst([lambda: vote(app, election, voter, idea, key=key)] * 5)

    assert outcome.errors == []
    assert len({answer.receipt for answer in outcome.answers}) == 1
    assert count_rows(app, OpenMark) == 1


def test_vo4_two_browsers_at_once_share_one_ballot(app, election):
    voter = election.staff[0]
    acts = [lambda i=idea: vote(app, election, voter, i) for idea in election.ideas[:3]]

    outcome = burst(acts * 2)

    assert outcome.errors == []
    assert count_rows(app, OpenBallot) == 1
    assert count_rows(app, OpenMark) == 3


def test_vo5_voting_and_taking_back_at_once_ends_in_one_of_the_two(app, election):
    voter, idea = election.staff[0], election.ideas[0]
    pairs = [
        lambda w=wanted: vote(app, election, voter, idea, wanted=w) for wanted in (True, False)
    ]

    outcome = burst(pairs * 12)

    assert outcome.errors == []
    assert count_rows(app, OpenMark) in (0, 1)
    assert count_rows(app, OpenBallot) == count_rows(app, OpenMark)
    assert faults_of_open_ballots(app) == []


def test_first_votes_at_once_fix_one_roll(app, election):
    outcome = burst(
        [
            lambda v=voter, i=idea: vote(app, election, v, i)
            for voter in election.staff
            for idea in election.ideas[:3]
        ]
    )

    assert outcome.errors == []
    assert count_rows(app, Voter) == 3, "both, and the facilitator who is one of the staff"


def test_r2_every_vote_that_was_answered_is_stored(app):
    begin_voting(app)
    election = make_election(app, staff=8, ideas=3)
    acts = [
        lambda v=voter, i=idea: (v, i, vote(app, election, v, i))
        for voter in election.staff
        for idea in election.ideas
    ]

    ledger = {(voter, idea) for voter, idea, _ in burst(acts).answers}

    with app.app_context(), atomic() as session:
        stored = session.execute(
            select(Voter.person_id, OpenMark.idea_id)
            .join(OpenBallot, OpenBallot.voter_id == Voter.id)
            .join(OpenMark, OpenMark.ballot_key == OpenBallot.ballot_key)
        ).all()
    assert len(ledger) == 24
    assert {tuple(row) for row in stored} == ledger
