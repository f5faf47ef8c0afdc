"""Comments and answers: who may, for how long, and who is told what."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.domain.errors import (
    DeadlinePassedError,
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotOpenError,
    ReasonMissingError,
)
from app.domain.permissions import Role
from app.domain.proposals import MAX_COMMENT
from app.ideas.services import (
    answer_idea,
    delete_comment,
    edit_comment,
    follow_idea,
    hide_comment,
    write_comment,
)
from app.ideas.services.discussion import EDITABLE_FOR
from app.models import Answer, CoAuthor, Follower, Notice, OutboxMail
from tests.support.factories import (
    AFTER_CLOSE,
    BEFORE_OPENING,
    WHILE_SUBMITTING,
    WHILE_VOTING,
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
def facilitator(session, office):
    return actor_of(session, make_person(session, body=office, role=Role.FACILITATOR))


@pytest.fixture
def idea(session, campaign, author):
    return make_idea(session, campaign=campaign, author=author)


@pytest.fixture
def actor(session, author):
    return actor_of(session, author)


@pytest.fixture
def say(session, campaign, idea, actor):
    def say(body="Enig!", *, by=actor, at=WHILE_SUBMITTING, **more):
        comment = write_comment(session, by, campaign.slug, idea.nr, body=body, now=at, **more)
        session.refresh(idea)
        return comment

    return say


def mails(session, kind):
    rows = session.scalars(select(OutboxMail).where(OutboxMail.kind == kind))
    return {mail.person_id: json.loads(mail.facts) for mail in rows}


def test_comments_are_counted_in_the_same_transaction(session, campaign, idea, actor, say):
    first, _second, again = say(), say("Uenig."), say("Uenig.")
    assert again is _second, "the form was sent twice"
    assert idea.comment_count == 2

    delete_comment(session, actor, campaign.slug, idea.nr, first.id, now=WHILE_SUBMITTING)
    session.refresh(idea)
    assert idea.comment_count == 1


@pytest.mark.parametrize("moment", [WHILE_SUBMITTING, WHILE_VOTING, AFTER_CLOSE])
def test_discussion_is_open_throughout(say, moment):
    assert say(at=moment).created_at == moment


def test_there_is_nothing_to_discuss_before_the_campaign_opens(say):
    with pytest.raises(NotOpenError):
        say(at=BEFORE_OPENING)


def test_the_switch_closes_the_discussion(campaign, say):
    campaign.allows_discussion = False

    with pytest.raises(FrozenError):
        say()


@pytest.mark.parametrize("body", ["", " \n\u200b", "x" * (MAX_COMMENT + 1)])
def test_a_comment_says_something_and_not_too_much(say, body):
    with pytest.raises(InvalidInputError):
        say(body)


def test_a_stance_is_kept_only_where_it_is_asked_for(campaign, say):
    assert say(stance="for").stance is None
    campaign.asks_stance = True
    assert say("Nei.", stance="against").stance == "against"
    with pytest.raises(InvalidInputError):
        say("Tja.", stance="kanskje")


def test_one_answers_only_what_stands_under_the_same_proposal(session, campaign, author, idea, say):
    other = make_idea(session, campaign=campaign, author=author)
    elsewhere = write_comment(
        session, actor_of(session, author), campaign.slug, other.nr, body="x", now=WHILE_SUBMITTING
    )

    assert say(parent_id=say().id).parent_id is not None
    for unknown in (elsewhere.id, uuid4()):
        with pytest.raises(NotFoundError):
            say(parent_id=unknown)


def test_a_comment_can_be_mended_for_a_quarter_of_an_hour(session, campaign, idea, actor, say):
    comment = say()

    def mend(at):
        return edit_comment(
            session, actor, campaign.slug, idea.nr, comment.id, body="Rettet", now=at
        )

    assert mend(WHILE_SUBMITTING + EDITABLE_FOR - SECOND).edited_at is not None
    with pytest.raises(DeadlinePassedError):
        mend(WHILE_SUBMITTING + EDITABLE_FOR)


def test_nobody_mends_or_deletes_anothers_comment(session, campaign, idea, office, say):
    comment = say()
    other = actor_of(session, make_person(session, body=office))
    arguments = (session, other, campaign.slug, idea.nr, comment.id)

    with pytest.raises(NotAllowedError):
        edit_comment(*arguments, body="x", now=WHILE_SUBMITTING)
    with pytest.raises(NotAllowedError):
        delete_comment(*arguments, now=WHILE_SUBMITTING)


def test_deleting_leaves_a_trace_without_the_words(session, campaign, idea, actor, say):
    comment = say("Dette angrer jeg på")

    delete_comment(session, actor, campaign.slug, idea.nr, comment.id, now=WHILE_SUBMITTING)

    assert (comment.body, comment.deleted_at) == ("", WHILE_SUBMITTING)


def test_hiding_needs_a_facilitator_and_a_reason_the_author_gets(
    session, campaign, idea, office, author, facilitator, say
):
    comment = say()
    arguments = (session, facilitator, campaign.slug, idea.nr, comment.id)
    other = actor_of(session, make_person(session, body=office))

    with pytest.raises(NotAllowedError):
        hide_comment(session, other, *arguments[2:], reason="x", now=WHILE_SUBMITTING)
    with pytest.raises(ReasonMissingError):
        hide_comment(*arguments, reason="  ", now=WHILE_SUBMITTING)
    hide_comment(*arguments, reason="Nevner en bruker.", now=WHILE_SUBMITTING)

    session.refresh(idea)
    assert idea.comment_count == 0
    assert mails(session, "comment_hidden")[author.id]["reason"] == "Nevner en bruker."


def test_an_answer_sets_the_status_and_tells_authors_and_followers_once(
    session, campaign, office, author, idea, facilitator
):
    joined, follower = make_person(session, body=office), make_person(session, body=office)
    ids = {"campaign_id": campaign.id, "idea_id": idea.id}
    session.add(CoAuthor(person_id=joined.id, **ids))
    for person in (follower, joined):
        session.add(Follower(person_id=person.id, **ids))
    session.flush()

    answer_idea(
        session,
        facilitator,
        campaign.slug,
        idea.nr,
        status="under_review",
        text="Vi ser på det.",
        now=WHILE_SUBMITTING,
    )

    assert idea.status == "under_review"
    told = mails(session, "idea_answered")
    assert set(told) == {author.id, joined.id}
    heard = session.scalars(select(Notice.person_id).where(Notice.kind == "followed_answered"))
    assert heard.all() == [follower.id], "who follows gets the day's mail, unless they choose"
    assert told[author.id] == {
        "slug": campaign.slug,
        "nr": idea.nr,
        "title": idea.title,
        "status": "under_review",
        "text": "Vi ser på det.",
    }


def test_a_new_answer_adds_a_line_and_the_newest_counts(session, campaign, idea, facilitator):
    for status in ("under_review", "going_forward"):
        answer_idea(
            session,
            facilitator,
            campaign.slug,
            idea.nr,
            status=status,
            text="Svar",
            now=WHILE_SUBMITTING,
        )

    assert len(session.scalars(select(Answer)).all()) == 2
    assert idea.status == "going_forward"


def test_staff_and_unknown_words_give_no_answers(session, campaign, idea, actor, facilitator):
    arguments = (campaign.slug, idea.nr)

    with pytest.raises(NotAllowedError):
        answer_idea(
            session, actor, *arguments, status="under_review", text="x", now=WHILE_SUBMITTING
        )
    with pytest.raises(InvalidInputError):
        answer_idea(
            session, facilitator, *arguments, status="approved", text="x", now=WHILE_SUBMITTING
        )


def test_following_is_a_state_and_not_a_switch(session, campaign, idea, actor):
    def follow(wanted):
        follow_idea(session, actor, campaign.slug, idea.nr, wanted=wanted, now=WHILE_SUBMITTING)
        return len(session.scalars(select(Follower)).all())

    assert [follow(True), follow(True), follow(False), follow(False)] == [1, 1, 0, 0]
