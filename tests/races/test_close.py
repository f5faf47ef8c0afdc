"""Closing while people vote, and by many at once."""

import itertools
import json
import secrets
import threading
import zipfile
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import insert, select

from app.core.db import atomic, db
from app.domain.errors import DeadlinePassedError, NotOpenError
from app.models import (
    CampaignEvent,
    CountProgress,
    OpenBallot,
    Result,
    ResultPackage,
    SealedBallot,
    Voter,
)
from app.voting.events import append_event
from app.voting.explanations import package_texts
from app.voting.queries import BallotView
from app.voting.services import announce_result, close_campaign
from app.voting.services.sealing import seal_ballots
from tests.support.bursts import burst
from tests.support.elections import (
    begin_voting,
    close,
    count_rows,
    faults_of_closed,
    make_election,
    scalar,
    vote,
)
from tests.support.factories import AFTER_CLOSE, VOTING_CLOSES
from tests.support.killed import Killed, killed_after

VOTERS = 20
CLOSES = 5
ROUNDS = 4


class SteppingClock:
    """Passes the deadline in the middle of a burst: each look at it is a moment later."""

    is_for_tests = True

    def __init__(self, deadline, looks_before):
        self._steps = itertools.count(-looks_before)
        self._deadline = deadline

    def now(self):
        return self._deadline - timedelta(minutes=1)

    def after_lock(self, session):
        return self._deadline + timedelta(milliseconds=next(self._steps))


def close_by_hand(app, election):
    with app.app_context():
        close_campaign(
            atomic, election.campaign_id, texts=package_texts, clock=app.extensions["clock"]
        )
        return db.session.scalar(select(Result.sha256))


def support_of(app):
    return sum(marks.count(":1") for marks in _all(app, select(SealedBallot.marks)))


