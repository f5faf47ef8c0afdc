"""Editing and taking back one's own proposal, with what it said before kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    JoinedError,
    NotAllowedError,
    NotFoundError,
)
from app.domain.permissions import Role
from app.domain.proposals import Proposal
from app.ideas.services import edit_idea, withdraw_idea
from app.models import IdeaVersion
from tests.support.clock import FixedClock
from tests.support.factories import (
    SUBMISSION_CLOSES,
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
def office(session):
    return make_body(session)


@pytest.fixture
def campaign(session, office):
    return make_campaign(session, owner=office)


@pytest.fixture
def author(session, office):
    return make_person(session, body=office)


@pytest.fixture
def idea(session, campaign, author):
    return make_idea(session, campaign=campaign, author=author, title="Stille time", body="Før")


@pytest.fixture
def edit(session, campaign, author, idea):
    def edit(title="Stille time", *, by=author, at=WHILE_SUBMITTING, version=1, **parts):
        return edit_idea(
            session,
            actor_of(session, by),
            campaign.slug,
            idea.nr,
            proposal=Proposal(title=title, **parts),
            version=version,
            clock=FixedClock(at),
        )

    return edit


@pytest.fixture
def withdraw(session, campaign, author, idea):
    def withdraw(*, by=author, at=WHILE_SUBMITTING):
        return withdraw_idea(
            session, actor_of(session, by), campaign.slug, idea.nr, clock=FixedClock(at)
        )

    return withdraw


def test_an_edit_keeps_what_stood_before(session, edit):
    edited = edit("Stille formiddag", body="Etter", at=WHILE_SUBMITTING + SECOND)

    kept = session.scalars(select(IdeaVersion)).one()
    assert (kept.version, kept.title, kept.body) == (1, "Stille time", "Før")
    assert (edited.version, edited.title, edited.body) == (2, "Stille formiddag", "Etter")
    assert edited.updated_at == WHILE_SUBMITTING + SECOND


def test_of_two_edits_at_once_one_wins_and_the_other_is_told(edit):
    edit("Først", version=1)

    with pytest.raises(ConflictError):
        edit("Samtidig", version=1)
    assert edit("Etterpå", version=2).version == 3


def test_dl3_nothing_changes_after_the_deadline(edit, withdraw, idea):
    edit("I siste liten", at=SUBMISSION_CLOSES - SECOND)

    with pytest.raises(DeadlinePassedError):
        edit("For sent", at=SUBMISSION_CLOSES, version=2)
    with pytest.raises(DeadlinePassedError):
        withdraw(at=SUBMISSION_CLOSES)
    assert (idea.title, idea.state) == ("I siste liten", "submitted")


def test_ac4_nobody_edits_or_withdraws_anothers_proposal(session, office, edit, withdraw):
    colleague = make_person(session, body=office)
    facilitator = make_person(session, body=office, role=Role.FACILITATOR)

    for person in (colleague, facilitator):
        with pytest.raises(NotAllowedError):
            edit(by=person)
        with pytest.raises(NotAllowedError):
            withdraw(by=person)


def test_ac2_for_a_stranger_it_does_not_exist(session, edit):
    with pytest.raises(NotFoundError):
        edit(by=make_person(session, body=make_body(session)))


def test_withdrawing_twice_is_the_same_as_once(withdraw):
    first = withdraw()

    assert first.state == "withdrawn"
    assert withdraw(at=WHILE_SUBMITTING + SECOND).withdrawn_at == WHILE_SUBMITTING


def test_what_holds_the_proposals_of_others_is_not_taken_back(
    session, office, campaign, author, idea, withdraw
):
    own = make_idea(session, campaign=campaign, author=author, title="Også min")
    theirs = make_idea(session, campaign=campaign, author=make_person(session, body=office))
    for joined in (own, theirs):
        joined.state, joined.merged_into = "merged", idea.id
    session.flush()

    with pytest.raises(JoinedError):
        withdraw()
    theirs.state, theirs.merged_into = "submitted", None
    session.flush()
    assert withdraw().state == "withdrawn", "one's own go along"


def test_what_is_withdrawn_is_nobodys_business_and_stays_as_it_is(session, office, edit, withdraw):
    withdraw()

    with pytest.raises(ConflictError):
        edit("Likevel")
    with pytest.raises(NotFoundError):
        edit(by=make_person(session, body=office))
