"""«Min læring» as a page, and notes that open for nobody else."""

from types import SimpleNamespace

import pytest

from app.models import Activity, ActivityParticipant
from tests.support.doing import BEFORE, make_office, people_of

SECRET = "Jeg turde ikke spørre."


@pytest.fixture
def office(session, clock):
    clock.moment = BEFORE
    office = make_office(session, method="Foredrag")
    session.add(ActivityParticipant(activity_id=office.activity_id, body_id=office.unit_id))
    return office


@pytest.fixture
def colleague(session, office, new_browser):
    (actor,) = people_of(session, office, 1)
    session.commit()
    return new_browser().sign_in(SimpleNamespace(id=actor.person_id))


@pytest.fixture
def leader(colleague, office, new_browser):
    return new_browser().sign_in(SimpleNamespace(id=office.leader_id))


def test_it_opens_on_the_coming_half_year_that_has_a_plan(colleague):
    page = colleague.open("/min-laering")

    assert "Foredrag: Kjenne hovedtrekkene" in page.select_one(".happening").text
    assert "Du er ventet" in page.select_one(".happening").text
    assert colleague.open("/min-laering?halvar=2026-1").select(".empty")


def test_what_is_done_stands_by_itself(session, office, colleague):
    session.get_one(Activity, office.activity_id).status = "done"
    session.commit()

    page = colleague.open("/min-laering")
    assert page.select("section[aria-labelledby=gjort] .happening")
    assert not page.select("section[aria-labelledby=kommer]")


def test_a_note_is_read_by_its_writer_and_by_nobody_else(office, colleague, leader, caplog):
    url = f"/min-laering/{office.activity_id}"
    with caplog.at_level("DEBUG"):
        page = colleague.submit(url, text=SECRET)

    assert SECRET in page.text
    assert SECRET in colleague.open(url).text
    for page in (url, "/min-laering", office.url, office.plan_url):
        assert SECRET not in leader.open(page).text
    assert not [record for record in caplog.records if SECRET in repr(vars(record))]


def test_a_half_year_that_is_none_is_not_found(colleague):
    colleague.open("/min-laering?halvar=nå", status=404)
