"""One's own ballot: what it takes, what it refuses, and who has one."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    IdempotencyError,
    InvalidBallotError,
    InvalidInputError,
    NotFoundError,
    NotOnRollError,
    NoVotesLeftError,
)
from app.domain.permissions import Actor, Role
from app.models import (
    Body,
    Campaign,
    CampaignEvent,
    Idea,
    Membership,
    OpenBallot,
    OpenMark,
    Person,
    SealedBallot,
    Voter,
)
from app.voting.queries import get_ballot_view
from app.voting.services import add_voter, refresh_turnout, set_abstention, set_mark
from tests.support.elections import (
    Election,
    abstain,
    begin_voting,
    close,
    count_rows,
    faults_of_open_ballots,
    make_election,
    new_key,
    scalar,
    vote,
)
from tests.support.factories import (
    IN_REVIEW,
    LONG_AGO,
    WHILE_VOTING,
    actor_of,
    make_body,
    make_campaign,
    make_membership,
    make_person,
)
from tests.support.statements import recorded_statements


@pytest.fixture
def election(app):
    begin_voting(app)
    return make_election(app)


def view_of(app, election, person_id):
    with app.app_context():
        campaign = db.session.get(Campaign, election.campaign_id)
        return get_ballot_view(db.session(), campaign, person_id)


def test_a_ballot_is_changed_in_place_and_says_what_is_left(app, election):
    voter = election.staff[0]
    vote(app, election, voter, election.ideas[0])
    ballot = vote(app, election, voter, election.ideas[1], version=1)

    assert (ballot.used, ballot.left, ballot.quota) == (2, 1, 3)
    assert view_of(app, election, voter) == ballot
    assert ballot.marked == {election.ideas[0], election.ideas[1]}
    assert count_rows(app, OpenBallot) == 1


def test_taking_the_last_vote_back_removes_the_ballot(app, election):
    voter = election.staff[0]
    vote(app, election, voter, election.ideas[0])

    ballot = vote(app, election, voter, election.ideas[0], wanted=False)

    assert not ballot.has_voted
    assert count_rows(app, OpenBallot) == count_rows(app, OpenMark) == 0
    assert faults_of_open_ballots(app) == []


def test_wanting_what_already_is_changes_nothing(app, election):
    voter = election.staff[0]
    first = vote(app, election, voter, election.ideas[0])

    assert vote(app, election, voter, election.ideas[0]) == first
    assert vote(app, election, voter, election.ideas[1], wanted=False) == first


def test_a_page_drawn_before_the_last_vote_may_still_say_what_is_wanted(app, election):
    """A list draws fifty controls with one version; each says a whole wish of its own."""
    voter = election.staff[0]
    for idea in election.ideas[:3]:
        ballot = vote(app, election, voter, idea, version=0)

    assert ballot.used == 3


def test_abstaining_counts_as_having_voted_and_marks_nothing(app, election):
    ballot = abstain(app, election, election.staff[0])

    assert ballot.is_abstention
    assert ballot.has_voted
    assert ballot.receipt
    assert scalar(app, select(Voter.has_voted).where(Voter.person_id == election.staff[0]))


def test_a_personal_link_to_one_dugnad_votes_in_no_other(app, election):
    """The roll knows the person, whichever way one came in: the link must not."""
    for only_campaign in (uuid4(), election.campaign_id):
        by_link = Actor(election.staff[0], only_campaign=only_campaign)
        asked = {"wanted": True, "version": 0, "key": new_key(), "clock": app.extensions["clock"]}
        with app.app_context(), atomic() as session:
            if only_campaign == election.campaign_id:
                assert set_abstention(session, by_link, election.campaign_id, **asked).has_voted
            else:
                with pytest.raises(NotFoundError):
                    set_abstention(session, by_link, election.campaign_id, **asked)


def test_a_vote_ends_an_abstention_and_an_abstention_clears_the_votes(app, election):
    voter = election.staff[0]
    abstain(app, election, voter)
    ballot = vote(app, election, voter, election.ideas[0], version=1)
    assert not ballot.is_abstention

    ballot = abstain(app, election, voter, version=ballot.version)

    assert ballot.is_abstention
    assert count_rows(app, OpenMark) == 0


def test_an_old_page_does_not_throw_away_votes_it_never_saw(app, election):
    voter = election.staff[0]
    vote(app, election, voter, election.ideas[0])

    with pytest.raises(ConflictError):
        abstain(app, election, voter, version=0)

    assert count_rows(app, OpenMark) == 1


def test_vo3_a_key_used_again_with_other_content_is_refused(app, election):
    voter, key = election.staff[0], new_key()
    first = vote(app, election, voter, election.ideas[0], key=key)

    assert vote(app, election, voter, election.ideas[0], key=key) == first
    with pytest.raises(IdempotencyError):
        vote(app, election, voter, election.ideas[1], key=key)
    with pytest.raises(IdempotencyError):
        vote(app, election, voter, election.ideas[0], wanted=False, key=key)

    assert count_rows(app, OpenMark) == 1


def test_the_receipt_is_new_with_every_change(app, election):
    voter = election.staff[0]
    receipts = {
        vote(app, election, voter, idea, wanted=wanted).receipt
        for idea, wanted in [
            (election.ideas[0], True),
            (election.ideas[1], True),
            (election.ideas[1], False),
        ]
    }

    assert len(receipts) == 3


@pytest.mark.parametrize("idea", [UUID(int=0), UUID(int=2**128 - 1)])
def test_vo6_an_unknown_idea_uses_nothing_up(app, election, idea):
    with pytest.raises(InvalidBallotError):
        vote(app, election, election.staff[0], idea)

    assert faults_of_open_ballots(app) == []
    assert view_of(app, election, election.staff[0]).left == 3


def test_vo6_another_campaigns_idea_is_refused(app, election):
    other = make_election(app)

    with pytest.raises(InvalidBallotError):
        vote(app, election, election.staff[0], other.ideas[0])


@pytest.mark.parametrize(
    "change",
    [{"state": "withdrawn"}, {"omitted_reason": "Ligner nr. 3"}, {"state": "draft", "nr": None}],
)
def test_vo6_an_idea_that_is_not_on_the_ballot_is_refused(app, election, change):
    with app.app_context(), atomic() as session:
        session.execute(update(Idea).where(Idea.id == election.ideas[0]).values(**change))

    with pytest.raises(InvalidBallotError):
        vote(app, election, election.staff[0], election.ideas[0])


@pytest.mark.parametrize(
    ("field", "value"),
    [("key", ""), ("key", "x" * 65), ("key", "a key'; --"), ("version", -1), ("version", 2**63)],
)
def test_vo6_a_malformed_request_uses_nothing_up(app, election, field, value):
    with pytest.raises(InvalidBallotError):
        vote(app, election, election.staff[0], election.ideas[0], **{field: value})

    assert count_rows(app, OpenBallot) == 0


def test_vo6_a_fourth_vote_is_refused_and_the_three_stay(app, election):
    for idea in election.ideas[:3]:
        vote(app, election, election.staff[0], idea)

    with pytest.raises(NoVotesLeftError):
        vote(app, election, election.staff[0], election.ideas[3])

    assert view_of(app, election, election.staff[0]).marked == set(election.ideas[:3])


def test_the_database_itself_refuses_more_marks_than_votes(app, election):
    vote(app, election, election.staff[0], election.ideas[0])

    with app.app_context(), pytest.raises(DatabaseError), atomic() as session:
        session.execute(update(OpenBallot).values(used=4))


def test_without_a_limit_there_is_no_number_left(app):
    begin_voting(app)
    election = make_election(app, votes_per_person=None)
    for idea in election.ideas:
        ballot = vote(app, election, election.staff[0], idea)

    assert ballot.left is None
    assert ballot.used == 5


def test_vo11_promises_and_the_list_freeze_with_the_first_vote(app, election):
    vote(app, election, election.staff[0], election.ideas[0])

    with app.app_context():
        campaign = db.session.get(Campaign, election.campaign_id)
        events = db.session.scalars(
            select(CampaignEvent.canonical).order_by(CampaignEvent.seq)
        ).all()
    assert campaign.frozen_at == WHILE_VOTING
    assert len(campaign.key) == len(campaign.tie_pre) == 32
    assert '"votes_per_person":3' in events[1]
    assert campaign.tie_commitment in events[1]
    assert campaign.tie_pre.hex() not in "".join(events)


def test_vo13_sealed_ballots_and_events_refuse_change(app, election):
    vote(app, election, election.staff[0], election.ideas[0])
    close(app, election)

    for statement in (
        "UPDATE sealed_ballots SET marks = '{}'",
        "DELETE FROM sealed_ballots",
        "DELETE FROM campaign_events",
        "UPDATE results SET sha256 = 'x'",
    ):
        with (
            app.app_context(),
            pytest.raises(DatabaseError, match="is sealed"),
            atomic() as session,
        ):
            session.execute(text(statement))


def test_vo14_who_moved_after_voting_opened_still_votes(app, election):
    """The roll decides: it holds those who were members when voting opened."""
    with app.app_context(), atomic() as session:
        session.execute(
            update(Membership)
            .where(Membership.person_id == election.staff[0])
            .values(ends_at=WHILE_VOTING)
        )

    assert vote(app, election, election.staff[0], election.ideas[0]).used == 1


def test_vo14_who_left_before_voting_opened_does_not(app, election):
    with app.app_context(), atomic() as session:
        session.execute(
            update(Membership)
            .where(Membership.person_id == election.staff[0])
            .values(ends_at=IN_REVIEW)
        )

    with pytest.raises(NotFoundError):
        vote(app, election, election.staff[0], election.ideas[0])
    assert not view_of(app, election, election.staff[0]).is_on_roll


def test_who_can_only_look_at_the_campaign_is_told_why_not(app, election):
    with app.app_context(), atomic() as session:
        newcomer = make_person(session)
        make_membership(session, newcomer, _body(session, election), starts_at=WHILE_VOTING)

    assert not view_of(app, election, newcomer.id).is_on_roll
    with app.app_context(), pytest.raises(NotOnRollError), atomic() as session:
        set_mark(
            session,
            actor_of(session, newcomer, now=WHILE_VOTING),
            election.campaign_id,
            election.ideas[0],
            wanted=True,
            version=0,
            key=new_key(),
            clock=app.extensions["clock"],
        )


def _body(session, election):
    return session.get(Body, election.office)


def test_vo15_an_erased_person_does_not_come_back_as_somebody_new(app, election):
    voter = election.staff[0]
    vote(app, election, voter, election.ideas[0])
    with app.app_context(), atomic() as session:
        person = session.get(Person, voter)
        email, person.email, person.name, person.erased_at = person.email, None, None, WHILE_VOTING
        session.flush()
        again = make_person(session, email=email)
        make_membership(session, again, _body(session, election), starts_at=WHILE_VOTING)
        facilitator = session.get(Person, election.facilitator)

    with app.app_context(), pytest.raises(ConflictError), atomic() as session:
        add_voter(
            session,
            actor_of(session, facilitator, now=WHILE_VOTING),
            election.campaign_id,
            email=email,
            reason="Ny konto",
            clock=app.extensions["clock"],
        )

    close(app, election)
    assert count_rows(app, SealedBallot) == 1, "what was voted stays in the count"


def add(app, election, email, reason="Begynte etter at avstemningen åpnet"):
    with app.app_context(), atomic() as session:
        facilitator = session.get(Person, election.facilitator)
        return add_voter(
            session,
            actor_of(session, facilitator, now=WHILE_VOTING),
            election.campaign_id,
            email=email,
            reason=reason,
            clock=app.extensions["clock"],
        )


def test_vo16_a_late_joiner_votes_after_being_added_with_a_reason(app, election):
    with app.app_context(), atomic() as session:
        newcomer = make_person(session, email="ny@etaten.example")
        make_membership(session, newcomer, _body(session, election), starts_at=WHILE_VOTING)

    add(app, election, " NY@etaten.example")

    assert vote(app, election, newcomer.id, election.ideas[0]).used == 1
    assert count_rows(app, Voter) == 4
    with pytest.raises(ConflictError):
        add(app, election, "ny@etaten.example")


def test_vo16_nobody_is_added_without_a_reason_or_a_place(app, election):
    with app.app_context(), atomic() as session:
        make_person(session, email="fremmed@etaten.example")

    for email, reason in [
        ("fremmed@etaten.example", "Vil være med"),
        ("ukjent@etaten.example", "Vil være med"),
        ("fremmed@etaten.example", " "),
    ]:
        with pytest.raises(InvalidInputError):
            add(app, election, email, reason)


def test_vo16_after_the_close_nobody_is_added(app, election):
    close(app, election)
    begin_voting(app)

    with pytest.raises(DeadlinePassedError):
        add(app, election, "ny@etaten.example")


def test_each_person_is_on_the_roll_once_in_one_group(app):
    begin_voting(app)
    election = make_election(app, staff=2, councils=2, partners=1)
    with app.app_context(), atomic() as session:
        council = session.scalar(
            select(Membership.body_id).where(Membership.person_id == election.councils[0])
        )
        session.add(
            Membership(
                person_id=election.staff[1],
                body_id=council,
                role=Role.COUNCIL_MEMBER,
                starts_at=LONG_AGO,
            )
        )

    vote(app, election, election.staff[1], election.ideas[0])

    with app.app_context():
        groups = dict(db.session.execute(select(Voter.person_id, Voter.group)).all())
    assert groups[election.staff[1]] == "councils", "a council counts before a workplace"
    assert sorted(groups.values()) == ["councils"] * 3 + ["partners"] + ["staff"] * 2


def test_a_draft_and_an_unknown_campaign_are_nowhere(app):
    begin_voting(app)
    election = make_election(app, launched=False)
    unknown = make_election(app)
    unknown.campaign_id = uuid4()

    for missing in (election, unknown):
        with pytest.raises(NotFoundError):
            vote(app, missing, missing.staff[0], missing.ideas[0])


def test_the_turnout_is_written_once_an_hour_and_moves_with_nobody(app, election):
    def shown():
        with app.app_context(), atomic() as session:
            refresh_turnout(session, election.campaign_id, clock=app.extensions["clock"])
        return scalar(app, select(Campaign.turnout))

    vote(app, election, election.staff[0], election.ideas[0])
    before = shown()
    vote(app, election, election.staff[1], election.ideas[0])
    assert shown() == before

    app.extensions["clock"].move(hours=1)

    assert '"voted":2' in shown()


@pytest.mark.parametrize("ideas", [3, 40])
def test_reading_ones_ballot_is_one_statement(app, ideas):
    begin_voting(app)
    election = make_election(app, ideas=ideas)
    vote(app, election, election.staff[0], election.ideas[0])
    with app.app_context():
        campaign = db.session.get(Campaign, election.campaign_id)
        with recorded_statements() as statements:
            get_ballot_view(db.session(), campaign, election.staff[0])
    assert len(statements) == 1


def test_a_thousand_members_are_put_on_the_roll(app):
    begin_voting(app)
    with app.app_context(), atomic() as session:
        office = make_body(session)
        campaign = make_campaign(session, owner=office)
        people = [
            Person(id=uuid4(), email=f"p{n}@etaten.example", locale="nb", created_at=LONG_AGO)
            for n in range(2_100)
        ]
        session.add_all(people)
        session.flush()
        session.add_all(
            Membership(person_id=one.id, body_id=office.id, role="staff", starts_at=LONG_AGO)
            for one in people
        )
        voter, campaign_id = people[0].id, campaign.id
    with app.app_context():
        assert get_ballot_view(
            db.session(), db.session.get(Campaign, campaign_id), voter
        ).is_on_roll, "also before the roll is fixed"

    abstain(app, Election(campaign_id, ""), voter)

    assert count_rows(app, Voter) == 2_101
