"""A whole ballot of each kind: what it takes, what it refuses, and that nothing is lost."""

from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    IdempotencyError,
    InvalidBallotError,
    NotFoundError,
    NotOpenError,
    NoVotesLeftError,
)
from app.models import Campaign, Idea, OpenBallot, OpenMark, SealedBallot, Voter
from app.voting.queries import get_ballot_view
from tests.support.bursts import burst
from tests.support.elections import (
    abstain,
    begin_voting,
    cast,
    close,
    count_rows,
    make_election_of,
    new_key,
    scalar,
    vote,
)
from tests.support.factories import VOTING_CLOSES, WHILE_SUBMITTING

BALLOTS = {
    "approval": ({0: 1, 2: 1}, 2),
    "dots": ({0: 4, 1: 3, 4: 3}, 10),
    "score": ({0: 0, 1: 5, 3: 2}, 3),
    "ranked": ({3: 1, 0: 2, 1: 3}, 3),
    "budget": ({0: 1, 1: 1, 3: 1}, 600),
}
"""A ballot of each kind as full as may be, and how much of the quota it uses."""
OVERFULL = {
    "approval": {0: 1, 1: 1, 2: 1, 3: 1},
    "dots": {0: 4, 1: 4, 2: 3},
    "ranked": {0: 1, 1: 2, 2: 3, 3: 4},
    "budget": {0: 1, 1: 1, 2: 1},
}
MALFORMED = [
    ("approval", {0: 2}, "value"),
    ("dots", {0: 5}, "too_many_on_one"),
    ("dots", {0: -1}, "value"),
    ("score", {0: 6}, "value"),
    ("score", {0: -1}, "value"),
    ("ranked", {0: 1, 1: 1}, "place_twice"),
    ("ranked", {0: 1, 1: 3}, "place_missing"),
    ("budget", {0: 2}, "value"),
]


@pytest.fixture
def make(app):
    begin_voting(app)
    return lambda kind, **columns: make_election_of(app, kind, **columns)


def own(app, election, person_id):
    with app.app_context():
        campaign = db.session.get(Campaign, election.campaign_id)
        return get_ballot_view(db.session(), campaign, person_id)


def test_a_ballot_of_every_kind_holds_what_was_wanted(app, make):
    for kind, (marks, used) in BALLOTS.items():
        election = make(kind)
        voter = election.staff[0]

        ballot = cast(app, election, voter, marks)

        assert ballot.marks == {election.ideas[place]: value for place, value in marks.items()}
        assert (ballot.used, ballot.version) == (used, 1)
        assert own(app, election, voter) == ballot
        assert ballot.receipt


def test_the_next_ballot_takes_the_place_of_the_one_before(app, make):
    for kind in BALLOTS:
        election = make(kind)
        voter = election.staff[0]
        first = cast(app, election, voter, BALLOTS[kind][0])

        second = cast(app, election, voter, {4: 1}, version=first.version)

        assert second.marks == {election.ideas[4]: 1}
        assert second.receipt != first.receipt
        assert own(app, election, voter) == second
    assert (count_rows(app, OpenBallot), count_rows(app, OpenMark)) == (5, 5)


def test_an_overfull_ballot_is_refused_and_the_old_one_stays(app, make):
    for kind in OVERFULL:
        election = make(kind)
        voter = election.staff[0]
        before = cast(app, election, voter, {3: 1})

        with pytest.raises(NoVotesLeftError):
            cast(app, election, voter, OVERFULL[kind], version=1)

        assert own(app, election, voter) == before


def test_a_malformed_ballot_is_refused_with_the_reason_and_uses_nothing(app, make):
    elections = {kind: make(kind) for kind in BALLOTS}

    for kind, marks, reason in MALFORMED:
        with pytest.raises(InvalidBallotError) as refusal:
            cast(app, elections[kind], elections[kind].staff[0], marks)
        assert refusal.value.facts["reason"] == reason

    assert count_rows(app, OpenBallot) == count_rows(app, Voter, Voter.has_voted) == 0


@pytest.mark.parametrize("kind", ["score", "budget"])
def test_what_is_not_on_the_ballot_is_refused(app, make, kind):
    election = make(kind)
    unknown, other = make(kind), make(kind)
    unknown.campaign_id, unknown.staff = election.campaign_id, election.staff
    with app.app_context(), atomic() as session:
        session.execute(
            update(Idea).where(Idea.id == election.ideas[0]).values(omitted_reason="Ligner nr. 3")
        )
    unknown.ideas = [UUID(int=7), other.ideas[0], election.ideas[0]]

    for place in range(3):
        with pytest.raises(InvalidBallotError) as refusal:
            cast(app, unknown, election.staff[0], {place: 1})
        assert refusal.value.facts["reason"] == "not_on_ballot"
    assert count_rows(app, OpenBallot) == 0


def test_a_page_that_is_out_of_date_throws_nothing_away(app, make):
    for kind in BALLOTS:
        election = make(kind)
        voter = election.staff[0]
        newer = cast(app, election, voter, {0: 1})

        with pytest.raises(ConflictError):
            cast(app, election, voter, {1: 1}, version=0)
        with pytest.raises(ConflictError):
            cast(app, election, voter, {}, version=0)

        assert own(app, election, voter) == newer
        assert cast(app, election, voter, {0: 1}, version=0) == newer, "it wants what already is"


def test_an_emptied_ballot_is_no_ballot(app, make):
    election = make("dots")
    voter = election.staff[0]
    cast(app, election, voter, {0: 3})

    emptied = cast(app, election, voter, {}, version=1)

    assert not emptied.has_voted
    assert count_rows(app, OpenBallot) == count_rows(app, Voter, Voter.has_voted) == 0
    with pytest.raises(ConflictError):
        cast(app, election, voter, {1: 1}, version=1)


