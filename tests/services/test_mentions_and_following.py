"""Comments and answers reach those they concern, each once, and give nobody away."""

import pytest
from sqlalchemy import select

from app.core.db import atomic
from app.domain.mentions import possible_names
from app.domain.permissions import Role
from app.ideas.services.answering import answer_idea
from app.ideas.services.discussion import write_comment
from app.ideas.services.following import follow_idea
from app.models import Notice
from tests.support.factories import (
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.told import told

NOW = WHILE_SUBMITTING


@pytest.fixture
def place(session):
    unit = make_body(session)
    council = make_body(session, kind="council")
    campaign = make_campaign(session, owner=unit, audiences=[unit, council], allows_anonymous=True)
    author = make_person(session, name="Anna Åsen", body=unit)
    idea = make_idea(session, campaign=campaign, author=author, is_anonymous=True)
    others = {
        "reader": make_person(session, name="Bo Bakken", body=unit),
        "other": make_person(session, name="Kari Nordmann", body=unit),
        "elsewhere": make_person(session, name="Ola Ute", body=make_body(session)),
        "councillor": make_person(session, body=council, role=Role.COUNCIL_MEMBER),
        "facilitator": make_person(session, body=unit, role=Role.FACILITATOR),
    }
    session.commit()
    return {"campaign": campaign, "idea": idea, "author": author, "council": council} | others


def say(app, place, who, body, parent_id=None):
    with app.app_context(), atomic() as session:
        return write_comment(
            session,
            actor_of(session, place[who]),
            place["campaign"].slug,
            place["idea"].nr,
            body=body,
            parent_id=parent_id,
            now=NOW,
        ).id


def follow(app, place, who):
    with app.app_context(), atomic() as session:
        actor = actor_of(session, place[who])
        slug, nr = place["campaign"].slug, place["idea"].nr
        follow_idea(session, actor, slug, nr, wanted=True, now=NOW)


def test_the_proposer_and_the_followers_hear_of_a_comment_and_its_writer_does_not(
    app, place, session
):
    follow(app, place, "other")
    follow(app, place, "reader")
    say(app, place, "reader", "Enig!")

    assert told(session, place["author"]) == ["idea_commented"]
    assert told(session, place["other"]) == ["followed_commented"]
    assert told(session, place["reader"]) == []


def test_a_reply_tells_who_is_replied_to_once_though_they_also_follow(app, place, session):
    follow(app, place, "other")
    first = say(app, place, "other", "Hva koster det?")
    say(app, place, "reader", "@Kari Nordmann, ingenting.", parent_id=first)

    assert told(session, place["other"]) == ["mentioned"]


def test_a_whole_name_after_an_at_sign_is_told_wherever_the_name_ends(app, place, session):
    say(app, place, "reader", "Hva mener @kari nordmann om dette?")

    assert told(session, place["other"]) == ["mentioned"]


def test_nobody_outside_the_dugnad_is_told_that_it_exists(app, place, session):
    say(app, place, "reader", "@Ola Ute må se dette")

    assert told(session, place["elsewhere"]) == []


def test_what_is_kept_of_a_comment_names_nobody_and_quotes_nothing(app, place, session):
    say(app, place, "reader", "@Anna Åsen, er det du som har foreslått dette?")

    facts = " ".join(session.scalars(select(Notice.facts)))
    assert "Anna" not in facts
    assert "Bo" not in facts
    assert "foreslått" not in facts


def test_an_answer_reaches_proposer_followers_and_the_council_each_as_what_they_are(
    app, place, session
):
    place["idea"].on_behalf_of = place["council"].id
    session.commit()
    follow(app, place, "other")
    with app.app_context(), atomic() as unit:
        answer_idea(
            unit,
            actor_of(unit, place["facilitator"]),
            place["campaign"].slug,
            place["idea"].nr,
            status="going_forward",
            text="Vi tar det med.",
            now=NOW,
        )

    assert told(session, place["author"]) == ["idea_answered"]
    assert told(session, place["other"]) == ["followed_answered"]
    assert told(session, place["councillor"]) == ["council_idea_answered"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("@Kari Nordmann", "Kari Nordmann"),
        ("hei @Åse-Marie O’Neill!", "Åse-Marie O’Neill"),
        ("(@Per)", "Per"),
    ],
)
def test_names_are_read_with_their_hyphens_and_without_what_stands_around(text, first):
    assert possible_names(text)[0][0] == first


@pytest.mark.parametrize("text", ["kari@etaten.example", "@", "@123", "https://x.example/@kari"])
def test_an_address_is_no_mention(text):
    assert possible_names(text) == []


def test_a_comment_that_calls_on_everybody_calls_on_ten():
    assert len(possible_names("@Ola, " * 50)) == 10
