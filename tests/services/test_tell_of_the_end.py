"""At publication, and when a dugnad is put away, all who could take part are told the same."""

import pytest
from sqlalchemy import select

from app.campaigns.services import archive_campaign, publish_campaign
from app.domain.permissions import Role
from app.models import Answer, Follower, Notice, Result, Voter
from tests.support.clock import FixedClock
from tests.support.factories import (
    AFTER_CLOSE,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)

CLOCK = FixedClock(AFTER_CLOSE)


@pytest.fixture
def place(session):
    office = make_body(session)
    campaign = make_campaign(session, owner=office)
    people = {
        name: make_person(session, body=office) for name in ("voted", "silent", "author", "reader")
    }
    facilitator = make_person(session, body=office, role=Role.FACILITATOR)
    for name in ("voted", "silent"):
        person_id = people[name].id
        voter = Voter(campaign_id=campaign.id, person_id=person_id, has_voted=name == "voted")
        session.add(voter)
    idea = make_idea(session, campaign=campaign, author=people["author"])
    idea.status = "carried_out"
    of_idea = {"campaign_id": campaign.id, "idea_id": idea.id}
    session.add_all(
        [
            Follower(**of_idea, person_id=people["reader"].id),
            Answer(
                **of_idea,
                status="carried_out",
                text="Det er gjort.",
                answered_by=facilitator.id,
                answered_at=AFTER_CLOSE,
            ),
            Result(
                campaign_id=campaign.id, canonical="{}", sha256="0" * 64, counted_at=AFTER_CLOSE
            ),
        ]
    )
    session.flush()
    return campaign, people, actor_of(session, facilitator)


def told(session, kind):
    rows = session.execute(select(Notice.person_id, Notice.facts).where(Notice.kind == kind)).all()
    return {row[0] for row in rows}, {row[1] for row in rows}


def test_publication_tells_voters_non_voters_and_proposers_the_same_words(session, place):
    campaign, people, actor = place
    for _ in range(2):
        publish_campaign(session, actor, campaign.slug, clock=CLOCK)

    receivers, words = told(session, "campaign_published")

    assert receivers == {people[name].id for name in ("voted", "silent", "author")}
    assert len(words) == 1, "nothing in it is about the one who reads it"


def test_where_the_result_itself_comes_with_publication_nothing_is_said_twice(session, place):
    campaign, _, actor = place
    campaign.shows_result_at = "publication"
    publish_campaign(session, actor, campaign.slug, clock=CLOCK)

    assert told(session, "campaign_published") == (set(), set())


def test_when_it_is_put_away_they_hear_what_became_of_it(session, place):
    campaign, people, actor = place
    publish_campaign(session, actor, campaign.slug, clock=CLOCK)
    for _ in range(2):
        archive_campaign(session, actor, campaign.slug, clock=CLOCK)

    receivers, words = told(session, "campaign_concluded")

    assert receivers == {people[name].id for name in ("voted", "silent", "author")}
    assert '"carried_out": 1' in words.pop()