def test_an_abstention_is_a_ballot_and_gives_way_to_the_next(app, make):
    for kind in BALLOTS:
        election = make(kind)
        voter = election.staff[0]
        cast(app, election, voter, BALLOTS[kind][0])

        abstention = abstain(app, election, voter, version=1)
        assert (abstention.is_abstention, abstention.used, abstention.marks) == (True, 0, {})
        assert scalar(app, select(Voter.has_voted).where(Voter.person_id == voter))

        again = cast(app, election, voter, {1: 1}, version=2)
        assert not again.is_abstention
        assert abstain(app, election, voter, wanted=False, version=3) == again


def test_only_an_approval_is_marked_one_idea_at_a_time(app, make):
    for kind in ("dots", "score", "ranked", "budget"):
        election = make(kind)
        with pytest.raises(InvalidBallotError):
            vote(app, election, election.staff[0], election.ideas[0])


def test_a_key_used_again_with_another_ballot_is_refused(app, make):
    election, key = make("ranked"), new_key()
    voter = election.staff[0]
    first = cast(app, election, voter, {0: 1, 1: 2}, key=key)

    assert cast(app, election, voter, {0: 1, 1: 2}, key=key) == first
    with pytest.raises(IdempotencyError):
        cast(app, election, voter, {1: 1, 0: 2}, key=key)

    assert own(app, election, voter) == first


def test_a_ballot_is_taken_from_the_opening_until_the_deadline(app, make):
    election = make("score")
    voter = election.staff[0]
    app.extensions["clock"].moment = WHILE_SUBMITTING
    with pytest.raises(NotOpenError):
        cast(app, election, voter, {0: 3})
    app.extensions["clock"].moment = VOTING_CLOSES
    with pytest.raises(DeadlinePassedError):
        cast(app, election, voter, {0: 3})


def test_whom_the_campaign_is_not_for_is_not_told_that_it_exists(app, make):
    election, others = make("dots"), make("dots")

    with pytest.raises(NotFoundError):
        cast(app, election, others.staff[0], {0: 1})


@pytest.mark.parametrize("kind", ["dots", "budget"])
def test_the_database_itself_refuses_more_than_the_quota(app, make, kind):
    election = make(kind)
    ballot = cast(app, election, election.staff[0], BALLOTS[kind][0])

    with app.app_context(), pytest.raises(DatabaseError), atomic() as session:
        session.execute(update(OpenBallot).values(used=ballot.quota + 1))


@pytest.mark.parametrize(
    ("kind", "marks", "value"),
    [
        ("dots", {0: 3}, 5),
        ("dots", {0: 3}, -1),
        ("score", {0: 3}, 6),
        ("score", {0: 3}, -1),
        ("ranked", {0: 1}, 4),
        ("budget", {0: 1}, 2),
        ("approval", {0: 1}, 2),
    ],
)
def test_the_database_itself_refuses_a_value_beyond_the_promises(app, make, kind, marks, value):
    election = make(kind)
    cast(app, election, election.staff[0], marks)

    with app.app_context(), pytest.raises(DatabaseError), atomic() as session:
        session.execute(update(OpenMark).values(value=value))


def test_the_database_itself_gives_a_place_once(app, make):
    election = make("ranked")
    cast(app, election, election.staff[0], {0: 1, 1: 2})
    cast(app, election, election.staff[1], {0: 1, 1: 2})

    with app.app_context(), pytest.raises(DatabaseError), atomic() as session:
        session.execute(update(OpenMark).values(value=1))


def test_other_ballots_may_give_a_value_twice(app, make):
    election = make("score")

    assert cast(app, election, election.staff[0], {0: 4, 1: 4}).used == 2


def set_cost(app, idea, cost):
    with app.app_context(), atomic() as session:
        session.execute(update(Idea).where(Idea.id == idea).values(cost=cost))


def test_what_costs_nothing_fits_in_every_basket(app, make):
    election = make("budget")
    set_cost(app, election.ideas[0], 0)

    ballot = cast(app, election, election.staff[0], {0: 1, 4: 1})

    assert (ballot.used, ballot.left) == (600, 0)


def test_no_basket_holds_what_nobody_has_put_a_cost_on(app, make):
    election = make("budget")
    set_cost(app, election.ideas[0], None)

    with pytest.raises(InvalidBallotError) as refused:
        cast(app, election, election.staff[0], {0: 1, 3: 1})

    assert refused.value.facts["reason"] == "without_cost"
    assert count_rows(app, OpenBallot) == 0


@pytest.mark.parametrize("kind", ["dots", "budget"])
def test_full_ballots_at_once_are_one_ballot_within_the_quota(app, make, kind):
    election = make(kind)
    voter = election.staff[0]
    cast(app, election, election.staff[1], {3: 1})  # the roll is fixed
    full = BALLOTS[kind][0]
    # With three full ballots of different content, one wins and the others are out of date.
    wishes = [full, {4: 1}, {2: 1}] * 4

    outcome = burst([lambda w=wish: cast(app, election, voter, w) for wish in wishes])

    held = own(app, election, voter)
    assert {type(error) for error in outcome.errors} == {ConflictError}
    assert [answer for answer in outcome.answers if answer != held] == []
    assert held.version == 1
    assert held.used <= held.quota


@pytest.mark.parametrize("kind", ["score", "ranked"])
def test_the_sealed_ballot_holds_the_values(app, make, kind):
    election = make(kind)
    cast(app, election, election.staff[0], BALLOTS[kind][0])
    close(app, election)

    sealed = scalar(app, select(SealedBallot.marks))
    for place, value in BALLOTS[kind][0].items():
        assert f'"{election.ideas[place]}":{value}' in sealed
