"""Deadlines are moved later, with a reason, and never after close."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.campaigns.services import move_deadline
from app.campaigns.services.deadlines import Deadline
from app.domain.errors import (
    DeadlinePassedError,
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    ReasonMissingError,
)
from app.domain.permissions import Role
from app.domain.timetable import Phase
from app.models import DeadlineMove, OutboxMail
from tests.support.clock import FixedClock
from tests.support.factories import (
    AFTER_CLOSE,
    IN_REVIEW,
    SUBMISSION_CLOSES,
    VOTING_CLOSES,
    VOTING_OPENS,
    WHILE_SUBMITTING,
    WHILE_VOTING,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.fixture
def office(session):
    return make_body(session)


@pytest.fixture
def campaign(session, office):
    return make_campaign(session, owner=office)


@pytest.fixture
def facilitator(session, office):
    return make_person(session, body=office, role=Role.FACILITATOR)


@pytest.fixture
def move(session, campaign, facilitator):
    def move(deadline, to, *, reason="Flere trenger tid.", now=WHILE_SUBMITTING):
        return move_deadline(
            session,
            actor_of(session, facilitator),
            campaign.slug,
            deadline=deadline,
            to=to,
            reason=reason,
            clock=FixedClock(now),
        )

    return move


def moves(session):
    rows = session.scalars(select(DeadlineMove).order_by(DeadlineMove.deadline))
    return [(row.deadline, row.moved_from, row.moved_to, row.reason) for row in rows]


def test_a_move_is_kept_with_where_from_where_to_and_why(session, move, campaign, facilitator):
    move(Deadline.SUBMISSION, SUBMISSION_CLOSES + DAY)

    assert campaign.submission_closes_at == SUBMISSION_CLOSES + DAY
    assert moves(session) == [
        (
            "submission_closes_at",
            SUBMISSION_CLOSES,
            SUBMISSION_CLOSES + DAY,
            "Flere trenger tid.",
        )
    ]
    moved = session.scalars(select(DeadlineMove)).one()
    assert (moved.moved_by, moved.moved_at) == (facilitator.id, WHILE_SUBMITTING)


@pytest.mark.parametrize("deadline", Deadline)
@pytest.mark.parametrize("distance", [-DAY, -TICK, timedelta(0)])
def test_no_deadline_is_moved_earlier_or_nowhere(session, move, campaign, deadline, distance):
    before = VOTING_CLOSES if deadline is Deadline.VOTING else SUBMISSION_CLOSES

    with pytest.raises(InvalidInputError) as error:
        move(deadline, before + distance)

    assert error.value.facts["reason"] == "not_later"
    assert moves(session) == []


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_a_move_without_a_reason_is_refused(session, move, reason):
    with pytest.raises(ReasonMissingError):
        move(Deadline.VOTING, VOTING_CLOSES + DAY, reason=reason)

    assert moves(session) == []


def test_a_group_gets_a_later_deadline_than_the_others(move, campaign):
    move(Deadline.COUNCILS, SUBMISSION_CLOSES + DAY)

    assert campaign.councils_submission_closes_at == SUBMISSION_CLOSES + DAY
    assert campaign.submission_closes_at == SUBMISSION_CLOSES
    assert campaign.voting_opens_at == VOTING_OPENS


def test_voting_opens_later_when_a_group_is_given_longer(session, move, campaign):
    later = VOTING_OPENS + DAY

    move(Deadline.PARTNERS, later)

    assert campaign.voting_opens_at == later
    assert [column for column, *_ in moves(session)] == [
        "partners_submission_closes_at",
        "voting_opens_at",
    ]
    assert campaign.timetable.phase_at(later) is Phase.VOTING


@pytest.mark.parametrize("distance", [timedelta(0), DAY])
def test_submission_never_lasts_past_the_vote(move, distance):
    with pytest.raises(InvalidInputError) as error:
        move(Deadline.SUBMISSION, VOTING_CLOSES + distance)

    assert error.value.facts["reason"] == "after_voting_closes"


def test_a_passed_deadline_can_be_moved_only_into_the_future(move, campaign):
    with pytest.raises(InvalidInputError) as error:
        move(Deadline.SUBMISSION, IN_REVIEW, now=IN_REVIEW)
    assert error.value.facts["reason"] == "passed"

    move(Deadline.SUBMISSION, IN_REVIEW + DAY, now=IN_REVIEW)
    assert campaign.timetable.phase_at(IN_REVIEW) is Phase.SUBMISSION


def test_proposals_are_never_reopened_once_voting_has_begun(move, campaign):
    move(Deadline.SUBMISSION, VOTING_OPENS, now=VOTING_OPENS - TICK)

    with pytest.raises(FrozenError):
        move(Deadline.SUBMISSION, VOTING_OPENS + DAY, now=VOTING_OPENS)


def test_the_vote_is_prolonged_until_its_very_end_and_never_after(move, campaign):
    move(Deadline.VOTING, VOTING_CLOSES + DAY, now=VOTING_CLOSES - TICK)
    assert campaign.voting_closes_at == VOTING_CLOSES + DAY

    with pytest.raises(DeadlinePassedError):
        move(Deadline.VOTING, VOTING_CLOSES + 9 * DAY, now=VOTING_CLOSES + DAY)


def test_a_closed_campaign_never_reopens_even_if_the_clock_says_earlier(session, office):
    closed = make_campaign(session, owner=office, closed_at=AFTER_CLOSE)
    person = make_person(session, body=office, role=Role.FACILITATOR)

    with pytest.raises(FrozenError):
        move_deadline(
            session,
            actor_of(session, person),
            closed.slug,
            deadline=Deadline.VOTING,
            to=VOTING_CLOSES + DAY,
            reason="Prøver.",
            clock=FixedClock(WHILE_VOTING),
        )


def test_staff_and_leaders_do_not_move_deadlines(session, campaign, office):
    for role in (Role.STAFF, Role.LEADER):
        with pytest.raises(NotAllowedError):
            move_deadline(
                session,
                actor_of(session, make_person(session, body=office, role=role)),
                campaign.slug,
                deadline=Deadline.VOTING,
                to=VOTING_CLOSES + DAY,
                reason="Prøver.",
                clock=FixedClock(WHILE_SUBMITTING),
            )


def test_those_with_proposals_or_drafts_are_told_once_each(session, move, campaign, office):
    writer, drafter, silent, gone = (make_person(session, body=office) for _ in range(4))
    for _ in range(2):
        make_idea(session, campaign=campaign, author=writer)
    make_idea(session, campaign=campaign, author=drafter, state="draft")
    make_idea(session, campaign=campaign, author=gone, state="withdrawn")
    make_idea(session, campaign=make_campaign(session, owner=office), author=silent)

    move(Deadline.SUBMISSION, SUBMISSION_CLOSES + DAY)

    mails = session.scalars(select(OutboxMail)).all()
    assert {mail.person_id for mail in mails} == {writer.id, drafter.id}
    assert len(mails) == 2
    assert {mail.kind for mail in mails} == {"deadline_moved"}


def test_a_deadline_of_one_group_is_told_of_in_that_group(session, move, campaign, office):
    council = make_body(session, kind="council")
    writer = make_person(session, body=office)
    member = make_person(session, body=council, role=Role.COUNCIL_MEMBER)
    for author in (writer, member):
        make_idea(session, campaign=campaign, author=author)

    move(Deadline.COUNCILS, SUBMISSION_CLOSES + DAY)
    assert set(session.scalars(select(OutboxMail.person_id))) == {member.id}

    move(Deadline.COUNCILS, VOTING_OPENS + DAY)
    assert set(session.scalars(select(OutboxMail.person_id))) == {member.id, writer.id}, (
        "voting opens later for all"
    )
