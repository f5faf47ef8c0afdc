"""The deadline is judged after the lock is held, by a clock no lagging worker can bend."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from app.campaigns.queries import lock_campaign
from app.core.clock import SystemClock
from app.core.db import atomic, db
from app.domain.errors import DeadlinePassedError, NotOpenError
from app.models import Campaign, OpenBallot
from app.voting.explanations import package_texts
from app.voting.services import close_campaign
from tests.support.elections import begin_voting, close, count_rows, make_election, vote
from tests.support.factories import VOTING_CLOSES, VOTING_OPENS, WHILE_VOTING

HOUR = timedelta(hours=1)
PATIENCE_SECONDS = 10


class LaggingClock(SystemClock):
    """A worker whose machine is an hour off; the database's clock is right."""

    def __init__(self, off):
        self.off = off

    def now(self):
        return datetime.now(UTC) + self.off


def around_now(opened_ago=HOUR, closes_in=HOUR):
    """Instants of a campaign around the machine's real time."""
    now = datetime.now(UTC)
    return {
        "opens_at": now - timedelta(days=9),
        "submission_closes_at": now - timedelta(days=5),
        "voting_opens_at": now - opened_ago,
        "voting_closes_at": now + closes_in,
    }


def in_thread(act):
    outcome = []

    def run():
        try:
            outcome.append(act())
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def test_the_last_microsecond_counts_and_the_deadline_itself_does_not(app):
    begin_voting(app)
    election = make_election(app)
    app.extensions["clock"].moment = VOTING_CLOSES - timedelta(microseconds=1)
    vote(app, election, election.staff[0], election.ideas[0])

    app.extensions["clock"].moment = VOTING_CLOSES
    with pytest.raises(DeadlinePassedError) as refusal:
        vote(app, election, election.staff[0], election.ideas[1])

    assert refusal.value.facts["deadline"] == VOTING_CLOSES


def test_nobody_votes_before_voting_opens(app):
    election = make_election(app)
    app.extensions["clock"].moment = VOTING_OPENS - timedelta(microseconds=1)

    with pytest.raises(NotOpenError):
        vote(app, election, election.staff[0], election.ideas[0])


def waits_over_the_deadline(app, election, act):
    """Start `act` while the campaign is locked, and let go only after the deadline."""
    app.extensions["clock"].moment = WHILE_VOTING
    with app.app_context(), atomic() as session:
        lock_campaign(session, election.campaign_id, exclusive=True)
        thread, outcome = in_thread(act)
        thread.join(0.1)
        app.extensions["clock"].moment = VOTING_CLOSES
    thread.join(PATIENCE_SECONDS)
    return outcome[0]


def test_vo8_a_vote_that_waits_for_the_lock_over_the_deadline_is_refused(app):
    begin_voting(app)
    election = make_election(app)

    answer = waits_over_the_deadline(
        app, election, lambda: vote(app, election, election.staff[0], election.ideas[0])
    )

    assert isinstance(answer, DeadlinePassedError)
    assert count_rows(app, OpenBallot) == 0


def test_vo8_a_moment_read_before_the_lock_is_caught(app):
    begin_voting(app)
    election = make_election(app)

    def wrong_vote():
        moment = app.extensions["clock"].now()
        with app.app_context(), atomic() as session:
            campaign = lock_campaign(session, election.campaign_id, exclusive=False)
            return moment < campaign.voting_closes_at

    assert waits_over_the_deadline(app, election, wrong_vote) is True, "it would have voted"


@pytest.mark.postgresql
def test_r7_the_databases_clock_after_the_lock_refuses_what_its_now_would_take(app):
    app.extensions["clock"] = SystemClock()
    election = make_election(app, **around_now())
    vote(app, election, election.staff[0], election.ideas[0])
    began = threading.Event()
    seen = []

    def late_vote():
        with app.app_context(), atomic() as session:
            seen.append(session.scalar(text("SELECT now()")))
            began.set()
            session.execute(text("SET LOCAL lock_timeout = '10s'"))
            campaign = lock_campaign(session, election.campaign_id, exclusive=False)
            seen.append(SystemClock().after_lock(session))
            return campaign.voting_closes_at

    with app.app_context(), atomic() as session:
        lock_campaign(session, election.campaign_id, exclusive=True)
        thread, outcome = in_thread(late_vote)
        began.wait(PATIENCE_SECONDS)
        # The deadline falls while the vote waits: after it began, before it holds the lock.
        session.execute(update(Campaign).values(voting_closes_at=func.clock_timestamp()))
    thread.join(PATIENCE_SECONDS)

    (deadline,) = outcome
    assert seen[0] < deadline, "the transaction's own now() says that there is still time"
    assert seen[1] >= deadline
    with pytest.raises(DeadlinePassedError):
        vote(app, election, election.staff[1], election.ideas[0])


@pytest.mark.postgresql
@pytest.mark.parametrize("off", [-HOUR * 2, HOUR * 2])
def test_r6_a_worker_with_a_wrong_clock_neither_votes_late_nor_closes_early(app, off):
    app.extensions["clock"] = LaggingClock(off)
    over = make_election(app, **around_now(HOUR * 2, -timedelta(minutes=10)))
    running = make_election(app, **around_now())

    with pytest.raises(DeadlinePassedError):
        vote(app, over, over.staff[0], over.ideas[0])
    with app.app_context(), pytest.raises(NotOpenError):
        close_campaign(
            atomic, running.campaign_id, texts=package_texts, clock=app.extensions["clock"]
        )
    vote(app, running, running.staff[0], running.ideas[0])


@pytest.mark.sqlite
def test_r6_on_one_machine_time_never_runs_backwards(app):
    right, behind = LaggingClock(timedelta(0)), LaggingClock(-HOUR)
    with app.app_context(), atomic() as session:
        seen = right.after_lock(session)
    with app.app_context(), atomic() as session:
        assert behind.after_lock(session) == seen


def test_vo9_a_closed_campaign_stays_closed_when_time_goes_back(app):
    begin_voting(app)
    election = make_election(app)
    vote(app, election, election.staff[0], election.ideas[0])
    close(app, election)

    begin_voting(app)

    with pytest.raises(DeadlinePassedError):
        vote(app, election, election.staff[1], election.ideas[0])
    with app.app_context():
        assert db.session.scalar(select(Campaign.closed_at)) is not None


def test_vo9_closing_before_the_deadline_is_refused(app):
    begin_voting(app)
    election = make_election(app)

    with app.app_context(), pytest.raises(NotOpenError):
        close_campaign(
            atomic, election.campaign_id, texts=package_texts, clock=app.extensions["clock"]
        )
