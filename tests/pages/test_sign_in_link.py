"""Links in the mail: to sign in, and to choose a new password."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.services.passwords import hash_password
from app.models import MailedLink, OutboxMail
from tests.support.factories import make_person
from tests.support.mail import deliver, link_in
from tests.support.pages import Browser

PRIVATE = "/mitt/innstillinger"
PASSWORD = "tre-ville-hester"


@pytest.fixture
def bo(session):
    person = make_person(session, name="Bo Prøve", email="bo@etaten.example", locale="nn")
    session.commit()
    return person


def ask(browser, email="bo@etaten.example", **fields):
    return browser.submit("/logg-inn", email=email, by_link="1", **fields)


def mailed_link(app, browser, **fields):
    ask(browser, **fields)
    [message] = deliver(app)
    return link_in(message, "/lenke/")


def press(browser, link):
    return browser.client.post(link, data={"csrf_token": browser.token("/logg-inn")})


def is_signed_in(browser):
    return browser.client.get(PRIVATE).status_code == 200


def test_the_link_shows_whose_it_is_and_its_button_signs_in(app, browser, bo):
    link = mailed_link(app, browser)

    page = browser.open(link)
    assert "Bo Prøve (bo@etaten.example)" in page.text
    assert not is_signed_in(browser)

    assert press(browser, link).status_code == 303
    assert is_signed_in(browser)


def test_the_mail_is_written_in_the_receivers_form_and_has_an_absolute_address(app, browser, bo):
    ask(browser)
    [message] = deliver(app)

    assert message["To"] == "Bo Prøve <bo@etaten.example>"
    assert "http://127.0.0.1:5000/lenke/" in message.get_content()
    assert "Hei, Bo Prøve!" in message.get_content()
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_mail_scanner_uses_nothing_up_tk3(app, browser, session, bo):
    link = mailed_link(app, browser)
    for _ in range(3):
        assert browser.client.get(link).status_code == 200
        assert browser.client.head(link).status_code == 200
    assert session.scalars(select(MailedLink.used_at)).one() is None

    assert press(browser, link).status_code == 303


def test_the_link_works_once_tk2(app, new_browser, bo):
    link = mailed_link(app, new_browser())
    first, second = new_browser(), new_browser()

    assert press(first, link).status_code == 303
    assert press(second, link).status_code == 410
    page = second.open(link, status=410)
    assert page.find("a", string="Få en ny lenke")["href"] == "/logg-inn/lenke"
    assert not is_signed_in(second)


def test_the_link_works_for_ten_minutes_from_when_it_was_sent_tk6(app, browser, clock, bo):
    ask(browser)
    clock.move(minutes=20)
    [message] = deliver(app)
    link = link_in(message, "/lenke/")
    clock.move(minutes=9, seconds=59)
    assert browser.client.get(link).status_code == 200
    clock.move(seconds=1)

    assert press(browser, link).status_code == 410


def test_a_request_that_waited_too_long_is_not_answered(app, browser, clock, bo):
    ask(browser)
    clock.move(minutes=31)

    assert deliver(app) == []


def test_only_the_hash_of_a_long_token_is_stored_tk6(app, browser, session, bo):
    link = mailed_link(app, browser)
    token = link.rpartition("/")[2]

    stored = session.scalars(select(MailedLink)).one()
    sent = session.scalars(select(OutboxMail)).one()
    assert len(token) >= 43, "256 bits"
    assert token not in f"{vars(stored)} {vars(sent)}"
    assert (sent.facts, sent.address) == ("{}", None)


def test_the_answer_is_the_same_for_an_unknown_address_and_no_mail_leaves_au1(
    app, new_browser, session, bo
):
    known, unknown = ask(new_browser()), ask(new_browser(), email="ingen@etaten.example")

    assert known.main.text == unknown.main.text
    assert len(deliver(app)) == 1
    assert [mail.sent_at is not None for mail in session.scalars(select(OutboxMail))] == [True]


@pytest.mark.parametrize("way", ["/logg-inn/lenke", "/nytt-passord"])
@pytest.mark.parametrize(
    "body",
    [
        {"data": {"email[]": ["bo@etaten.example", "me@evil.example"]}},
        {"data": {"email": "bo@etaten.example,me@evil.example"}},
        {"data": {"email": "bo@etaten.example\r\nBcc: me@evil.example"}},
        {"data": {"email": "bo@etaten.example me@evil.example"}},
        {"data": {"email": "bо@etaten.example"}},  # a Cyrillic «о»
    ],
)
def test_nobody_else_gets_the_link_au3(app, browser, bo, way, body):
    token = browser.token(way)
    browser.client.post(way, headers={"X-CSRFToken": token}, **body)

    assert deliver(app) == []


@pytest.mark.parametrize("kind", ["data", "json"])
def test_two_addresses_send_one_mail_to_the_stored_one_au3(app, browser, bo, kind):
    token = browser.token("/nytt-passord")
    both = {"email": ["ｂｏ@etaten.example", "me@evil.example"]}
    browser.client.post("/nytt-passord", headers={"X-CSRFToken": token}, **{kind: both})

    assert [message["To"] for message in deliver(app)] == ["Bo Prøve <bo@etaten.example>"]


def test_the_host_of_the_request_never_reaches_the_mail_au4(make_app, bo):
    app = make_app(BASE_URL="https://dugnad.example/under")
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    browser = Browser(app)
    page = browser.client.get("/nytt-passord", base_url="https://evil.example").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    browser.client.post(
        "/nytt-passord",
        base_url="https://evil.example",
        headers=evil | {"Referer": "https://evil.example/nytt-passord"},
        data={"csrf_token": token, "email": "bo@etaten.example"},
    )

    messages = deliver(app)
    assert all("evil" not in message.as_string() for message in messages)
    assert all("https://dugnad.example/under/nytt-passord/" in m.get_content() for m in messages)


def test_one_comes_back_to_where_one_was_going(app, browser, bo):
    link = mailed_link(app, browser, next="/dugnader?side=2")

    assert press(browser, link).location == "/dugnader?side=2"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil"])
def test_a_link_leads_to_no_other_site_re1(app, browser, bo, elsewhere):
    link = mailed_link(app, browser, next=elsewhere)

    assert press(browser, link).location == "/"


def test_a_disabled_person_gets_no_mail_and_an_older_link_is_dead_au9(
    app, new_browser, session, clock, bo
):
    link = mailed_link(app, new_browser())
    ask(new_browser())
    bo.disabled_at = clock.now()
    session.commit()

    assert deliver(app) == []
    assert press(new_browser(), link).status_code == 410


def test_a_link_to_sign_in_does_not_change_a_password(app, browser, bo):
    link = mailed_link(app, browser)
    token = link.rpartition("/")[2]

    page = browser.open(f"/nytt-passord/{token}", status=410)
    assert page.find("a", string="Få en ny lenke")["href"] == "/nytt-passord"


def test_asking_again_and_again_is_throttled_for_known_and_unknown_alike_au2(browser, bo):
    for address in ("bo@etaten.example", "ingen@etaten.example"):
        for _ in range(5):
            browser.submit("/logg-inn/lenke", email=address)
        page = browser.submit("/logg-inn/lenke", email=address, status=429)
        assert "Prøv igjen om 15 min" in page.text
    answer = browser.post("/logg-inn/lenke", email="bo@etaten.example")
    assert answer.headers["Retry-After"] == "900"


def test_guessing_tokens_is_throttled(browser, bo):
    for nr in range(60):
        assert press(browser, f"/lenke/{nr}").status_code == 410

    assert press(browser, "/lenke/61").status_code == 429


def reset_link(app, browser):
    browser.submit("/nytt-passord", email="bo@etaten.example")
    [message] = deliver(app)
    return link_in(message, "/nytt-passord/")


def test_a_new_password_signs_in_and_ends_every_other_session_se1(app, new_browser, session, bo):
    bo.password_hash = hash_password("det gamle passordet")
    session.commit()
    elsewhere = new_browser().sign_in(bo)
    browser = new_browser()
    link = reset_link(app, browser)

    browser.submit(link, password=PASSWORD)

    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    assert "Passordet ditt i Dugnad er endra" in deliver(app)[0]["Subject"]
    new_browser().submit("/logg-inn", email=bo.email, password=PASSWORD)
    new_browser().submit("/logg-inn", email=bo.email, password="det gamle passordet", status=422)


def test_a_bad_password_does_not_use_the_link_up(app, browser, bo):
    link = reset_link(app, browser)

    page = browser.submit(link, password="kort", status=422)
    assert "minst 12 tegn" in page.text

    browser.submit(link, password=PASSWORD)
    assert is_signed_in(browser)


def test_a_reset_link_works_once_and_ends_the_other_links_tk2(app, new_browser, bo):
    browser = new_browser()
    signs_in, resets = mailed_link(app, browser), reset_link(app, browser)
    browser.submit(resets, password=PASSWORD)

    assert new_browser().client.get(resets).status_code == 410
    assert new_browser().client.get(signs_in).status_code == 410


def test_a_reset_link_is_dead_after_ten_minutes(app, browser, clock, bo):
    link = reset_link(app, browser)
    clock.move(minutes=10)

    assert browser.client.get(link).status_code == 410


def test_a_password_of_any_kind_of_characters_is_taken_when_long_enough(app, browser, bo):
    link = reset_link(app, browser)

    browser.submit(link, password="aaaaaaaaaaaa")

    assert is_signed_in(browser)


def test_no_token_reaches_the_log_tk6(app, browser, bo, caplog, capsys):
    link = mailed_link(app, browser)
    browser.client.get(link)
    press(browser, link)

    written = caplog.text + capsys.readouterr().err
    assert link.rpartition("/")[2] not in written
    assert "bo@etaten.example" not in written


def test_old_links_and_ended_sessions_are_swept_away(app, new_browser, session, clock, bo):
    from app.jobs.sweeping import sweep
    from app.models import SignIn

    press(new_browser(), mailed_link(app, new_browser()))
    clock.moment += timedelta(days=40)
    with app.app_context():
        sweep()

    for table in (MailedLink, SignIn, OutboxMail):
        assert session.scalars(select(table)).all() == []
