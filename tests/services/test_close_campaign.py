"""Closing: what is sealed, what is forgotten, and what the result says."""

import hashlib
import json
from collections import Counter

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.errors import NotAllowedError
from app.domain.sealing import CHAIN_START
from app.models import (
    Campaign,
    CampaignEvent,
    Idea,
    OutboxMail,
    Person,
    Result,
    SealedBallot,
    Voter,
)
from app.voting.explanations import package_texts
from app.voting.queries import find_result, list_commitments
from app.voting.services import announce_result, close_campaign
from tests.support.elections import (
    abstain,
    begin_voting,
    close,
    count_rows,
    faults_of_closed,
    make_election,
    scalar,
    vote,
)
from tests.support.factories import AFTER_CLOSE, actor_of


@pytest.fixture
def election(app):
    begin_voting(app)
    return make_election(app, staff=8, councils=6, ideas=4)


def result_of(app, election):
    with app.app_context():
        return find_result(db.session(), election.campaign_id)


def standings_of(app, election):
    """Support per idea in the order the ideas were made."""
    support = {one.idea_id: one.support for one in result_of(app, election).standings}
    return [support[idea] for idea in election.ideas]


def test_the_result_holds_support_rank_and_winners(app, election):
    for number, voter in enumerate(election.staff):
        vote(app, election, voter, election.ideas[0])
        if number < 5:
            vote(app, election, voter, election.ideas[1])
    vote(app, election, election.councils[0], election.ideas[2])
    abstain(app, election, election.councils[1])
    close(app, election)

    result = result_of(app, election)

    assert standings_of(app, election) == [8, 5, 1, 0]
    assert [one.idea_id for one in result.winners] == election.ideas[:3]
    assert (result.turnout.eligible, result.turnout.voted, result.counted) == (15, 10, 9)
    assert result.abstained == 1
    assert result.turnout.groups == (), "two of six in the council are too few"
    with app.app_context():
        assert db.session.get(Idea, (election.campaign_id, election.ideas[1])).support == 5


def test_groups_stand_side_by_side_where_each_has_five(app, election):
    for voter in election.staff[:6]:
        vote(app, election, voter, election.ideas[0])
    for voter in election.councils:
        vote(app, election, voter, election.ideas[1])
    close(app, election)

    result = result_of(app, election)

    assert [(cell.groups, cell.eligible, cell.voted) for cell in result.turnout.groups] == [
        (("staff",), 9, 6),
        (("councils",), 6, 6),
    ]
    by_idea = {one.idea_id: one.group_support for one in result.standings}
    assert by_idea[election.ideas[0]] == (6, 0)
    assert by_idea[election.ideas[1]] == (0, 6)


def test_a_campaign_nobody_voted_in_closes_with_an_empty_result(app, election):
    close(app, election)

    result = result_of(app, election)

    assert (result.turnout.voted, result.winners) == (0, ())
    assert standings_of(app, election) == [0, 0, 0, 0]
    assert faults_of_closed(app, election) == []


def test_fewer_than_the_quorum_makes_the_result_advisory(app):
    begin_voting(app)
    election = make_election(app, quorum=2)
    vote(app, election, election.staff[0], election.ideas[0])
    close(app, election)

    assert result_of(app, election).is_advisory


def test_an_abstention_helps_the_quorum(app):
    begin_voting(app)
    election = make_election(app, quorum=2)
    vote(app, election, election.staff[0], election.ideas[0])
    abstain(app, election, election.staff[1])
    close(app, election)

    assert not result_of(app, election).is_advisory


def test_only_the_facilitator_may_close(app, election):
    app.extensions["clock"].moment = AFTER_CLOSE
    with app.app_context():
        member = actor_of(db.session(), db.session.get(Person, election.staff[0]))
        with pytest.raises(NotAllowedError):
            close_campaign(
                atomic,
                election.campaign_id,
                texts=package_texts,
                actor=member,
                clock=app.extensions["clock"],
            )
    assert count_rows(app, Result) == 0


def test_a_receipt_is_found_among_the_published_commitments(app, election):
    receipt = vote(app, election, election.staff[0], election.ideas[0]).receipt
    abstained = abstain(app, election, election.staff[1]).receipt
    close(app, election)

    with app.app_context():
        published = list_commitments(db.session(), election.campaign_id)
    assert set(published) == {receipt, abstained}
    assert list(published) == sorted(published)


