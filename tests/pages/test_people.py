"""The list of people and the page of one."""

import pytest
from sqlalchemy import select

from app.domain.permissions import Role
from app.models import Membership, Person
from tests.support.factories import make_body, make_membership, make_person
from tests.support.statements import recorded_statements

URL = "/administrasjon/personer"


@pytest.fixture
def office(session):
    return make_body(session, name="Etaten Prøvevik")


@pytest.fixture
def admin(browser, session, office):
    person = make_person(session, name="Alma Prøve", body=office, role=Role.ADMINISTRATOR)
    session.commit()
    browser.sign_in(person)
    return person


@pytest.fixture
def bo(session, office):
    person = make_person(session, name="Bo Prøve", email="bo@etaten.example", body=office)
    session.commit()
    return person


def names(page):
    return [link.text for link in page.select("main tbody tr td:first-child a")]


def test_people_are_found_by_any_part_of_name_or_address(browser, session, admin):
    make_person(session, name="Østen Ødegård", email="ost@etaten.example")
    make_person(session, name="Per Hansen", email="per_h@etaten.example")
    session.commit()

    assert names(browser.open(f"{URL}?q=ødeg")) == ["Østen Ødegård"]
    assert names(browser.open(f"{URL}?q=ØST+gård")) == ["Østen Ødegård"]
    assert names(browser.open(f"{URL}?q=per_h")) == ["Per Hansen"]
    assert names(browser.open(f"{URL}?q=%25")) == []


def test_the_list_goes_on_where_it_stopped(browser, session, admin, office):
    for nr in range(40):
        make_person(session, name=f"Navn {nr:02d}", body=office)
    session.commit()

    first = browser.open(f"{URL}?q=navn")
    second = browser.open(first.select_one(".show-more a")["href"])

    assert [*names(first), *names(second)] == [f"Navn {nr:02d}" for nr in range(40)]
    assert second.select_one(".show-more a") is None


def test_names_stand_in_norwegian_order_across_the_pages(browser, session, admin):
    """The same on both databases, though one compares bytes and the other by its locale."""
    wanted = [
        f"{name} Test{nr}"
        for name in ("Anne", "bodil", "Émile", "Fred", "Zara", "Ægir", "Øystein", "Åse", "Aasta")
        for nr in range(4)
    ]
    for name in reversed(wanted):
        make_person(session, name=name)
    session.commit()

    first = browser.open(f"{URL}?q=test")
    second = browser.open(first.select_one(".show-more a")["href"])

    assert [*names(first), *names(second)] == wanted


def test_the_place_in_the_list_follows_the_name_and_is_forgotten_with_it(
    browser, session, admin, bo
):
    make_person(session, name="Cecilie Prøve")
    session.commit()
    browser.submit(f"{URL}/{bo.id}", name="Åbo Prøve", email="bo@etaten.example")
    assert names(browser.open(URL)) == ["Alma Prøve", "Cecilie Prøve", "Åbo Prøve"]

    browser.submit(f"{URL}/{bo.id}/slett")
    session.expire_all()
    assert session.get_one(Person, bo.id).sort_key == ""


def test_the_list_takes_the_same_few_statements_at_two_sizes(browser, session, admin, office):
    with recorded_statements() as few:
        browser.open(URL)
    for _ in range(25):
        make_membership(session, make_person(session, body=office), make_body(session))
    session.commit()
    with recorded_statements() as many:
        browser.open(URL)

    assert len(few) == len(many) <= 6


def test_a_body_narrows_the_list(browser, session, admin, bo):
    make_person(session, name="Utenfor")
    session.commit()
    body = browser.open(f"{URL}/{bo.id}").select_one("main table a")["href"].rpartition("/")[2]

    assert names(browser.open(f"{URL}?enhet={body}")) == ["Alma Prøve", "Bo Prøve"]


def test_a_role_is_given_and_ended_on_the_page(browser, session, admin, bo, office):
    page = f"{URL}/{bo.id}"
    browser.submit(page, to=f"{page}/roller", body=str(office.id), role="facilitator")
    session.rollback()
    held = session.scalars(
        select(Membership).where(Membership.person_id == bo.id, Membership.role == "facilitator")
    ).one()

    browser.post(f"{page}/roller/{held.id}/avslutt")

    session.rollback()
    assert session.scalars(select(Membership).where(Membership.role == "facilitator")).all() == []


def test_what_is_wrong_with_a_role_stands_beside_the_field(browser, session, admin, bo, office):
    page = f"{URL}/{bo.id}"
    answer = browser.submit(
        page, to=f"{page}/roller", body=str(office.id), role="partner", status=422
    )
    assert "Rollen finnes ikke" in answer.select_one("#role-error").text

    answer = browser.submit(
        page,
        to=f"{page}/roller",
        body=str(office.id),
        role="leader",
        ends_on="2020-01-01",
        status=422,
    )
    assert "over før den begynner" in answer.select_one("#ends_on-error").text

    answer = browser.submit(
        page, to=f"{page}/roller", body="tull", role="tull", ends_on="i går", status=422
    )
    assert len(answer.select("main [aria-invalid=true]")) == 3


def test_the_last_administrator_gets_told_why_not_ac9(browser, session, admin):
    held = session.scalars(select(Membership).where(Membership.person_id == admin.id)).one()

    answer = browser.post(f"{URL}/{admin.id}/roller/{held.id}/avslutt")
    assert answer.status_code == 409
    assert "Noen må kunne administrere" in answer.text

    assert browser.post(f"{URL}/{admin.id}/steng").status_code == 409
    assert browser.post(f"{URL}/{admin.id}/slett").status_code == 403


def test_a_live_session_ends_when_its_owner_is_disabled_se1(browser, new_browser, admin, bo):
    other = new_browser().sign_in(bo)
    assert other.client.get("/mitt/innstillinger").status_code == 200

    browser.post(f"{URL}/{bo.id}/steng")

    assert other.client.get("/mitt/innstillinger").status_code == 303


def test_erasing_asks_first(browser, session, admin, bo):
    page = browser.open(f"{URL}/{bo.id}/slett")
    assert "kan ikke gjøres om" in page.text
    assert session.get(Person, bo.id).name == "Bo Prøve"
    session.rollback()

    browser.submit(f"{URL}/{bo.id}/slett")

    session.expire_all()
    assert session.get(Person, bo.id).name is None
    browser.open(f"{URL}/{bo.id}", status=404)


def test_a_taken_address_is_refused_beside_the_field(browser, session, admin, bo):
    page = browser.submit(f"{URL}/{bo.id}", name="Bo", email=admin.email.upper(), status=422)

    assert "En annen har denne adressen" in page.select_one("#email-error").text


def test_extra_fields_change_nothing_ac8(browser, session, admin, bo):
    browser.submit(
        f"{URL}/{bo.id}",
        name="Bo",
        email="bo@etaten.example",
        password_hash="x",
        disabled_at="2020-01-01",
        id=str(admin.id),
    )

    session.expire_all()
    person = session.get(Person, bo.id)
    assert (person.name, person.password_hash, person.disabled_at) == ("Bo", None, None)


@pytest.mark.parametrize("role", [Role.STAFF, Role.FACILITATOR, Role.LEADER])
def test_others_are_refused(new_browser, session, office, bo, role):
    person = make_person(session, body=office, role=role)
    session.commit()
    browser = new_browser().sign_in(person)

    for address in (URL, f"{URL}/{bo.id}", f"{URL}/import", "/administrasjon/enheter"):
        browser.open(address, status=403)
