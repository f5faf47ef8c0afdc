"""What to learn next, as evaluations said it, in the next call; and what is to be evaluated."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.permissions import Role
from app.models import Activity, Body, Campaign, EvaluationAnswer, Idea
from tests.support.evaluations import make_evaluated
from tests.support.factories import make_body, make_campaign, make_person
from tests.support.plans import make_filled_plan

WORDS = "Samtaler med unge uten jobb"


@pytest.fixture
def plan(app):
    """Evaluated, with one word about what to learn next, and a facilitator."""
    plan = make_evaluated(app, staff=3).open()
    plan.answer(plan.staff[0], learn_next=WORDS)
    plan.answer(plan.staff[1])
    with app.app_context(), atomic() as session:
        unit = session.get_one(Body, plan.unit)
        plan.facilitator = make_person(session, body=unit, role=Role.FACILITATOR).id
    return plan


@pytest.fixture
def call(app, plan, clock):
    """Makes a call for learning themes that is open when the evaluation has closed."""

    def make(owner=None, **columns):
        now = clock.now()
        days = {"opens_at": -1, "submission_closes_at": 20, "voting_opens_at": 21}
        instants = {name: now + timedelta(days=day) for name, day in days.items()}
        with app.app_context(), atomic() as session:
            body = session.get_one(Body, owner or plan.unit)
            given = instants | {"voting_closes_at": now + timedelta(days=30)} | columns
            return make_campaign(session, owner=body, **given).slug

    return make


@pytest.fixture
def facilitator(plan, new_browser):
    def sign_in():
        return new_browser().sign_in(plan.person(plan.facilitator))

    return sign_in


def page_of(slug):
    return f"/dugnader/{slug}/fra-evalueringen"


def test_nothing_waits_until_the_evaluation_has_closed(plan, call, facilitator):
    assert WORDS not in facilitator().open(page_of(call())).main.text

    plan.close()

    assert WORDS in facilitator().open(page_of(call())).main.text


def test_an_answer_becomes_a_draft_of_the_units_and_keeps_its_origin(app, plan, call, facilitator):
    plan.close()
    slug = call()
    browser = facilitator()
    button = browser.open(page_of(slug)).select_one("form[action$='/utkast']")

    browser.submit(page_of(slug), to=button["action"])

    with app.app_context():
        idea = db.session.scalars(select(Idea)).one()
        assert (idea.state, idea.title, idea.on_behalf_of) == ("draft", WORDS, plan.unit)
        assert idea.author_id == plan.facilitator
        unit = db.session.get(Body, plan.unit).name
        said = f"Fra evalueringen av planen for læring i {unit}, høsten 2026."
        assert idea.body.endswith(said)
        idea_id = idea.id
    page = browser.open(page_of(slug))
    assert page.select_one(f"#ferdig ~ ul a[href$='{idea_id}']")


def test_a_facilitator_above_the_unit_does_not_speak_for_the_body_above(
    app, plan, call, new_browser
):
    plan.close()
    with app.app_context(), atomic() as session:
        above = make_body(session)
        unit = session.get_one(Body, plan.unit)
        unit.parent_id, unit.path = above.id, f"{above.path}{unit.id.hex}/"
        asker = make_person(session, body=above, role=Role.FACILITATOR)
        owner, name = above.id, unit.name
    slug = call(owner=owner)
    browser = new_browser().sign_in(asker)
    button = browser.open(page_of(slug)).select_one("form[action$='/utkast']")
    browser.submit(page_of(slug), to=button["action"])

    with app.app_context():
        idea = db.session.scalars(select(Idea)).one()
        assert idea.on_behalf_of is None
        assert f"planen for læring i {name}, høsten 2026" in idea.body


def test_what_is_taken_up_in_one_call_waits_in_no_other(app, plan, call, facilitator):
    plan.close()
    slug, other = call(), call()
    browser = facilitator()
    form = browser.open(page_of(slug)).select_one("form[action$='/utkast']")
    elsewhere = browser.open(page_of(other)).select_one("form[action$='/utkast']")
    browser.submit(page_of(slug), to=form["action"])

    assert WORDS not in browser.open(page_of(other)).main.text
    assert browser.post(elsewhere["action"]).status_code == 409
    assert browser.post(form["action"]).status_code == 409
    with app.app_context():
        assert len(db.session.scalars(select(Idea)).all()) == 1


def test_what_is_put_aside_can_be_brought_back(app, plan, call, facilitator):
    plan.close()
    slug = call()
    browser = facilitator()
    form = browser.open(page_of(slug)).select_one("form[action$='/til-side']")
    page = browser.submit(page_of(slug), to=form["action"])
    assert not page.select("form[action$='/utkast']")

    back = page.select_one("form[action$='/fram']")
    page = browser.submit(page_of(slug), to=back["action"])

    assert page.select("form[action$='/utkast']")
    with app.app_context():
        used = db.session.scalars(select(EvaluationAnswer.used_in)).all()
        assert set(used) == {None}


def test_a_call_of_another_unit_sees_nothing_of_it(app, plan, call, new_browser):
    plan.close()
    with app.app_context(), atomic() as session:
        elsewhere = make_body(session)
        stranger = make_person(session, body=elsewhere, role=Role.FACILITATOR)
        owner = elsewhere.id
    slug = call(owner=owner)

    assert WORDS not in new_browser().sign_in(stranger).open(page_of(slug)).main.text


def test_the_facilitator_finds_it_among_the_tasks_and_on_the_dugnad(plan, call, facilitator):
    plan.close()
    slug = call()
    browser = facilitator()

    tasks = browser.open("/oppgaver")

    link = tasks.select_one(f"a[href='{page_of(slug)}']")
    assert link.text == "Fra evalueringen: 1 svar om hva dere bør lære neste halvår"
    assert browser.open(f"/dugnader/{slug}").select_one(f"a[href='{page_of(slug)}']")
    browser.submit(
        page_of(slug),
        to=browser.open(page_of(slug)).select_one("form[action$='/utkast']")["action"],
    )
    assert not browser.open("/oppgaver").select(f"a[href='{page_of(slug)}']")


def test_another_kind_of_call_has_no_such_page(app, plan, call, facilitator):
    plan.close()
    slug = call()
    with app.app_context(), atomic() as session:
        session.scalars(select(Campaign).where(Campaign.slug == slug)).one().template = "ideas"

    facilitator().open(page_of(slug), status=404)


@pytest.mark.parametrize(("day", "is_shown"), [(-7, False), (0, True), (7, False)])
def test_an_activity_to_evaluate_this_week_is_a_task_of_its_makers(
    app, plan, facilitator, clock, day, is_shown
):
    with app.app_context(), atomic() as session:
        activity = session.scalars(select(Activity)).first()
        activity.evaluate_on = clock.now().date() + timedelta(days=day)
        activity_id = activity.id

    links = facilitator().open("/oppgaver").select(f"a[href$='/aktivitet/{activity_id}']")

    assert bool(links) is is_shown


def test_nobody_is_asked_to_evaluate_elsewhere_or_what_was_cancelled(app, plan, facilitator, clock):
    with app.app_context(), atomic() as session:
        activities = session.scalars(select(Activity)).all()
        for activity in activities:
            activity.evaluate_on, activity.status = clock.now().date(), "cancelled"
        other = make_evaluated_elsewhere(session, clock.now().date())

    page = facilitator().open("/oppgaver")

    assert not page.select("#evalueres")
    assert str(other) not in str(page)


def make_evaluated_elsewhere(session, day: date):
    make_filled_plan(session, state="approved")
    activity = session.scalars(select(Activity).where(Activity.evaluate_on.is_(None))).one()
    activity.evaluate_on = day
    return activity.id
