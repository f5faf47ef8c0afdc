"""One's own account."""

import pytest

from app.accounts.services.passwords import hash_password
from app.domain.permissions import Role
from app.models import Person
from tests.support.factories import make_body, make_membership, make_person
from tests.support.mail import deliver, link_in
from tests.support.statements import recorded_statements

URL = "/mitt/innstillinger"
OLD, NEW = "det gamle passordet", "det nye passordet"


@pytest.fixture
def cecilie(session):
    person = make_person(session, name="Cecilie Prøve", email="c@etaten.example")
    person.password_hash = hash_password(OLD)
    council = make_body(session, kind="council", name="Brukerutvalget i Prøvevik")
    make_membership(session, person, council, role=Role.COUNCIL_MEMBER)
    session.commit()
    return person


@pytest.fixture
def signed_in(browser, cecilie):
    return browser.sign_in(cecilie)


def is_signed_in(browser):
    return browser.client.get(URL).status_code == 200


def test_name_and_language_can_be_changed(signed_in):
    page = signed_in.submit(URL, name="Cecilie Ny", locale="nn")

    assert page.html["lang"] == "nn"
    assert page.select_one("#name")["value"] == "Cecilie Ny"


def test_a_missing_name_is_explained_next_to_the_field(signed_in):
    page = signed_in.submit(URL, name=" ", locale="nb", status=422)

    control = page.select_one("#name")
    assert control["aria-invalid"] == "true"
    described_by = control["aria-describedby"].split()
    assert "Skriv navnet ditt." in " ".join(page.select_one(f"#{id_}").text for id_ in described_by)


def test_extra_fields_change_nothing_ac8(signed_in, session, cecilie):
    signed_in.submit(
        URL, name="Cecilie", locale="nb", email="admin@etaten.example", role="administrator"
    )

    session.expire_all()
    assert session.get(Person, cecilie.id).email == "c@etaten.example"


def test_ones_memberships_stand_there(signed_in):
    assert "Brukerutvalget i Prøvevik" in signed_in.open(URL).text


def test_a_new_password_needs_the_old_one_au10(signed_in):
    url = f"{URL}/passord"
    page = signed_in.submit(URL, to=url, current="helt feil passord", password=NEW, status=422)

    assert "Dette er ikke passordet ditt." in page.text


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one_se1(
    app, signed_in, new_browser, cecilie
):
    other = new_browser()
    other.submit("/logg-inn", email=cecilie.email, password=OLD)

    signed_in.submit(URL, to=f"{URL}/passord", current=OLD, password=NEW)

    assert is_signed_in(signed_in)
    assert not is_signed_in(other)
    assert "Passordet ditt i Dugnad er endret" in deliver(app)[0]["Subject"]


def test_guessing_the_old_password_is_throttled_au2(signed_in):
    for _ in range(10):
        signed_in.post(f"{URL}/passord", current="helt feil passord", password=NEW)

    answer = signed_in.post(f"{URL}/passord", current=OLD, password=NEW)

    assert answer.status_code == 429


def test_who_has_no_password_chooses_one_by_a_fresh_link_au10(app, browser, session):
    person = make_person(session, email="d@etaten.example")
    session.commit()
    browser.sign_in(person)
    assert browser.open(URL).select_one("#current") is None

    assert browser.post(f"{URL}/lenke").status_code == 303
    [message] = deliver(app)
    browser.submit(link_in(message, "/nytt-passord/"), password=NEW)

    assert browser.open(URL).select_one("#current") is not None


def test_one_can_sign_out_everywhere_se1(signed_in, new_browser, cecilie):
    other = new_browser()
    other.submit("/logg-inn", email=cecilie.email, password=OLD)

    signed_in.post(f"{URL}/utlogging")

    assert not is_signed_in(signed_in)
    assert not is_signed_in(other)


def test_the_page_takes_the_same_few_statements_however_much_one_belongs_to(
    signed_in, session, cecilie
):
    with recorded_statements() as few:
        signed_in.open(URL)
    for _ in range(12):
        make_membership(session, cecilie, make_body(session))
    session.commit()
    with recorded_statements() as many:
        signed_in.open(URL)

    assert len(few) == len(many) <= 4
