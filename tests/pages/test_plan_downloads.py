"""The page of a plan's files, and the files as they are sent."""

import io
from urllib.parse import unquote

import pytest
from docx import Document

from app.core.db import atomic, db
from app.domain.permissions import Role
from app.domain.sealing import sha256_hex
from app.learning import services
from tests.support.clock import FixedClock
from tests.support.factories import AFTER_CLOSE, actor_of, make_body, make_person
from tests.support.plans import make_filled_plan
from tests.support.statements import recorded_statements


@pytest.fixture
def plan(app):
    with app.app_context(), atomic() as session:
        unit = make_body(session, name="Etaten Neset")
        leader = make_person(session, body=unit, role=Role.LEADER)
        plan = make_filled_plan(session, unit=unit, themes=2, outcomes=2)
        return {"url": f"/planer/{unit.slug}/2027-1/last-ned", "leader": leader, "id": plan.id}


@pytest.fixture
def leader(plan, new_browser):
    return new_browser().sign_in(plan["leader"])


def approve(app, plan):
    with app.app_context(), atomic() as session:
        actor = actor_of(session, plan["leader"], now=AFTER_CLOSE)
        services.approve_plan(session, actor, plan["id"], clock=FixedClock(AFTER_CLOSE))


def sent(browser, url):
    return browser.client.get(url)


def test_the_plan_leads_to_its_files(leader, plan):
    page = leader.open(plan["url"].removesuffix("/last-ned"))

    assert page.select_one(f'a[href="{plan["url"]}"]').text.strip() == "Last ned"


def test_every_format_is_offered_with_its_size_and_can_be_fetched(leader, plan):
    page = leader.open(plan["url"])

    links = [link["href"] for link in page.select('a[href*="/plan."]')]
    assert [link.split("?")[0].rsplit(".", 1)[1] for link in links] == [
        "docx", "pdf", "xlsx", "ics", "json",
    ]  # fmt: skip
    assert page.text.count("kB") == len(links)
    for link in links:
        response = sent(leader, link)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        assert "Plan for læring, våren 2027, Etaten Neset." in unquote(
            response.headers["Content-Disposition"]
        )


def test_the_file_is_in_the_written_form_that_was_chosen(leader, plan):
    page = leader.open(f"{plan['url']}?sprak=nn")

    link = page.select_one('a[href*="plan.docx"]')["href"]
    word = Document(io.BytesIO(sent(leader, link).data))
    assert word.core_properties.language == "nn-NO"
    assert page.html["lang"] == "nb"  # the page itself stays as one reads it


def test_a_frozen_version_can_be_fetched_too(app, leader, plan):
    approve(app, plan)
    page = leader.open(f"{plan['url']}?versjon=1")

    link = page.select_one('a[href*="plan.json"]')["href"]
    content = sent(leader, link).data.decode()
    with app.app_context():
        (version,) = db.session.execute(
            db.text("SELECT sha256 FROM plan_versions WHERE number = 1")
        ).one()
    assert sha256_hex(content) == version


@pytest.mark.parametrize("asked", ["versjon=1", "versjon=0", "versjon=x", "versjon=²"])
def test_a_version_that_is_not_there_is_not_found(leader, plan, asked):
    leader.open(f"{plan['url']}?{asked}", status=404)
    assert sent(leader, f"{plan['url']}/plan.pdf?{asked}").status_code == 404


def test_a_format_that_is_not_there_is_not_found(leader, plan):
    assert sent(leader, f"{plan['url']}/plan.doc").status_code == 404


def test_a_file_takes_as_many_questions_however_large_the_plan_is(app, plan, leader):
    with app.app_context(), atomic() as session:
        unit = make_body(session, name="Stor enhet")
        make_filled_plan(session, unit=unit, themes=6, outcomes=3, activities=3)
        boss = make_person(session, body=unit, role=Role.LEADER)
        slug = unit.slug
    with recorded_statements() as small:
        sent(leader, f"{plan['url']}/plan.json")
    leader.sign_in(boss)
    leader.open("/planer")
    with recorded_statements() as large:
        sent(leader, f"/planer/{slug}/2027-1/last-ned/plan.json")
    assert len(small) == len(large)
