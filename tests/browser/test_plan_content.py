"""Filling in a plan in a real browser, with and without JavaScript; nothing axe objects to."""

import pytest

from app.core.db import atomic
from app.domain.half_years import HalfYear
from app.domain.permissions import Role
from app.learning.services.times import write_days
from tests.support.axe import violations
from tests.support.factories import make_body, make_person
from tests.support.pages import Browser
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme


@pytest.fixture
def made(app):
    """A plan of two outcomes, the first with two activities; its address, and the leader."""
    with app.app_context(), atomic() as session:
        unit = make_body(session, name="Etaten Fabelvik")
        make_body(session, unit_kind="team", parent=unit, name="Team mottak")
        plan = make_plan(session, unit=unit, minutes_each=60)
        theme = make_theme(session, plan, title="Klarspråk")
        outcome = make_outcome(session, theme, text="Bli bevisst på språket", level="insight")
        for time in ("12. mars kl. 9–11", "12. mars"):
            activity = make_activity(session, outcome, time=time, minutes=90)
            write_days(session, activity, HalfYear.parse(plan.half_year))
        make_activity(session, make_outcome(session, theme, text="Kunne skrive"), method="Øving")
        leader = make_person(session, body=unit, role=Role.LEADER)
        return f"/planer/{unit.slug}/2027-1", leader


def arriving(app, made, new_visitor, **options):
    visitor = new_visitor(**options)
    name = app.config["SESSION_COOKIE_NAME"]
    value = Browser(app).sign_in(made[1]).client.get_cookie(name).value
    visitor.context.add_cookies([{"name": name, "value": value, "url": visitor.address}])
    return visitor


def test_what_is_missing_and_the_rows_of_participants_have_no_barrier(app, made, new_visitor):
    visitor = arriving(app, made, new_visitor)
    page = visitor.page
    visitor.open(made[0])
    page.get_by_text("ting å se på").click()
    assert violations(page) == []
    page.get_by_role("link", name="Detaljer").first.click()
    page.get_by_role("link", name="Fyll ut aktiviteten").click()
    page.get_by_label("Deltaker 1 som rolle").fill("fastlegene")
    page.get_by_role("button", name="Legg til en deltaker").click()
    assert page.get_by_label("Deltaker 3 som rolle").is_visible()
    assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_another_activity_is_added_to_an_outcome_on_a_phone(app, made, new_visitor, scripts):
    visitor = arriving(
        app,
        made,
        new_visitor,
        java_script_enabled=scripts,
        viewport={"width": 320, "height": 700},
    )
    page = visitor.page
    visitor.open(made[0])

    page.get_by_role("button", name="Legg til en aktivitet til").last.click()
    page.wait_for_selector("#arena-1-4:focus" if scripts else "#arena-1-4:target")
    page.keyboard.type("Teammøte")
    page.get_by_role("button", name="Lagre planen").click()
    page.get_by_role("status").filter(has_text="Planen er lagret").first.wait_for()

    visitor.open(f"{made[0]}?les=1")
    row = page.get_by_role("row").filter(has_text="Teammøte")
    assert row.get_by_role("rowheader").inner_text() == "Kunne skrive"
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)


def test_enter_in_a_field_saves_and_removes_nobody(app, made, new_visitor):
    visitor = arriving(app, made, new_visitor)
    page = visitor.page
    visitor.open(f"{made[0]}")
    page.get_by_role("link", name="Detaljer").first.click()
    page.get_by_role("link", name="Fyll ut aktiviteten").click()
    page.get_by_label("Deltaker 1 som rolle").fill("fastlegene")
    page.get_by_label("Sted").fill("Kantina")
    page.get_by_label("Sted").press("Enter")

    assert page.get_by_text("Aktiviteten er lagret.").is_visible()
    assert page.get_by_text("fastlegene").first.is_visible()
