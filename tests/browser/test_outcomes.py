"""Choosing, planning and handing over in a real browser; nothing axe objects to."""

import pytest
from sqlalchemy import select

from app.core.db import atomic
from app.decisions.services import Grounds
from app.decisions.signals import SignalText, add_signal
from app.domain.learning.lines import Line, fingerprint_of, fingerprint_of_text
from app.learning.queries.content import list_themes
from app.learning.services import PlanText, ThemeText, save_plan
from app.models import Campaign, Idea, Person, Plan
from tests.support.axe import violations, violations_in_all_variants
from tests.support.factories import AFTER_CLOSE, make_idea
from tests.support.outcomes import (
    decide,
    facilitator_of,
    hand_to,
    make_counted,
    office_slug,
    plan_of,
)
from tests.support.pages import Browser

TITLES = (
    "Å ta de vanskelige samtalene i tide",
    "Kjenne bedriftene i Fabelvik bedre",
    "Se barna i familiene vi følger opp",
    "Klarspråk i brev og vedtak",
    "Faste morgenmøter på tvers av teamene",
)
ROWS = (
    Line(
        "Kjenne til hva som kjennetegner en samtale som bygger tillit",
        "Personalseminar",
        "Foredrag fra høgskolen og samtale rundt bordet",
        "Alle",
        "22. eller 23. april",
    ),
    Line("Kunne ta opp noe vanskelig", "Veiledningsgrupper", "Rollespill", "Alle veiledere", ""),
    Line("Kunne dele en samtale som ikke gikk bra", "", "Kollegaveiledning", "", "Kontinuerlig"),
)
LETTER = SignalText(
    "assignment_letter",
    "Disponeringsbrev til kontorene i Region Fjord",
    "Etaten",
    None,
    "Kontorene skal legge vekt på barnas situasjon når de følger opp foreldre.",
    "https://etaten.example/styring/disponeringsbrev",
)


@pytest.fixture
def counted(app):
    counted = make_counted(app)
    with app.app_context(), atomic() as session:
        campaign = session.get(Campaign, counted.id)
        for idea_id, title in zip(counted.ideas, TITLES, strict=True):
            session.get(Idea, (counted.id, idea_id)).title = title
        author = session.get(Person, counted.author)
        make_idea(session, campaign=campaign, author=author, omitted_reason="Ligner på et annet.")
        add_signal(session, counted.actor, counted.id, text=LETTER, now=AFTER_CLOSE)
    return counted


@pytest.fixture
def visitor(app, counted, new_visitor):
    """A facilitator who is signed in already."""
    browser = Browser(app).sign_in(facilitator_of(app, counted))
    visitor = new_visitor()
    name = app.config["SESSION_COOKIE_NAME"]
    value = browser.client.get_cookie(name).value
    visitor.context.add_cookies([{"name": name, "value": value, "url": visitor.address}])
    return visitor


def look_at(visitor, path, name):
    """A page that has an address, and so is looked at in light and dark among all the others."""
    visitor.open(path)
    look(visitor, name, violations=violations)


def look(visitor, name, violations=violations_in_all_variants):
    assert violations(visitor.page) == []
    wide = visitor.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide == 0, f"{name} scrolls sideways"


def decided(app, counted):
    going = frozenset({counted.ideas[0], counted.ideas[1], counted.ideas[4]})
    decide(
        app,
        counted,
        going=going,
        grounds={
            counted.ideas[2]: Grounds("Det tar vi opp med regionen først."),
            counted.ideas[4]: Grounds("Brevet ber oss om å samarbeide mer."),
        },
        plan=plan_of(counted),
    )
    with app.app_context(), atomic() as session:
        plan = session.scalars(select(Plan)).one()
        first = [theme.id for theme in list_themes(session, plan.id)][0]
        text = PlanText(
            "Planen bygger på temaene vi stemte fram.",
            fingerprint_of_text(""),
            [ThemeText(first, fingerprint_of(()), ROWS)],
        )
        save_plan(session, counted.actor, plan.id, text=text, now=AFTER_CLOSE)


def test_choosing_and_confirming(visitor, counted):
    page = visitor.page
    look_at(visitor, f"/dugnader/{counted.slug}/foringer", "signals")
    look_at(visitor, f"/dugnader/{counted.slug}/valg", "choose")
    page.get_by_role("checkbox", name=TITLES[2]).uncheck()
    page.get_by_role("checkbox", name=TITLES[4]).check()
    page.get_by_role("button", name="Se over valget").click()
    look(visitor, "confirm")
    with visitor.expecting(422):
        page.get_by_role("button", name="Bekreft valget").click()
        look(visitor, "confirm-422")
    for field in page.get_by_label("Hvorfor går").all():
        field.fill("Fordi brevet ber om det.")
    page.get_by_role("button", name="Bekreft valget").click()
    look(visitor, "decision")

    assert page.get_by_role("heading", level=2, name=TITLES[4]).is_visible()
    # Chromium would refuse to show a page that only comes when a form is sent again.
    page.go_back()
    assert page.get_by_role("heading", level=1, name="Dette går videre").is_visible()


def test_the_plan_is_read_filled_in_and_printed(app, visitor, counted):
    decided(app, counted)
    url = f"/planer/{office_slug(app, counted)}/2027-1"
    page = visitor.page
    look_at(visitor, "/planer", "plans")
    look_at(visitor, url, "plan")
    page.emulate_media(media="print")
    assert not page.get_by_role("banner").is_visible()
    assert page.get_by_role("columnheader", name="Arena").first.is_visible()
    page.emulate_media(media="screen")
    look_at(visitor, f"{url}?les=1", "plan-read")
    visitor.open(url)
    page.get_by_role("button", name="Legg til en rad i").nth(1).click()
    page.get_by_label("Arena, rad 1").nth(1).fill("Kontormøte")
    look_at(visitor, f"{url}/tema", "plan-theme")


def test_on_a_phone_the_table_is_still_a_table(app, visitor, counted):
    decided(app, counted)
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.open(f"/planer/{office_slug(app, counted)}/2027-1")

    table = visitor.page.get_by_role("table").first

    assert table.get_by_role("row").count() == 1 + len(ROWS)
    assert table.get_by_role("cell", name="22. eller 23. april").is_visible()


def test_handing_over_and_answering(app, visitor, counted):
    decided(app, counted)
    hand_to(app, counted, counted.ideas[0], "Strategiavdelingen")
    strategi = f"/dugnader/{counted.slug}/strategi"
    look_at(visitor, strategi, "strategy")
    look_at(visitor, f"{strategi}/1", "strategy-answer")
    visitor.page.get_by_label("Tatt inn", exact=True).check()
    visitor.page.get_by_label("Avsnittet").fill("Kapittel 3.")
    visitor.page.get_by_role("button", name="Lagre svaret").click()
    look(visitor, "strategy-answered")
    visitor.open(strategi)
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Regneark (XLSX)").click()
    visitor.page.get_by_label("Regneark med svar").set_input_files(download.value.path())
    visitor.page.get_by_role("button", name="Se endringene").click()
    look(visitor, "strategy-reimport")
