"""The demo's sample: loaded once, the same on every weekday, with something on every page."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.campaigns.queries import list_campaign_views
from app.cli.samples.content import entries, id_of
from app.core.db import atomic, db
from app.models import Body, Campaign, Idea, OutboxMail, Person, PlanTheme, Result, SealedBallot
from tests.support.factories import actor_of

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIXED = ("ansatt", "fasilitator", "brukerutvalg", "partner", "leder", "admin")


def load(app):
    answer = app.test_cli_runner().invoke(args=["sample", "load"])
    assert answer.exit_code == 0, answer.output
    return answer.output


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("weekday", range(7))
def test_every_campaign_is_in_its_phase_whatever_the_weekday(app, clock, weekday):
    clock.moment = MONDAY + timedelta(days=weekday)
    load(app)

    with app.app_context():
        phases = {
            campaign.slug: campaign.timetable.phase_at(clock.moment).value
            for campaign in db.session.scalars(select(Campaign))
            if campaign.launched_at
        }
    assert phases == {
        entry["slug"]: entry["phase"] for entry in entries("campaigns") if entry["phase"] != "draft"
    }


def test_loading_twice_is_loading_once_and_prints_the_same(app, clock):
    first = load(app)
    with app.app_context():
        before = [count(db.session, model) for model in (Body, Person, Idea, SealedBallot)]

    assert load(app) == first
    with app.app_context():
        assert [count(db.session, m) for m in (Body, Person, Idea, SealedBallot)] == before
        assert count(db.session, OutboxMail) == 0


def test_the_support_counted_is_the_support_written_in_the_sample(app, clock):
    load(app)
    written = {
        id_of("idea", entry["key"]): sum(entry["votes"].values())
        for entry in entries("ideas")
        if entry["votes"] and entry["campaign"] in ("arbeid-naert", "laering-fabelvik")
    }
    own = [
        id_of("idea", key)
        for person in entries("people")["fixed"]
        for keys in person["marks"].values()
        for key in keys
    ]

    with app.app_context():
        assert count(db.session, Result) == 2
        support = dict(
            db.session.execute(select(Idea.id, Idea.support).where(Idea.id.in_(written))).all()
        )
    assert support == {key: votes + own.count(key) for key, votes in written.items()}


def test_each_of_the_six_is_printed_and_sees_a_campaign(app, clock):
    output = load(app)

    assert "Password: " in output
    for name in FIXED:
        assert f"{name}@etaten.example" in output
        with app.app_context(), atomic() as session:
            person = session.get(Person, id_of("person", name))
            assert list_campaign_views(session, actor_of(session, person, now=clock.moment))


def test_the_plan_has_its_three_themes(app, clock):
    load(app)

    with app.app_context():
        assert count(db.session, PlanTheme) == 3


def test_the_worker_has_no_old_news_to_send(app, clock):
    load(app)

    answer = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert answer.exit_code == 0, answer.output
    with app.app_context():
        assert count(db.session, OutboxMail) == 0