def _all(app, statement):
    with app.app_context():
        return db.session.scalars(statement).all()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_vo10_every_vote_that_was_answered_is_in_the_one_count(app, turn):
    begin_voting(app)
    election = make_election(app, staff=VOTERS, ideas=1)
    vote(app, election, election.staff[0], election.ideas[0])
    app.extensions["clock"] = SteppingClock(VOTING_CLOSES, looks_before=VOTERS // 2 + turn)
    votes = [
        lambda v=voter: vote(app, election, v, election.ideas[0]) for voter in election.staff[1:]
    ]
    closes = [lambda: close_by_hand(app, election)] * CLOSES

    outcome = burst(votes + closes)
    answered = sum(isinstance(answer, BallotView) for answer in outcome.answers)
    sha256 = close_by_hand(app, election)

    assert outcome.errors_but(DeadlinePassedError, NotOpenError) == []
    assert {answer for answer in outcome.answers if isinstance(answer, str)} <= {sha256}
    assert support_of(app) == answered + 1
    assert faults_of_closed(app, election) == []


def test_vo10_a_vote_that_looked_before_the_close_is_caught(app):
    begin_voting(app)
    election = make_election(app, ideas=1)
    vote(app, election, election.staff[0], election.ideas[0])
    has_looked, may_write = threading.Event(), threading.Event()

    def wrong_vote():
        with app.app_context():
            session = db.session()
            voter = session.scalar(select(Voter).where(Voter.person_id == election.staff[1]))
            voter_id = voter.id
            session.rollback()
            has_looked.set()
            may_write.wait(10)
            ballot = {"voter_id": voter_id, "used": 0, "commitment": "", "salt": b"", "version": 1}
            session.execute(insert(OpenBallot).values(**ballot))
            session.commit()

    thread = threading.Thread(target=wrong_vote)
    thread.start()
    has_looked.wait(10)
    close(app, election)
    may_write.set()
    thread.join(10)

    assert faults_of_closed(app, election)


def test_vo17_ten_closes_at_once_give_one_result(app):
    begin_voting(app)
    election = make_election(app, staff=6)
    for voter in election.staff:
        vote(app, election, voter, election.ideas[0])
    app.extensions["clock"].moment = AFTER_CLOSE

    outcome = burst([lambda: close_by_hand(app, election)] * 10)

    assert outcome.errors == []
    assert len(set(outcome.answers)) == 1
    assert count_rows(app, Result) == 1
    assert count_rows(app, SealedBallot) == 6
    events = _all(app, select(CampaignEvent.canonical).order_by(CampaignEvent.seq))
    kinds = [json.loads(event)["event"] for event in events]
    assert kinds == ["opened", "settings_frozen", "roll_fixed", "closed", "result"]
    assert faults_of_closed(app, election) == []


def test_vo17_copying_without_the_lock_is_caught(app):
    begin_voting(app)
    election = make_election(app)
    vote(app, election, election.staff[0], election.ideas[0])
    barrier = threading.Barrier(2)

    def copy_without_lock():
        with app.app_context():
            session = db.session()
            ballots = session.execute(select(OpenBallot.salt, OpenBallot.commitment)).all()
            session.rollback()
            barrier.wait(10)
            for salt, commitment in ballots:
                row = {"salt": salt, "commitment": commitment, "marks": "{}", "group": "staff"}
                row |= {"campaign_id": election.campaign_id, "random_key": secrets.token_hex(16)}
                session.execute(insert(SealedBallot).values(**row))
            session.commit()

    burst([copy_without_lock] * 2)

    assert any("sealed" in fault for fault in faults_of_closed(app, election))


def test_vo17_the_mails_about_a_result_are_queued_once(app):
    begin_voting(app)
    election = make_election(app, staff=3)
    close(app, election)

    def announce():
        with app.app_context(), atomic() as session:
            return announce_result(session, election.campaign_id, now=AFTER_CLOSE)

    outcome = burst([announce] * 5)

    assert sorted(outcome.answers) == [0, 0, 0, 0, 4], "three of staff and the facilitator"


def sides(app):
    """Commitments of ballots that are sealed, and of those that are open."""
    return [set(_all(app, select(side.commitment))) for side in (SealedBallot, OpenBallot)]


@pytest.mark.parametrize("writes", range(6))
def test_a_close_that_is_killed_anywhere_is_finished_by_the_next(app, monkeypatch, writes):
    """Writes: voting stops, three moves of two ballots, hashes erased, the result."""
    monkeypatch.setattr("app.voting.services.sealing.CHUNK", 2)
    begin_voting(app)
    election = make_election(app, staff=6)
    for voter in election.staff:
        vote(app, election, voter, election.ideas[0])
    everybody = sides(app)[1]
    clock = app.extensions["clock"]
    clock.moment = AFTER_CLOSE

    with app.app_context(), pytest.raises(Killed):
        close_campaign(killed_after(writes), election.campaign_id, texts=package_texts, clock=clock)
    is_sealed, is_open = sides(app)
    assert len(is_sealed) == 2 * min(max(writes - 1, 0), 3), "what was committed stays"
    assert (is_sealed | is_open, is_sealed & is_open) == (everybody, set())

    close_by_hand(app, election)

    assert scalar(app, select(Result.sha256))
    assert support_of(app) == 6
    assert sides(app) == [everybody, set()]
    assert faults_of_closed(app, election) == []
    assert count_rows(app, CountProgress) == 0


def move_two(_app, election):
    """What somebody else does who dies over the next two."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.voting.services.sealing.CHUNK", 2)
        with pytest.raises(Killed):
            seal_ballots(killed_after(1), election.campaign_id)


@pytest.mark.parametrize("meanwhile", [move_two, close_by_hand])
def test_one_who_finds_ballots_moved_by_another_moves_the_rest(app, meanwhile):
    begin_voting(app)
    election = make_election(app, staff=6)
    for voter in election.staff:
        vote(app, election, voter, election.ideas[0])
    app.extensions["clock"].moment = AFTER_CLOSE
    ended = []

    @contextmanager
    def overtaken(*, reads_only=False):
        """Voting has stopped, all is planned, the ballots are read: then somebody else comes."""
        with atomic(reads_only=reads_only) as session:
            yield session
        ended.append(reads_only)
        if ended == [False, True, True]:
            meanwhile(app, election)

    with app.app_context():
        close_campaign(
            overtaken, election.campaign_id, texts=package_texts, clock=app.extensions["clock"]
        )

    assert support_of(app) == 6
    assert faults_of_closed(app, election) == []
    assert count_rows(app, CountProgress) == 0


def test_what_happens_while_the_result_is_written_down_is_in_its_chain(app):
    begin_voting(app)
    election = make_election(app, staff=6)
    vote(app, election, election.staff[0], election.ideas[0])
    app.extensions["clock"].moment = AFTER_CLOSE
    reads = itertools.count(1)

    @contextmanager
    def overtaken(*, reads_only=False):
        with atomic(reads_only=reads_only) as session:
            yield session
        if reads_only and next(reads) == 3:  # the plan, the ballots, the draft
            with app.app_context(), atomic() as session:
                append_event(session, election.campaign_id, "something")

    with app.app_context():
        close_campaign(
            overtaken, election.campaign_id, texts=package_texts, clock=app.extensions["clock"]
        )

    links = _all(app, select(CampaignEvent).order_by(CampaignEvent.seq))
    assert [json.loads(one.canonical)["event"] for one in links[-2:]] == ["something", "result"]
    package = zipfile.ZipFile(BytesIO(scalar(app, select(ResultPackage.content))))
    told = map(json.loads, package.read("chain.jsonl").decode().splitlines())
    assert [one["hash"] for one in told] == [one.hash for one in links]
    assert json.loads(scalar(app, select(Result.canonical)))["chain"] == links[-2].hash
