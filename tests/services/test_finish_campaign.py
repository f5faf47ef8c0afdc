"""Publishing what was counted, and putting a campaign away when everybody has an answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.campaigns.queries import list_unanswered
from app.campaigns.queries.answered import IS_ANSWERED
from app.campaigns.services import archive_campaign, publish_campaign
from app.domain.errors import (
    ConflictError,
    NotAllowedError,
    NotCountedError,
    NotOpenError,
)
from app.domain.permissions import Role
from app.domain.proposals import AnswerStatus, is_answered
from app.domain.timetable import Phase
from app.models import Answer, Idea, Result
from tests.support.clock import FixedClock
from tests.support.factories import (
    AFTER_CLOSE,
    VOTING_CLOSES,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)


@pytest.fixture
def office(session):
    return make_body(session)


@pytest.fixture
def campaign(session, office):
    return make_campaign(session, owner=office)


@pytest.fixture
def facilitator(session, office):
    return actor_of(session, make_person(session, body=office, role=Role.FACILITATOR))


@pytest.fixture
def count(session, campaign):
    def count():
        session.add(
            Result(campaign_id=campaign.id, canonical="{}", sha256="0" * 64, counted_at=AFTER_CLOSE)
        )
        session.flush()

    return count


@pytest.fixture
def publish(session, campaign, facilitator):
    def publish(now=AFTER_CLOSE, actor=None):
        return publish_campaign(session, actor or facilitator, campaign.slug, clock=FixedClock(now))

    return publish


@pytest.fixture
def archive(session, campaign, facilitator):
    def archive(now=AFTER_CLOSE):
        return archive_campaign(session, facilitator, campaign.slug, clock=FixedClock(now))

    return archive


def answer(session, idea, facilitator, status="not_going_forward"):
    idea.status = status
    session.add(
        Answer(
            campaign_id=idea.campaign_id,
            idea_id=idea.id,
            status=status,
            text="Ikke nå.",
            answered_by=facilitator.person_id,
            answered_at=AFTER_CLOSE,
        )
    )
    session.flush()


def test_nothing_is_published_before_it_is_counted(publish, count):
    with pytest.raises(NotCountedError):
        publish()

    count()
    assert publish().timetable.phase_at(AFTER_CLOSE) is Phase.PUBLISHED


def test_nothing_is_published_before_voting_is_over(publish, count):
    count()

    with pytest.raises(NotOpenError):
        publish(now=VOTING_CLOSES - timedelta(microseconds=1))
    assert publish(now=VOTING_CLOSES).published_at == VOTING_CLOSES


def test_publishing_twice_keeps_the_first_moment(publish, count):
    count()
    publish()

    assert publish(now=AFTER_CLOSE + timedelta(days=1)).published_at == AFTER_CLOSE


def test_a_leader_does_not_publish(session, publish, count, office):
    count()

    with pytest.raises(NotAllowedError):
        publish(actor=actor_of(session, make_person(session, body=office, role=Role.LEADER)))


def test_every_proposal_has_an_answer_before_a_campaign_is_put_away(
    session, campaign, facilitator, publish, count, archive, office
):
    author = make_person(session, body=office)
    answered, omitted, waiting = (
        make_idea(session, campaign=campaign, author=author) for _ in range(3)
    )
    make_idea(session, campaign=campaign, author=author, state="withdrawn")
    make_idea(session, campaign=campaign, author=author, state="draft")
    answer(session, answered, facilitator)
    omitted.omitted_reason = "Finnes fra før."
    answer(session, waiting, facilitator, status="under_review")
    count()
    publish()

    with pytest.raises(ConflictError) as error:
        archive()
    assert error.value.facts["unanswered"] == [(waiting.nr, waiting.title, None, None)]
    assert campaign.archived_at is None

    answer(session, waiting, facilitator)
    assert archive().archived_at == AFTER_CLOSE


def test_what_is_looked_at_again_waits_again(session, campaign, facilitator, office):
    idea = make_idea(session, campaign=campaign, author=make_person(session, body=office))
    answer(session, idea, facilitator, status="going_forward")
    assert list_unanswered(session, campaign.id) == []

    answer(session, idea, facilitator, status="under_review")

    assert [each.nr for each in list_unanswered(session, campaign.id)] == [idea.nr]


def test_the_database_is_asked_the_same_rule_of_answers(session, campaign, office):
    author = make_person(session, body=office)
    for status in (None, *AnswerStatus):
        for reason in (None, "Finnes fra før."):
            make_idea(
                session, campaign=campaign, author=author, status=status, omitted_reason=reason
            )

    asked = session.execute(select(Idea.status, Idea.omitted_reason, IS_ANSWERED)).all()

    assert len(asked) == 10
    assert all(bool(found) is is_answered(status, reason) for status, reason, found in asked)


def test_only_a_published_campaign_is_put_away(archive, count):
    count()

    with pytest.raises(NotOpenError):
        archive()
