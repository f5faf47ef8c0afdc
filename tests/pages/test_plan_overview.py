"""How the plans stand, unit by unit, for those who look after several."""

from uuid import uuid4

import pytest

from app.core.db import atomic, db
from app.domain.permissions import Role
from app.models import Activity, Body, LearningOutcome, Plan, PlanTheme
from bench.data import write
from tests.support.evaluations import make_evaluated
from tests.support.factories import LONG_AGO, make_body, make_campaign, make_idea, make_person
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme
from tests.support.statements import recorded_statements

PAGE = "/planer/oversikt"
NOW = "2026-2"
MOST_STATEMENTS = 8
UNITS, HALF_YEARS = 20, 40


@pytest.fixture
def region(session):
    return make_body(session, unit_kind="region", name="Regionen")


@pytest.fixture
def office(session, region):
    return make_body(session, name="Neset", parent=region)


@pytest.fixture
def leader(session, region):
    return make_person(session, body=region, role=Role.LEADER)


@pytest.fixture
def open_page(session, leader, new_browser):
    def open_page(person=None, url=PAGE, status=200):
        session.commit()
        return new_browser().sign_in(person or leader).open(url, status=status)

    return open_page


def cells(page, unit):
    """The row of a unit, heading left out."""
    rows = [row for row in page.select(".plan tbody tr") if row.th.text.strip() == unit]
    assert len(rows) == 1, unit
    return [" ".join(cell.text.split()) for cell in rows[0].select("td")]


def units_of(page):
    return [row.th.text.strip() for row in page.select(".plan tbody tr")]


def test_a_row_says_state_themes_and_activities(session, office, open_page):
    plan = make_plan(session, unit=office, half_year=NOW, state="approved")
    outcome = make_outcome(session, make_theme(session, plan))
    make_theme(session, plan, title="Arbeidsretting")
    for status in ("done", "moved", "planned", "cancelled"):
        make_activity(session, outcome, status=status)

    page = open_page()

    assert cells(page, "Neset") == ["Gjelder", "2", "1 av 3", "ingen", "Ikke åpnet"]
    assert page.select_one(f".plan a[href='/planer/{office.slug}/{NOW}']")


def test_units_without_a_plan_stand_there_but_their_teams_do_not(session, office, open_page):
    make_body(session, unit_kind="team", name="Teamet uten", parent=office)
    planning = make_body(session, unit_kind="team", name="Teamet med", parent=office)
    make_plan(session, unit=planning, half_year=NOW)

    page = open_page()

    assert units_of(page) == ["Neset", "Regionen", "Teamet med"]
    assert cells(page, "Neset")[0] == "Ingen plan"
    assert cells(page, "Teamet med")[0] == "Utkast"


def test_a_unit_that_is_gone_stands_where_it_had_a_plan(session, clock, office, open_page):
    make_plan(session, unit=office, half_year="2026-1", state="archived")
    office.dissolved_at = clock.now()

    assert units_of(open_page()) == ["Regionen"]
    assert "Neset" in units_of(open_page(url=f"{PAGE}?halvar=2026-1"))


def test_proposals_of_councils_and_partners_are_counted_with_their_answers(
    session, office, open_page
):
    campaign, unrelated = make_campaign(session, owner=office), make_campaign(session)
    author = make_person(session)
    council, partner = make_body(session, kind="council"), make_body(session, kind="partner")

    def propose(body, of=campaign, **columns):
        whose = body.id if body else None
        return make_idea(session, campaign=of, author=author, on_behalf_of=whose, **columns)

    chosen = propose(council, status="going_forward")
    propose(partner, status="under_review")
    propose(partner)
    first = propose(None, status="not_going_forward")
    second = propose(None, state="merged", merged_into=first.id)
    propose(council, state="merged", merged_into=second.id)
    propose(council, state="withdrawn")
    propose(council, state="draft")
    propose(office, status="going_forward")
    propose(council, of=unrelated, status="going_forward")
    plan = make_plan(session, unit=office, half_year=NOW)
    make_theme(session, plan, campaign_id=campaign.id, idea_id=chosen.id)

    assert cells(open_page(), "Neset")[3] == "2 av 4"


def test_the_evaluation_is_followed_to_its_end(app, new_browser):
    plan = make_evaluated(app, themes=2)
    with app.app_context():
        name = db.session.get_one(Body, plan.unit).name

    def said():
        leader = new_browser().sign_in(plan.person(plan.leader))
        return cells(leader.open(PAGE), name)[4]

    plan.open()
    assert said().startswith("Åpen fram til ")
    plan.close()
    assert said() == "Svarene er inne konklusjon for 0 av 2 temaer"
    with app.app_context(), atomic() as session:
        session.get_one(PlanTheme, plan.themes[0]).conclusion = "continue"
    assert said() == "Svarene er inne konklusjon for 1 av 2 temaer"
    plan.conclude()
    plan.finish()
    assert said() == "Avsluttet konklusjon for 2 av 2 temaer"


