"""The worker freezes at opening, closes after the deadline, and tells people, all once."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.jobs.closing import announce_results, close_due, follow_voting
from app.models import Campaign, OutboxMail, Result, Voter
from tests.support.elections import begin_voting, count_rows, make_election, scalar, vote
from tests.support.factories import AFTER_CLOSE
from tests.support.mail import deliver


@pytest.fixture
def election(app):
    begin_voting(app)
    return make_election(app, staff=2)


def run(app, *jobs):
    with app.app_context():
        for job in jobs:
            job()
            db.session.remove()


def test_the_roll_is_fixed_by_the_worker_where_nobody_votes(app, election):
    run(app, follow_voting, follow_voting)

    assert count_rows(app, Voter) == 3
    assert scalar(app, select(Campaign.turnout)) == '{"eligible":3,"groups":[],"voted":0}'


def test_the_turnout_follows_by_the_hour(app, election):
    vote(app, election, election.staff[0], election.ideas[0])
    run(app, follow_voting)
    assert '"voted":0' in scalar(app, select(Campaign.turnout))

    app.extensions["clock"].move(hours=1)
    run(app, follow_voting)

    assert '"voted":1' in scalar(app, select(Campaign.turnout))


def test_a_campaign_closes_by_itself_once_where_that_was_promised(app, election):
    vote(app, election, election.staff[0], election.ideas[0])
    run(app, close_due)
    assert count_rows(app, Result) == 0

    app.extensions["clock"].moment = AFTER_CLOSE
    run(app, close_due, close_due, announce_results, announce_results)

    assert count_rows(app, Result) == 1
    assert count_rows(app, OutboxMail) == 3


def test_a_campaign_that_waits_for_its_facilitator_is_left_alone(app):
    begin_voting(app)
    make_election(app, closes_automatically=False)
    app.extensions["clock"].moment = AFTER_CLOSE

    run(app, close_due)

    assert count_rows(app, Result) == 0
    assert scalar(app, select(Campaign.closed_at)) is None


def test_the_mail_about_the_result_says_nothing_of_who_voted(app, election):
    vote(app, election, election.staff[0], election.ideas[0])
    app.extensions["clock"].moment = AFTER_CLOSE
    run(app, close_due, announce_results)

    messages = deliver(app)

    assert len(messages) == 3
    for message in messages:
        assert message["Subject"] == "Resultatet er klart: Hva skal vi lære til våren?"
        assert "1 av 3 stemte." in message.get_content()
        assert f"/dugnader/{election.slug}/resultat" in message.get_content()
