"""Signing in with a password, and what a session may survive."""

import statistics
import time

import pytest
from sqlalchemy import select

from app.accounts.services.passwords import hash_password
from app.models import Person, SignIn, Throttle
from tests.support.factories import make_body, make_person
from tests.support.pages import Browser
from tests.support.statements import recorded_statements

PASSWORD = "tre-ville-hester"
FORM = "/logg-inn"
PRIVATE = "/mitt/innstillinger"


@pytest.fixture
def ada(session):
    person = make_person(session, name="Ada Prøve", email="ada@etaten.example")
    person.password_hash = hash_password(PASSWORD)
    session.commit()
    return person


def sign_in(browser, email="ada@etaten.example", password=PASSWORD, status=200, **fields):
    return browser.submit(FORM, status=status, email=email, password=password, **fields)


def test_the_right_password_opens_the_door(browser, ada):
    sign_in(browser)

    assert browser.open(PRIVATE).select_one("#name")["value"] == "Ada Prøve"


def test_case_blanks_and_width_of_the_address_do_not_matter_au5(browser, ada):
    sign_in(browser, email=" ADA@Etaten.Example ")

    assert "Ada Prøve" in browser.open(PRIVATE).text


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_au1(new_browser, ada):
    wrong = sign_in(new_browser(), password="feil passord her", status=422)
    unknown = sign_in(new_browser(), email="ola@etaten.example", password="feil her", status=422)

    def said(page):
        return page.main.text.replace("ada@etaten.example", "").replace("ola@etaten.example", "")

    assert "hører ikke sammen" in said(wrong)
    assert said(wrong) == said(unknown)
    assert wrong.select_one("#password").get("value") in (None, "")


def test_an_unknown_address_takes_as_long_as_a_wrong_password_au1(
    passwords_in_earnest, app, session, ada
):
    from app.accounts.services.passwords import check_password
    from app.domain.errors import WrongCredentialsError

    def median_for(address):
        durations = []
        for _ in range(15):
            started = time.process_time()
            with pytest.raises(WrongCredentialsError):
                check_password(session, email=address, password="et helt feil passord")
            durations.append(time.process_time() - started)
        return statistics.median(durations)

    known, unknown = median_for("ada@etaten.example"), median_for("ingen@etaten.example")
    assert unknown > known / 2, "without hashing it would be a hundred times faster"


def test_a_password_of_a_megabyte_is_refused_before_it_is_hashed_do4(browser, ada):
    started = time.process_time()
    sign_in(browser, password="p" * 300_000, status=422)

    assert time.process_time() - started < 2
    assert "høyst 200 tegn" in sign_in(browser, password="p" * 201, status=422).text


def test_the_password_is_never_sent_back(browser, ada):
    page = sign_in(browser, email="", password=PASSWORD, status=422)

    assert PASSWORD not in str(page)
    assert page.select_one("#email")["aria-invalid"] == "true"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "@evil.example",
        "/x\r\nLocation: https://evil.example",
    ],
)
def test_after_sign_in_one_stays_on_this_site_re1(browser, ada, elsewhere):
    token = browser.token(FORM)
    answer = browser.client.post(
        FORM,
        data={
            "csrf_token": token,
            "email": ada.email,
            "password": PASSWORD,
            "next": elsewhere,
        },
    )

    assert answer.status_code == 303
    assert answer.location == "/"


def test_after_sign_in_one_comes_back_to_where_one_was_going(browser, ada):
    page = browser.open(PRIVATE + "?fra=e-post")
    next_field = page.select_one("main input[name=next]")
    answer = browser.post(FORM, email=ada.email, password=PASSWORD, next=next_field["value"])

    assert answer.location == PRIVATE + "?fra=e-post"


def test_the_form_without_its_token_is_refused_cs1(app, ada):
    answer = app.test_client().post(FORM, data={"email": ada.email, "password": PASSWORD})

    assert answer.status_code == 400


def test_a_disabled_person_cannot_sign_in_au9(browser, session, ada, clock):
    ada.disabled_at = clock.now()
    session.commit()

    assert "hører ikke sammen" in sign_in(browser, status=422).text


def test_a_live_session_ends_with_the_request_after_disabling_au9(browser, session, ada, clock):
    sign_in(browser)
    ada.disabled_at = clock.now()
    session.commit()

    assert browser.client.get(PRIVATE).status_code == 303
    assert browser.client.get(PRIVATE, headers={"HX-Request": "true"}).status_code == 401


def cookie_of(browser):
    return browser.client.get_cookie("dugnad").value


def replay(app, cookie):
    thief = Browser(app).client
    thief.set_cookie("dugnad", cookie)
    return thief.get(PRIVATE, headers={"Accept": "application/json"}).status_code


def test_a_cookie_copied_before_sign_out_is_worth_nothing_after_it_se1(app, browser, session, ada):
    sign_in(browser)
    stolen = cookie_of(browser)
    assert replay(app, stolen) == 200

    assert browser.post("/logg-ut").status_code == 303

    assert replay(app, stolen) == 401
    assert session.scalars(select(SignIn)).all() == []


def test_signing_out_with_a_dead_session_is_no_fault(browser):
    assert browser.post("/logg-ut").status_code == 303