def test_it_shows_this_half_year_unless_another_with_a_plan_is_chosen(session, office, open_page):
    make_plan(session, unit=office, half_year="2024-1", state="archived")

    page = open_page()
    options = [option["value"] for option in page.select("#halvar option")]
    assert options == ["2027-1", "2026-2", "2024-1"]
    assert page.select_one("#halvar option[selected]")["value"] == NOW
    assert cells(page, "Neset")[0] == "Ingen plan"

    earlier = open_page(url=f"{PAGE}?halvar=2024-1")
    assert cells(earlier, "Neset")[0] == "Arkivert"
    strange = open_page(url=f"{PAGE}?halvar=tull")
    assert strange.select_one("#halvar option[selected]")["value"] == NOW


def test_themes_in_common_are_those_of_one_proposal_or_one_name(session, region, office, open_page):
    campaign = make_campaign(session, owner=region)
    idea = make_idea(session, campaign=campaign, author=make_person(session))
    of_idea = {"campaign_id": campaign.id, "idea_id": idea.id}
    other = make_body(session, name="Vika", parent=region)
    here, there, later = (
        make_plan(session, unit=unit, half_year=half)
        for unit, half in ((office, NOW), (other, NOW), (other, "2027-1"))
    )
    make_theme(session, here, title="Klarspråk i brev", **of_idea)
    linked = make_theme(session, there, title="Å skrive klart", **of_idea)
    make_theme(session, here, title="Møteledelse")
    make_theme(session, there, title="MØTELEDELSE ")
    make_theme(session, here, title="Bare her")
    make_theme(session, here, title="bare her")
    make_theme(session, later, title="Bare her")

    common = open_page().select("#felles ~ ul > li")

    assert [" ".join(each.text.split()) for each in common] == [
        "Klarspråk i brev: Neset, Vika («Å skrive klart»)",
        "Møteledelse: Neset, Vika",
    ]
    assert common[0].select("a")[1]["href"] == f"/planer/{other.slug}/{NOW}/tema/{linked.id}"


def test_each_sees_the_units_they_look_after(session, region, office, open_page):
    elsewhere = make_body(session, name="Sletta")
    own = make_plan(session, unit=office, half_year=NOW)
    foreign = make_plan(session, unit=elsewhere, half_year=NOW)
    make_plan(session, unit=elsewhere, half_year="2020-1")
    for plan in (own, foreign):
        make_theme(session, plan, title="Klarspråk")
    facilitator = make_person(session, body=office, role=Role.FACILITATOR)
    administrator = make_person(session, body=region, role=Role.ADMINISTRATOR)

    page = open_page(facilitator)
    assert units_of(page) == ["Neset"]
    assert not page.select("#felles, option[value='2020-1']")
    everything = open_page(administrator)
    assert units_of(everything) == ["Neset", "Regionen", "Sletta"]
    assert everything.select("#felles")
    assert everything.select("option[value='2020-1']")


def test_nobody_else_gets_in_or_is_shown_the_way(session, office, open_page):
    council = make_body(session, kind="council")
    others = [
        make_person(session, body=office),
        make_person(session, body=council, role=Role.COUNCIL_MEMBER),
    ]
    for person in others:
        open_page(person, status=403)
        assert not open_page(person, "/planer").select(f"a[href='{PAGE}']")

    assert open_page(url="/planer").select(f"a[href='{PAGE}']")


def test_nobody_is_named(session, office, open_page):
    plan = make_plan(session, unit=office, half_year=NOW)
    responsible = make_person(session, name="Kari Nesmoen", body=office)
    theme = make_theme(session, plan, title="Veiledning", responsible_id=responsible.id)
    make_activity(session, make_outcome(session, theme), lecturer="Kari Nesmoen")

    assert "Nesmoen" not in open_page().main.text


def test_years_and_units_cost_no_statement(session, region, leader, new_browser):
    session.commit()
    browser = new_browser().sign_in(leader)

    def sent():
        session.commit()
        with recorded_statements() as statements:
            page = browser.open(PAGE)
        return page, statements

    _, few = sent()
    fill(session, region)
    page, many = sent()

    assert len(units_of(page)) == UNITS + 1
    assert len(page.select("#felles ~ ul a")) == UNITS
    assert len(few) == len(many) <= MOST_STATEMENTS, many


def fill(session, region):
    """Forty half-years of twenty units, each plan with one theme that all have and an activity."""
    writer = make_person(session).id
    units = [make_body(session, parent=region).id for _ in range(UNITS)]
    half_years = [f"{year}-{half}" for year in range(2007, 2027) for half in (1, 2)]
    plans = [
        {"id": uuid4(), "unit_id": unit, "half_year": half, "created_by": writer}
        for unit in units
        for half in half_years
    ]
    assert len(plans) == UNITS * HALF_YEARS
    write(session, Plan, ({**plan, "created_at": LONG_AGO} for plan in plans))
    ids = [(plan["id"], uuid4(), uuid4()) for plan in plans]
    usual = {"position": 1}
    themes = ({"id": at, "plan_id": plan, "title": "Klarspråk"} for plan, at, _ in ids)
    write(session, PlanTheme, (row | usual for row in themes))
    outcomes = ({"id": at, "theme_id": theme} for _, theme, at in ids)
    write(session, LearningOutcome, (row | usual for row in outcomes))
    write(session, Activity, ({"outcome_id": at} | usual for _, _, at in ids))
