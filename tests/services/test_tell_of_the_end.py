"""At publication, and when a dugnad is put away, all who could take part are told the same.

When nothing is heard for months afterwards, the facilitators are asked.
"""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.campaigns.services import archive_campaign, publish_campaign
from app.domain.permissions import Role
from app.ideas.services.silence import QUARTER, ask_what_became
from app.models import Answer, Follower, Idea, Notice, Result, Voter
from tests.support.clock import FixedClock
from tests.support.factories import (
    AFTER_CLOSE,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.plans import make_plan, make_theme

CLOCK = FixedClock(AFTER_CLOSE)


@pytest.fixture
def place(session):
    office = make_body(session)
    campaign = make_campaign(session, owner=office)
    people = {
        name: make_person(session, body=office) for name in ("voted", "silent", "author", "reader")
    }
    facilitator = make_person(session, body=office, role=Role.FACILITATOR)
    people["silent"].email = None  # reads it in the application
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


def answer(session, place, status, at):
    """Say something new about the one proposal."""
    idea = session.scalars(select(Idea)).one()
    idea.status = status
    said = {"text": "Vi er i gang.", "answered_by": place[2].person_id, "answered_at": at}
    session.add(Answer(campaign_id=place[0].id, idea_id=idea.id, status=status, **said))
    session.flush()
    return idea


@pytest.fixture
def going_forward(session, place):
    """The campaign is closed, and its proposal went forward."""
    place[0].closed_at = AFTER_CLOSE
    return answer(session, place, "going_forward", AFTER_CLOSE)


def ask(session, *quarters):
    for number in quarters:
        ask_what_became(session, now=AFTER_CLOSE + number * QUARTER)


def test_facilitators_are_asked_once_a_quarter_of_silence_for_a_year(session, place, going_forward):
    _, people, actor = place
    ask(session, 0.9)
    assert told(session, "silence") == (set(), set())

    ask(session, 1.1, 1.2, 2.1, 3.1, 4.1, 5.1, 6.1)

    receivers, words = told(session, "silence")
    assert actor.person_id in receivers
    assert not receivers & {person.id for person in people.values()}
    assert sorted(json.loads(each)["months"] for each in words) == [3, 6, 9, 12]


def test_news_of_one_proposal_begins_the_wait_anew(session, place, going_forward):
    answer(session, place, "under_review", AFTER_CLOSE + QUARTER)
    ask(session, 1.1, 1.9)
    assert told(session, "silence") == (set(), set())

    answer(session, place, "carried_out", AFTER_CLOSE + QUARTER)
    ask(session, 3)
    assert told(session, "silence") == (set(), set()), "it is said what became of it"


@pytest.mark.parametrize(("state", "asks"), [("draft", True), ("approved", False)])
def test_what_stands_in_an_approved_plan_is_told_of_by_the_plan(
    session, place, going_forward, state, asks
):
    plan = make_plan(session, state=state)
    make_theme(session, plan, campaign_id=place[0].id, idea_id=going_forward.id)

    ask(session, 1.1)

    assert bool(told(session, "silence")[0]) is asks


def test_a_dugnad_that_still_runs_is_not_silent(session, place, going_forward):
    place[0].closed_at = None

    assert ask_what_became(session, now=AFTER_CLOSE + timedelta(days=100)) == 0
