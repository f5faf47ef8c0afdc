"""Units as a tree, and the bodies beside them."""

import pytest
from sqlalchemy import select

from app.domain.permissions import Role
from app.models import Body
from tests.support.factories import make_body, make_person

URL = "/administrasjon/enheter"


@pytest.fixture
def office(session):
    return make_body(session, name="Etaten Prøvevik")


@pytest.fixture
def admin(browser, session, office):
    person = make_person(session, body=office, role=Role.ADMINISTRATOR)
    session.commit()
    browser.sign_in(person)
    return person


def test_the_tree_is_shown_as_nested_lists(browser, session, admin, office):
    make_body(session, name="Team under", parent=office, unit_kind="team")
    session.commit()

    page = browser.open(URL)

    assert "Team under" in page.select_one("main li li").text


def test_a_unit_is_made_moved_and_dissolved(browser, session, admin, office):
    page = browser.submit(f"{URL}/ny", name="Nytt team", kind="team", parent=str(office.id))
    assert page.h1.text == "Nytt team"

    browser.submit(f"{URL}/nytt-team", to=f"{URL}/nytt-team/flytt", parent="")
    unit = session.scalars(select(Body).where(Body.slug == "nytt-team")).one()
    assert unit.parent_id is None
    session.rollback()

    browser.submit(f"{URL}/nytt-team/legg-ned")
    assert "Nytt team" not in browser.open(URL).main.select_one("ul").text


def test_moving_below_itself_is_refused_in_words(browser, session, admin, office):
    team = make_body(session, name="Team under", parent=office, unit_kind="team")
    session.commit()
    form = f"{URL}/{office.slug}"

    assert str(team.id) not in str(browser.open(form).select_one("#parent"))
    browser.submit(form, to=f"{form}/flytt", parent=str(team.id), status=422)


def test_a_council_is_tied_to_a_unit_and_parted(browser, session, admin, office):
    council = make_body(session, kind="council", name="Brukerutvalget")
    session.commit()
    form = f"{URL}/{office.slug}"

    page = browser.submit(form, to=f"{form}/hor-sammen", other=str(council.id))
    assert "Brukerutvalget" in page.select_one("section[aria-labelledby=tie] ul").text

    browser.post(f"{form}/skill/{council.id}")
    assert browser.open(form).select_one("section[aria-labelledby=tie] ul") is None
