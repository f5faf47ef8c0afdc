"""The bell, the notices, what one wants by mail, leaving by one press, and the log of mail."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.core.db import atomic
from app.domain.notices import Delivery, NoticeTopic
from app.domain.permissions import Role
from app.models import Notice, NoticeSetting, OutboxMail
from app.outbox.leaving import sign_unsubscribe
from app.outbox.services import queue_mail
from tests.support.factories import (
    WHILE_SUBMITTING,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)
from tests.support.mail import deliver
from tests.support.pages import Browser
from tests.support.statements import recorded_statements
from tests.support.told import ANSWER, tell_all


@pytest.fixture
def kari(session):
    person = make_person(session, name="Kari", email="kari@etaten.example", body=make_body(session))
    session.commit()
    return person


@pytest.fixture
def signed_in(browser, kari):
    browser.sign_in(kari)
    return browser


def bell(page):
    found = page.select_one(".bell__count")
    return found and found.text


def chosen(session, person):
    session.rollback()
    rows = select(NoticeSetting.topic, NoticeSetting.delivery).where(
        NoticeSetting.person_id == person.id
    )
    return dict(session.execute(rows).all())


def test_the_bell_counts_what_is_unread_on_every_page(app, signed_in, kari):
    assert bell(signed_in.open("/personvern")) is None
    for nr in range(2):
        tell_all(app, [kari], now=WHILE_SUBMITTING, event=f"answer:{nr}")

    assert bell(signed_in.open("/personvern")) == "Varsler, uleste: 2"


def test_the_bell_costs_no_page_a_statement(app, signed_in, kari):
    costs = []
    for nr in range(2):
        signed_in.open("/personvern")
        with recorded_statements() as statements:
            signed_in.open("/personvern")
        costs.append(len(statements))
        tell_all(app, [kari], now=WHILE_SUBMITTING, event=f"answer:{nr}")

    assert costs == [1, 1]


def test_a_notice_is_read_when_it_is_followed_and_leads_where_it_says(app, signed_in, kari):
    tell_all(app, [kari], now=WHILE_SUBMITTING)
    page = signed_in.open("/varsler")
    button = page.select_one(".notices li[data-unread] button")
    assert button.text == "Svar på forslaget «Stille time»: Går videre"

    answer = signed_in.client.post(
        button.parent["action"], data={"csrf_token": page.select_one("[name=csrf_token]")["value"]}
    )

    assert answer.location == "/dugnader/laering/forslag/7"
    assert bell(signed_in.open("/varsler")) is None


def test_opening_what_a_notice_is_about_reads_it_and_costs_nothing_when_all_is_read(
    app, session, signed_in, kari
):
    unit = make_body(session)
    campaign = make_campaign(session, owner=unit)
    ideas = [make_idea(session, campaign=campaign, author=kari) for _ in range(2)]
    make_membership(session, kari, unit)
    session.commit()
    first, second = (f"/dugnader/{campaign.slug}/forslag/{idea.nr}" for idea in ideas)

    def cost(path):
        with recorded_statements() as statements:
            page = signed_in.open(path)
        return len(statements), bell(page)

    signed_in.open(first)
    usual, _ = cost(first)
    facts = ANSWER | {"slug": campaign.slug, "nr": ideas[0].nr}
    tell_all(app, [kari], now=WHILE_SUBMITTING, facts=facts)

    assert cost(second) == (usual + 1, "Varsler, uleste: 1"), "another page reads nothing"
    signed_in.client.get(first, headers={"Sec-Fetch-Mode": "cors"})
    assert bell(signed_in.open("/varsler")) == "Varsler, uleste: 1"
    assert cost(first)[1] is None
    assert cost(first) == cost(second) == (usual, None)


def test_the_page_speaks_the_readers_written_form_and_costs_the_same_for_many(
    app, signed_in, kari, session
):
    kari.locale = "nn"
    session.commit()
    costs = []
    for nr in range(12):
        tell_all(app, [kari], now=WHILE_SUBMITTING, event=f"answer:{nr}")
        if nr in (0, 11):
            with recorded_statements() as statements:
                page = signed_in.open("/varsler")
            costs.append(len(statements))

    assert "Går vidare" in page.select_one(".notices button").text
    assert costs[0] == costs[1]


def test_all_are_marked_as_read_at_once(app, signed_in, kari, session):
    tell_all(app, [kari], now=WHILE_SUBMITTING)

    signed_in.submit("/varsler", to="/varsler/lest")

    session.rollback()
    assert session.scalars(select(Notice.read_at)).all() == [WHILE_SUBMITTING]


def test_what_is_chosen_is_kept_heading_by_heading(signed_in, kari, session):
    signed_in.submit(
        "/mitt/varsler", answers="weekly", mentions="never", reminders=["reminder_day"]
    )

    kept = chosen(session, kari)
    assert (kept["answers"], kept["mentions"]) == ("weekly", "never")
    assert (kept["reminder_week"], kept["reminder_day"]) == ("never", "at_once")


def leaving_address(message):
    return urlsplit(re.fullmatch(r"<(.*)>", message["List-Unsubscribe"])[1]).path


def test_one_press_in_the_mail_program_turns_the_kind_off_without_signing_in(
    make_app, kari, session
):
    app = make_app(BASE_URL="https://dugnad.example")
    tell_all(app, [kari], now=WHILE_SUBMITTING)
    [mail] = deliver(app)

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    answer = app.test_client().post(
        leaving_address(mail),
        data={"List-Unsubscribe": "One-Click"},
        base_url="https://dugnad.example",
    )

    assert answer.status_code == 200
    assert chosen(session, kari) == {"answers": "never"}


def test_looking_at_the_link_turns_nothing_off_and_the_button_does(app, kari, session):
    tell_all(app, [kari], now=WHILE_SUBMITTING)
    [mail] = deliver(app)
    address, stranger = leaving_address(mail), Browser(app)
    assert "Kari" not in stranger.open(address).text
    assert chosen(session, kari) == {}

    assert "er slått av" in stranger.submit(address).text
    assert chosen(session, kari) == {"answers": "never"}


def test_the_page_speaks_as_the_mail_did_until_the_reader_chooses(app, kari, session):
    kari.locale = "nn"
    session.commit()
    tell_all(app, [kari], now=WHILE_SUBMITTING)
    address, stranger = leaving_address(deliver(app)[0]), Browser(app)

    assert stranger.open(address).html["lang"] == "nn"
    with stranger.client.session_transaction() as kept:
        kept["locale"] = "en"
    assert stranger.open(address).html["lang"] == "en"


def test_leaving_a_reminder_says_where_the_deadline_still_stands(app, kari, session):
    with app.test_request_context():
        token = sign_unsubscribe(kari.id, NoticeTopic.REMINDER_HOUR)

    page = Browser(app).submit(f"/varsler/avmelding/{token}")

    assert "Påminnelsen «En time før en frist» er slått av" in page.text
    assert "Varsler" not in page.select_one("main").text
    assert chosen(session, kari) == {"reminder_hour": "never"}


def test_a_token_that_was_not_made_here_opens_nothing(app, kari, session):
    tell_all(app, [kari], now=WHILE_SUBMITTING)
    address = leaving_address(deliver(app)[0])

    assert app.test_client().post(address[:-2] + "xx").status_code == 410
    page = Browser(app).open(address[:-2] + "xx", status=410)
    assert page.select_one("main a[href$='/mitt/varsler']"), "a way to the same choice"
    assert chosen(session, kari) == {}


def test_leaving_a_collected_mail_turns_off_what_is_collected(app, kari, session, clock):
    from app.jobs.collecting import collect_notices

    facts = {"slug": "x", "nr": 1, "title": "T", "comment_id": "c"}
    tell_all(app, [kari], now=WHILE_SUBMITTING, kind="idea_commented", facts=facts)
    clock.move(days=1)
    with app.app_context():
        collect_notices()
    [mail] = deliver(app)

    app.test_client().post(leaving_address(mail))

    assert chosen(session, kari) == {
        NoticeTopic.COMMENTS: Delivery.NEVER,
        NoticeTopic.FOLLOWING: Delivery.NEVER,
    }


def test_a_receipt_has_no_way_to_turn_it_off(app, kari):
    with app.app_context(), atomic() as unit:
        queue_mail(unit, "password_changed", person_id=kari.id, facts={}, now=WHILE_SUBMITTING)

    [mail] = deliver(app)

    assert mail["List-Unsubscribe"] is None
    assert "avmelding" not in mail.get_content()


@pytest.fixture
def administrator(new_browser, session):
    browser = new_browser()
    person = make_person(session, body=make_body(session), role=Role.ADMINISTRATOR)
    session.commit()
    browser.sign_in(person)
    return browser


def queue(app, session, kind, person):
    with app.app_context(), atomic() as unit:
        queue_mail(unit, kind, person_id=person.id, facts={}, now=WHILE_SUBMITTING)


def test_the_log_tells_to_whom_what_kind_and_how_it_went(app, administrator, kari, session):
    tell_all(app, [kari], now=WHILE_SUBMITTING)
    deliver(app)

    row = administrator.open("/administrasjon/e-post").select_one("tbody tr").text

    for words in ("Kari", "kari@etaten.example", "Svar på et forslag", "Sendt"):
        assert words in row
    assert "Vi tar det med oss" not in row, "no text"


def test_the_log_finds_a_mail_by_name_and_by_result(app, administrator, kari, session):
    queue(app, session, "password_changed", kari)

    assert administrator.open("/administrasjon/e-post?q=kari&vis=waiting").select("tbody tr")
    assert not administrator.open("/administrasjon/e-post?q=kari&vis=sent").select("tbody tr")
    assert not administrator.open("/administrasjon/e-post?q=ola").select("tbody tr")


@pytest.mark.parametrize("kind", ["evaluation_reminder", "deadline_reminder"])
def test_the_log_has_no_line_of_who_has_not_done_something(app, administrator, kari, session, kind):
    queue(app, session, kind, kari)

    assert "Kari" not in administrator.open("/administrasjon/e-post").text
    assert session.scalar(select(OutboxMail.kind)) == kind


def test_of_an_address_without_an_account_the_log_keeps_enough_to_know_it(
    app, administrator, session
):
    with app.app_context(), atomic() as unit:
        address = "fremmed@etaten.example"
        queue_mail(unit, "sign_in_link", address=address, facts={}, now=WHILE_SUBMITTING)

    row = administrator.open("/administrasjon/e-post").select_one("tbody tr").text

    assert "f…@etaten.example" in row
    assert "fremmed" not in row
