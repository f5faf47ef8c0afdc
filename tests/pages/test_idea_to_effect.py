"""A proposal's page tells what came of it, and those behind it are told once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.permissions import Role
from app.models import (
    CampaignBody,
    Evaluation,
    EvaluationAnswer,
    Follower,
    Idea,
    OutboxMail,
    Plan,
    PlanTheme,
    SourceNote,
    Voter,
)
from tests.support.evaluations import Evaluated
from tests.support.factories import make_body, make_person
from tests.support.mail import deliver
from tests.support.outcomes import (
    change_campaign,
    decide_with_plan,
    make_counted,
    member,
    office_slug,
    person,
)
from tests.support.plans import make_activity, make_outcome, make_plan

DAY = timedelta(days=1)


@pytest.fixture
def counted(app):
    counted = make_counted(app, staff=6, partners=1)
    decide_with_plan(app, counted)
    return counted


@pytest.fixture
def planned(app, counted):
    """The plan is approved, with one of two activities done, and has a leader."""
    leader = member(app, counted, role=Role.LEADER).id
    with app.app_context(), atomic() as session:
        plan = session.scalars(select(Plan)).one()
        plan.state, plan.half_year = "approved", "2026-2"
        themes = session.scalars(select(PlanTheme).order_by(PlanTheme.position)).all()
        theme = next(each for each in themes if each.idea_id == counted.ideas[0])
        outcome = make_outcome(session, theme)
        now = app.extensions["clock"].now()
        make_activity(session, outcome, status="done", revised_at=now + DAY)
        make_activity(session, outcome)
        make_activity(session, outcome, status="cancelled")
        ids = plan.id, plan.unit_id, [each.id for each in themes]
    return Evaluated(app, ids[0], ids[1], office_slug(app, counted), leader, [], ids[2])


@pytest.fixture
def story(app, counted, planned, new_browser):
    reader = member(app, counted)

    def lines():
        page = new_browser().sign_in(reader).open(f"/dugnader/{counted.slug}/forslag/1")
        told = [each.text.strip() for each in page.select(".timeline__text")]
        assert "Avstemningen åpnet" in told, "the page is there"
        return told

    return lines


def evaluated(planned, conclusion="change", summary="Vi øver **mer**."):
    planned.open().close()
    planned.conclude(conclusion, summary)
    return planned


def test_the_page_tells_the_story_from_proposal_to_effect(planned, story):
    evaluated(planned).finish()

    told = story()

    assert told.index("Avstemningen åpnet") < told.index("Valgt ut til å gå videre")
    assert [line for line in told if "plan for læring" in line]
    assert "1 av 2 aktiviteter er gjennomført" in told
    assert told[-2:] == [
        "Planen ble evaluert med dem den gjaldt, høsten 2026",
        "Temaet går videre, men endres",
    ]


def test_a_source_note_stands_in_the_story_for_those_who_read_the_plan(
    app, counted, planned, new_browser, story
):
    now = app.extensions["clock"].now()
    with app.app_context(), atomic() as session:
        elsewhere = make_body(session)
        organiser = make_person(session, body=elsewhere, role=Role.FACILITATOR)
        session.add(CampaignBody(campaign_id=counted.id, body_id=elsewhere.id, part="owner"))
        for plan_id in (planned.plan, make_plan(session, unit=elsewhere).id):
            session.add(
                SourceNote(
                    plan_id=plan_id,
                    campaign_id=counted.id,
                    idea_id=counted.ideas[0],
                    kind="employer",
                    sector="Bygg",
                    text="Vi vil lære.",
                    held_on=now.date(),
                    added_by=organiser.id,
                    added_at=now,
                )
            )

    assert story().count("Intervju med en arbeidsgiver, Bygg") == 1
    page = new_browser().sign_in(organiser).open(f"/dugnader/{counted.slug}/forslag/1")
    assert "Intervju med en arbeidsgiver" not in page.text


def test_nothing_is_concluded_before_it_is_published(planned, story):
    evaluated(planned)

    assert not [line for line in story() if line.startswith("Temaet")]


def test_an_open_evaluation_is_no_part_of_the_story(planned, story):
    planned.open()

    assert not [line for line in story() if "evaluert" in line]


def test_a_hidden_result_is_not_given_away_by_what_came_of_it(app, counted, planned, story):
    evaluated(planned).finish()
    change_campaign(app, counted, shows_result_at="publication", published_at=None)

    told = story()

    assert not [
        line for line in told if "aktivitet" in line or "Temaet" in line or "evaluert" in line
    ]


def test_a_proposal_that_came_out_of_an_evaluation_says_so(app, counted, planned, story):
    with app.app_context(), atomic() as session:
        session.add(
            Evaluation(
                plan_id=planned.plan,
                opened_by=planned.leader,
                opens_at=planned.clock.now() - 400 * DAY,
                closes_at=planned.clock.now() - 390 * DAY,
            )
        )
        session.flush()
        session.add(
            EvaluationAnswer(
                plan_id=planned.plan,
                voice="staff",
                learn_next="Samtaler",
                used_in=counted.id,
                idea_id=counted.ideas[0],
            )
        )

    assert [line for line in story() if line.startswith("Kom fra evalueringen av planen")]


def told(app):
    with app.app_context():
        return list(
            db.session.scalars(
                select(OutboxMail.person_id).where(OutboxMail.kind == "plan_evaluated")
            )
        )


def test_all_who_took_part_are_told_once_and_nobody_as_a_supporter(app, counted, planned):
    with app.app_context(), atomic() as session:
        follower, elsewhere = (make_person(session, body=make_body(session)) for _ in range(2))
        session.add(
            Follower(campaign_id=counted.id, idea_id=counted.ideas[0], person_id=follower.id)
        )
        follower, elsewhere = follower.id, elsewhere.id
    expected = everybody_behind(app, counted) | {follower}

    count = evaluated(planned).finish()

    queued = told(app)
    assert len(queued) == len(set(queued)) == count
    assert set(queued) == expected
    assert elsewhere not in queued
    letters = [mail for mail in deliver(app) if "Dette ble det til" in mail["Subject"]]
    # The greeting and the way out of more such mail are each one's own.
    own = re.compile(r"^Hei.*$|\S*/varsler/avmelding/\S*", re.MULTILINE)
    assert len({own.sub("", mail.get_content()) for mail in letters}) == 1, "all get the same"
    assert "er hemmelig" in letters[0].get_content()


def everybody_behind(app, counted):
    with app.app_context():
        voters = db.session.scalars(select(Voter.person_id).where(Voter.campaign_id == counted.id))
        authors = db.session.scalars(select(Idea.author_id).where(Idea.campaign_id == counted.id))
        return {*voters, *authors}


def test_the_plan_and_the_theme_show_the_conclusion_once_it_is_published(
    app, counted, planned, new_browser
):
    evaluated(planned)
    reader = new_browser().sign_in(member(app, counted))
    plan_url = f"/planer/{planned.slug}/2026-2"
    pages = (plan_url, f"{plan_url}/tema/{planned.themes[0]}", f"{plan_url}/evaluering")

    assert not [url for url in pages if "Vi øver" in reader.open(url).main.text]
    leader = new_browser().sign_in(person(app, planned.leader))
    assert "Vi øver" in leader.open(f"{plan_url}/evaluering").main.text

    planned.finish()

    for url in pages:
        page = reader.open(url)
        assert "Går videre, men endres" in page.main.text
        assert page.select_one(".conclusion strong").text == "mer"
