"""Secret ballots: what the tables, the numbers and the logs give away, which is nothing."""

import json
import logging
import random
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app.core.db import db
from app.models import Campaign, Idea, SealedBallot, Voter
from app.voting.queries import find_result
from tests.support.databases import ON_POSTGRESQL
from tests.support.elections import begin_voting, close, make_election, vote

pytestmark = pytest.mark.new_database
VOTERS = 60
IN_STORED_ORDER = (
    "SELECT {column} FROM {table} ORDER BY xmin::text::bigint, ctid"
    if ON_POSTGRESQL
    else "SELECT {column} FROM {table}"
)


def stored_order(session, table, column):
    """The rows as the database keeps them: by transaction and place, or as SQLite walks them."""
    return [row[0] for row in session.execute(text(IN_STORED_ORDER.format(**locals())))]


@pytest.fixture
def closed(app):
    """Sixty people vote one after another, each for another idea; then the campaign closes."""
    begin_voting(app)
    election = make_election(app, staff=VOTERS, ideas=VOTERS)
    order = random.Random(5).sample(election.staff, VOTERS)
    voted_for = {}
    for voter, idea in zip(order, election.ideas, strict=True):
        vote(app, election, voter, idea)
        voted_for[voter] = idea
    close(app, election)
    return election, voted_for, order


def test_r5_pr2_no_order_in_the_tables_joins_voters_and_ballots(app, closed):
    _, voted_for, order = closed
    with app.app_context():
        session = db.session()
        voters = dict(session.execute(select(Voter.id, Voter.person_id)).all())
        kept = [voters.get(_uuid(id_)) for id_ in stored_order(session, "voters", "id")]
        kept = [person for person in kept if person in voted_for]
        ballots = [
            next(iter(json.loads(marks)))
            for marks in stored_order(session, "sealed_ballots", "marks")
        ]

    assert len(kept) == len(ballots) == VOTERS
    for guess in (kept, kept[::-1], order, order[::-1]):
        hits = sum(
            str(voted_for[person]) == ballot for person, ballot in zip(guess, ballots, strict=True)
        )
        assert hits <= 6, "chance gives one; six is five standard deviations away"


def test_r5_a_table_in_order_of_arrival_is_caught(app):
    """What the test above would see if ballots were kept in the order in which they came."""
    begin_voting(app)
    election = make_election(app, staff=VOTERS, ideas=1)
    with app.app_context():
        session = db.session()
        session.execute(text("CREATE TABLE naive (ballot_key varchar(32), person varchar(32))"))
        for voter in election.staff:
            key = random.Random(voter.int).getrandbits(128)
            session.execute(
                text("INSERT INTO naive VALUES (:key, :person)"),
                {"key": f"{key:032x}", "person": voter.hex},
            )
        kept = stored_order(session, "naive", "person")
        session.rollback()

    assert kept == [voter.hex for voter in election.staff]


def _uuid(value):
    return value if isinstance(value, UUID) else UUID(value)


def test_the_sealed_ballots_lie_in_the_order_of_their_random_keys(app, closed):
    with app.app_context():
        keys = stored_order(db.session(), "sealed_ballots", "random_key")

    assert keys == sorted(keys)


def test_no_table_says_when_anybody_voted(app):
    with app.app_context():
        for table in ("voters", "open_ballots", "open_marks", "sealed_ballots"):
            columns = db.metadata.tables[table].columns
            assert not [
                column.name for column in columns if column.name.endswith(("_at", "_on", "seq"))
            ]


@pytest.mark.sqlite
def test_ballot_tables_have_no_hidden_order_of_arrival(app):
    with app.app_context():
        for table in ("voters", "open_ballots", "open_marks", "sealed_ballots"):
            created = db.session.scalar(
                text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
            )
            assert "WITHOUT ROWID" in created


def test_pr3_nothing_that_is_shown_moves_with_a_vote_while_voting_is_open(app):
    begin_voting(app)
    election = make_election(app)
    vote(app, election, election.staff[0], election.ideas[0])

    def shown():
        with app.app_context():
            campaign = db.session.get(Campaign, election.campaign_id)
            ideas = db.session.scalars(select(Idea).order_by(Idea.nr)).all()
            return campaign.turnout, campaign.turnout_at, [_columns(idea) for idea in ideas]

    before = shown()
    vote(app, election, election.staff[1], election.ideas[1])

    assert shown() == before


def _columns(row):
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def test_pr4_an_office_of_25_with_a_council_of_four_gives_no_small_number(app):
    """The scene: nothing in the result says what the four, or any of them, supported."""
    begin_voting(app)
    election = make_election(app, staff=24, councils=4, ideas=5)
    for voter in election.staff[:20]:
        vote(app, election, voter, election.ideas[0])
    for voter in election.councils[:3]:
        vote(app, election, voter, election.ideas[1])
    close(app, election)

    with app.app_context():
        result = find_result(db.session(), election.campaign_id)
    assert (result.turnout.eligible, result.turnout.voted) == (29, 23)
    assert result.turnout.groups == ()
    assert all(one.group_support == () for one in result.standings)
    assert "councils" not in result.canonical


def test_pr6_no_log_line_holds_an_idea_or_a_person(app, caplog):
    begin_voting(app)
    election = make_election(app)
    with caplog.at_level(logging.DEBUG):
        vote(app, election, election.staff[0], election.ideas[0])
        close(app, election)

    written = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    for id_ in (*election.ideas, *election.staff):
        assert str(id_) not in written
        assert id_.hex not in written


def test_the_sealed_ballots_hold_groups_but_no_persons(app, closed):
    columns = set(SealedBallot.__table__.columns.keys())

    assert columns == {"campaign_id", "random_key", "voter_group", "salt", "commitment", "marks"}