def test_a_session_planted_before_sign_in_is_not_the_one_after_it_se2(app, browser, ada):
    browser.open(FORM)
    with browser.client.session_transaction() as planted:
        planted["_user_id"] = "known-to-the-attacker"
        planted["left"] = "behind"
    before = cookie_of(browser)
    sign_in(browser)

    with browser.client.session_transaction() as after:
        assert after["_user_id"] != "known-to-the-attacker"
        assert "left" not in after
    assert replay(app, before) == 401


def test_signing_in_again_ends_the_session_one_had(app, browser, session, ada):
    sign_in(browser)
    first = cookie_of(browser)
    browser.post(FORM, email=ada.email, password=PASSWORD)

    assert replay(app, first) == 401
    assert len(session.scalars(select(SignIn)).all()) == 1


def test_a_session_ends_when_it_is_idle_too_long_se3(browser, ada, clock):
    sign_in(browser)
    clock.move(minutes=479)
    browser.open(PRIVATE)
    clock.move(minutes=479)
    browser.open(PRIVATE)
    clock.move(minutes=480)

    assert browser.client.get(PRIVATE).status_code == 303


def test_a_session_ends_after_a_week_however_busy_se3(browser, ada, clock):
    sign_in(browser)
    for _ in range(27):
        clock.move(hours=6)
        browser.open(PRIVATE)
    clock.move(hours=6)

    assert browser.client.get(PRIVATE).status_code == 303


def test_seeing_pages_writes_at_most_every_five_minutes(browser, ada, clock):
    sign_in(browser)
    clock.move(minutes=4)
    with recorded_statements() as soon:
        browser.open("/personvern")
    clock.move(minutes=1)
    with recorded_statements() as later:
        browser.open("/personvern")

    assert [each for each in soon if not each.startswith("SELECT")] == []
    assert len([each for each in later if each.startswith("UPDATE sign_ins")]) == 1


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites_se4(make_app, ada):
    app = make_app(BASE_URL="https://dugnad.example")
    answer = app.test_client().get(FORM, base_url="https://dugnad.example")

    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-dugnad=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_the_eleventh_try_waits_and_others_from_the_same_place_do_not_au2(
    new_browser, session, ada
):
    bo = make_person(session, email="bo@etaten.example")
    bo.password_hash = hash_password(PASSWORD)
    session.commit()
    browser = new_browser()
    for _ in range(10):
        sign_in(browser, password="ikke dette heller", status=422)

    page = sign_in(browser, password=PASSWORD, status=429)

    assert "Vent i 15 min" in page.text
    sign_in(new_browser(), email=bo.email)


def test_the_wait_is_over_after_the_window_au2(browser, ada, clock):
    for _ in range(11):
        browser.post(FORM, email=ada.email, password="ikke dette heller")
    clock.move(minutes=14)
    sign_in(browser, status=429)
    clock.move(minutes=1)

    sign_in(browser)


def test_a_throttled_account_can_still_ask_for_a_link_au2(browser, ada):
    for _ in range(11):
        browser.post(FORM, email=ada.email, password="ikke dette heller")

    assert "Se i innboksen din" in browser.submit(FORM, email=ada.email, by_link="1").text


def test_one_place_cannot_try_a_password_on_everybody_au2(browser):
    form = {"csrf_token": browser.token(FORM), "password": "sommer2026!!"}
    for nr in range(100):
        browser.client.post(FORM, data=form | {"email": f"person{nr}@etaten.example"})

    sign_in(browser, email="enda.en@etaten.example", password="sommer2026!!", status=429)


def test_a_success_forgives_the_failures_before_it(browser, ada):
    for _ in range(3):
        for _ in range(8):
            browser.post(FORM, email=ada.email, password="ikke dette heller")
        sign_in(browser)
        browser.post("/logg-ut")


def test_the_table_of_tries_holds_no_address_au2(browser, session, ada):
    sign_in(browser, password="ikke dette heller", status=422)

    stored = " ".join(row.bucket for row in session.scalars(select(Throttle)))
    assert stored
    assert "ada" not in stored
    assert "127.0.0.1" not in stored


def test_an_old_hash_is_made_anew_at_sign_in(passwords_in_earnest, browser, session, ada):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    ada.password_hash = weak
    session.commit()

    sign_in(browser)

    session.expire_all()
    stored = session.get(Person, ada.id).password_hash
    assert "m=19456,t=2,p=1" in stored


def test_rights_change_with_the_next_request_ac10(browser, session, ada, clock):
    from app.domain.permissions import Role
    from tests.support.factories import make_membership

    held = make_membership(session, ada, make_body(session), role=Role.ADMINISTRATOR)
    session.commit()
    sign_in(browser)
    assert "Mine oppgaver" in browser.open(PRIVATE).text

    held.ends_at = clock.now()
    session.commit()

    assert "Mine oppgaver" not in browser.open(PRIVATE).text


def test_the_page_that_asks_to_sign_in_offers_both_ways(browser):
    page = browser.open(FORM)

    assert [button.text.strip() for button in page.select("main button")] == [
        "Logg inn",
        "Send meg en lenke",
    ]