def test_each_commitment_fits_its_sealed_ballot(app, election):
    vote(app, election, election.staff[0], election.ideas[0])
    abstain(app, election, election.staff[1])
    close(app, election)

    with app.app_context():
        ballots = db.session.scalars(select(SealedBallot)).all()
    assert len(ballots) == 2
    for ballot in ballots:
        sealed = hashlib.sha256(ballot.salt + ballot.marks.encode()).hexdigest()
        assert sealed == ballot.commitment


def test_vo19_an_independent_recount_of_what_is_sealed_agrees(app, election):
    for number, voter in enumerate(election.staff + election.councils):
        for idea in election.ideas[number % 2 : number % 2 + 1 + number % 3]:
            vote(app, election, voter, idea)
    close(app, election)

    with app.app_context():
        marks = db.session.scalars(select(SealedBallot.marks)).all()
    recount = Counter(idea for ballot in marks for idea in json.loads(ballot))

    result = result_of(app, election)
    assert {str(one.idea_id): one.support for one in result.standings} == {
        str(idea): recount[str(idea)] for idea in election.ideas
    }
    assert result.turnout.voted == len(marks)


def test_vo20_a_changed_result_no_longer_fits_its_seal_and_the_chain(app, election):
    vote(app, election, election.staff[0], election.ideas[0])
    close(app, election)
    result = result_of(app, election)

    assert hashlib.sha256(result.canonical.encode()).hexdigest() == result.sha256
    assert (
        hashlib.sha256(result.canonical.replace(":1", ":2").encode()).hexdigest() != result.sha256
    )
    with app.app_context():
        events = db.session.scalars(select(CampaignEvent).order_by(CampaignEvent.seq)).all()
    assert json.loads(events[-1].canonical)["sha256"] == result.sha256
    previous = CHAIN_START
    for event in events:
        assert event.previous == previous
        previous = hashlib.sha256((previous + event.canonical).encode()).hexdigest()
        assert event.hash == previous


def test_the_draws_secret_is_shown_and_fits_its_promise(app, election):
    close(app, election)

    draw = result_of(app, election).facts["draw"]

    assert hashlib.sha256(bytes.fromhex(draw["pre"])).hexdigest() == draw["commitment"]
    assert draw["commitment"] == scalar(app, select(Campaign.tie_commitment))


def test_everybody_who_could_vote_is_told_whether_they_did_or_not(app, election):
    vote(app, election, election.staff[0], election.ideas[0])
    close(app, election)

    with app.app_context(), atomic() as session:
        queued = announce_result(session, election.campaign_id, now=AFTER_CLOSE)

    with app.app_context():
        mails = db.session.execute(select(OutboxMail.person_id, OutboxMail.facts)).all()
    assert queued == len(mails) == 15
    assert {person for person, _ in mails} == {*election.everybody, election.facilitator}
    assert len({facts for _, facts in mails}) == 1, "the same words to all"


def test_a_result_that_waits_for_publication_is_not_announced(app):
    begin_voting(app)
    election = make_election(app, shows_result_at="publication")
    close(app, election)

    with app.app_context(), atomic() as session:
        assert announce_result(session, election.campaign_id, now=AFTER_CLOSE) == 0
        session.get(Campaign, election.campaign_id).published_at = AFTER_CLOSE
        assert announce_result(session, election.campaign_id, now=AFTER_CLOSE) == 3


def test_nobody_is_told_to_wait_for_a_decision_that_is_published(app):
    begin_voting(app)
    election = make_election(app, shows_result_at="publication")
    close(app, election)

    with app.app_context(), atomic() as session:
        campaign = session.get(Campaign, election.campaign_id)
        campaign.decided_by, campaign.decision_on = "Ledergruppa", AFTER_CLOSE.date()
        campaign.published_at = AFTER_CLOSE
        announce_result(session, election.campaign_id, now=AFTER_CLOSE)

    assert "Ledergruppa" not in "".join(scalar(app, select(OutboxMail.facts).limit(1)))


def test_vo15_erasing_a_voter_changes_nothing_that_is_sealed(app, election):
    vote(app, election, election.staff[0], election.ideas[0])
    close(app, election)
    before = result_of(app, election)
    with app.app_context(), atomic() as session:
        person = session.get(Person, election.staff[0])
        person.name = person.email = None
        person.erased_at = AFTER_CLOSE

    close(app, election)

    assert result_of(app, election) == before
    assert count_rows(app, SealedBallot) == 1
    assert count_rows(app, Voter) == 15
