"""The demo's sample: loaded once, the same on every weekday, with something on every page."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.campaigns.queries import list_campaign_views
from app.cli.samples.campaigns import campaign_of
from app.cli.samples.content import Calendar, entries, id_of
from app.core.db import atomic, db
from app.domain.learning.times import TimeKind
from app.domain.learning.working_group import advice_on
from app.models import (
    Activity,
    ActivityDay,
    Arena,
    Body,
    Campaign,
    GroupMember,
    Idea,
    OutboxMail,
    Person,
    Plan,
    PlanTheme,
    PlanVersion,
    Result,
    SealedBallot,
    SignUp,
    ThemeComment,
)
from tests.conftest import build_app, close_built
from tests.support.clock import FixedClock
from tests.support.factories import actor_of

SUNDAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
FIXED = ("ansatt", "fasilitator", "brukerutvalg", "partner", "leder", "admin")


def load(app):
    answer = app.test_cli_runner().invoke(args=["sample", "load"])
    assert answer.exit_code == 0, answer.output
    return answer.output


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


PHASES = {
    entry["slug"]: entry["phase"] for entry in entries("campaigns") if entry["phase"] != "draft"
}


@pytest.fixture(scope="module")
def loaded(database_template, tmp_path_factory):
    """The sample loaded once, on a Sunday; each test gets a copy, and may read what was printed."""
    folder = tmp_path_factory.mktemp("sample")
    url = database_template.fresh(folder)
    output = load(build_app(url, FixedClock(SUNDAY), INSTANCE_PATH=str(folder)))
    close_built()
    yield url, output
    database_template.drop(url)


@pytest.fixture
def database(loaded, database_template):
    return database_template.lay_out(of=loaded[0])


@pytest.fixture
def clock():
    return FixedClock(SUNDAY)


def test_every_campaign_is_in_its_phase(session, clock):
    launched = session.scalars(select(Campaign).where(Campaign.launched_at.is_not(None)))

    assert {each.slug: each.timetable.phase_at(clock.moment) for each in launched} == PHASES


@pytest.mark.parametrize("weekday", range(7))
def test_a_campaigns_days_fit_its_phase_whatever_the_weekday(weekday):
    calendar = Calendar(SUNDAY + timedelta(days=weekday))
    campaigns = [campaign_of(entry, calendar) for entry in entries("campaigns")]

    found = {each.slug: each.timetable.phase_at(calendar.loaded_at) for each in campaigns}

    # Publishing is an act of its own; until it the campaign is closed.
    assert {slug: found[slug] for slug in PHASES} == {
        slug: "closed" if phase == "published" else phase for slug, phase in PHASES.items()
    }


def test_loading_twice_is_loading_once_and_prints_the_same(app, loaded):
    with app.app_context():
        before = [count(db.session, model) for model in (Body, Person, Idea, SealedBallot)]

    assert load(app) == loaded[1]
    with app.app_context():
        assert [count(db.session, m) for m in (Body, Person, Idea, SealedBallot)] == before
        assert count(db.session, OutboxMail) == 0


def test_the_support_counted_is_the_support_written_in_the_sample(app):
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


def test_each_of_the_six_is_printed_and_sees_a_campaign(app, clock, loaded):
    _, output = loaded

    assert "Password: " in output
    for name in FIXED:
        assert f"{name}@etaten.example" in output
        with app.app_context(), atomic() as session:
            person = session.get(Person, id_of("person", name))
            assert list_campaign_views(session, actor_of(session, person, now=clock.moment))


def test_the_plan_has_its_three_themes(app):
    with app.app_context():
        assert count(db.session, PlanTheme) == 3


def test_the_plan_has_a_group_that_needs_no_advice_and_arenas_its_activities_use(app):
    with app.app_context():
        parts = db.session.scalars(select(GroupMember.part)).all()
        arenas = db.session.scalars(select(Arena.name)).all()
        lost = db.session.scalars(
            select(Activity.arena).where(Activity.arena != "", Activity.arena_id.is_(None))
        ).all()

    assert advice_on(parts) == []
    assert len(arenas) == 12
    assert lost == []


def test_the_times_of_the_plan_are_understood(app):
    with app.app_context():
        kinds = db.session.execute(select(Activity.time, Activity.time_kind)).all()
        dated = db.session.scalars(select(ActivityDay.activity_id).distinct()).all()

    assert {kind for words, kind in kinds if words} <= set(TimeKind) - {TimeKind.WORDS}
    assert len(dated) == 5


def test_the_plan_was_heard_approved_and_is_carried_out_as_far_as_it_is_due(app):
    with app.app_context():
        assert db.session.scalar(select(Plan.state)) == "approved"
        assert count(db.session, PlanVersion) == 1
        assert count(db.session, ThemeComment) == 3
        done = db.session.scalars(select(Activity.time).where(Activity.status == "done")).all()
        waiting = db.session.scalars(select(SignUp.person_id).where(SignUp.is_waiting)).all()

    assert set(done) == {
        "9. september",
        "16. september og 4. november",
        "innen 1. november",
        "14. oktober",
    }
    assert waiting == [id_of("person", "ansatt")]


def test_the_worker_has_no_old_news_to_send(app):
    answer = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert answer.exit_code == 0, answer.output
    with app.app_context():
        assert count(db.session, OutboxMail) == 0
