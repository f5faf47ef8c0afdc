"""A mail as its receiver has it: text and HTML, in the person's own form, over a real server."""

import json
import socket

import pytest
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core.db import atomic
from app.jobs.mail import send_due_mail
from app.models import OutboxMail
from app.outbox.rendering import blocks_of
from app.outbox.services import claim_next, queue_mail, queue_mails
from tests.support.factories import WHILE_SUBMITTING, make_person
from tests.support.sink import Sink
from tests.support.told import ANSWER, tell_all

SUBJECTS = {
    "nb": "Svar på forslaget «Stille time»: Går videre",
    "nn": "Svar på forslaget «Stille time»: Går vidare",
    "en": "Answer to the proposal “Stille time”: Going forward",
}


@pytest.fixture
def smtp_app(make_app, port):
    return make_app(
        MAIL_SERVER=f"127.0.0.1:{port}",
        MAIL_STARTTLS=False,
        MAIL_FROM="dugnad@etaten.example",
        BASE_URL="https://dugnad.example",
    )


def run(app):
    with app.app_context():
        send_due_mail()


def receiver(session, locale="nb"):
    person = make_person(session, name="Bo Prøve", locale=locale)
    session.commit()
    return person


@pytest.mark.parametrize("locale", SUBJECTS)
def test_text_and_html_say_the_same_in_the_persons_own_form(smtp_app, sink, session, locale):
    tell_all(smtp_app, [receiver(session, locale)], now=WHILE_SUBMITTING)

    run(smtp_app)

    [message] = sink.messages
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    html = BeautifulSoup(message.html, "html.parser")
    assert html.html["lang"] == message["Content-Language"] == locale
    assert html.title.text == message["Subject"]
    said = html.text
    words = [line for line in message.get_content().splitlines() if "://" not in line]
    assert [line for line in words if line.rstrip(":") not in said] == []
    assert message["Subject"] == SUBJECTS[locale]


def test_a_phone_shows_one_column_with_the_link_as_a_button(smtp_app, sink, session):
    tell_all(smtp_app, [receiver(session)], now=WHILE_SUBMITTING)
    run(smtp_app)

    html = BeautifulSoup(sink.messages[0].html, "html.parser")

    assert html.select_one("meta[name=viewport]")["content"].startswith("width=device-width")
    assert not html.select("table, img, script, link")
    [button] = [link for link in html.select("a") if link.text == "Åpne i Dugnad"]
    assert button["href"] == "https://dugnad.example/dugnader/laering/forslag/7"


def test_what_people_write_becomes_neither_markup_nor_button(smtp_app, sink, session):
    words = "<b>Hei</b>\n\nhttps://evil.example/\n\n<script>alert(1)</script>"
    tell_all(smtp_app, [receiver(session)], now=WHILE_SUBMITTING, facts=ANSWER | {"text": words})
    run(smtp_app)

    html = BeautifulSoup(sink.messages[0].html, "html.parser")

    assert not html.select("b, script")
    assert not [link for link in html.select("a") if "evil" in link["href"]]
    assert "https://evil.example/" in html.text


def test_a_line_before_an_address_becomes_its_words():
    [block] = blocks_of("Svar på forslaget\nhttps://a.example/1", ["https://a.example/1"])

    assert block.lines == (("Svar på forslaget", "https://a.example/1"),)


class DiesAfterTaking(Sink):
    """Takes a letter, and is gone before it has said so."""

    async def take_letter(self, server, session, envelope):
        await super().take_letter(server, session, envelope)
        server.transport.abort()
        return "250 OK"


def test_a_server_that_dies_as_it_answers_gets_the_same_message_once_more_and_no_other(
    make_app, smtp_app, port, session, clock
):
    for nr in range(3):
        tell_all(smtp_app, [receiver(session)], now=WHILE_SUBMITTING, event=f"answer:{nr}")
    dying, back = DiesAfterTaking(), Sink()
    for handler, minutes in ((dying, 0), (back, 2)):
        clock.move(minutes=minutes)
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            run(smtp_app)
        finally:
            controller.stop()

    first = [message["Message-ID"] for message in dying.messages]
    then = [message["Message-ID"] for message in back.messages]
    assert len(first) == 1, "one try, and the rest wait"
    assert len(then) == len(set(then)) == 3
    assert first[0] in then, "a mail program shows it once, since its id is the same"


def test_a_dead_server_delays_nobody_and_all_is_delivered_once(smtp_app, port, session, clock):
    people = [receiver(session) for _ in range(5)]
    tell_all(smtp_app, people, now=WHILE_SUBMITTING)
    with socket.create_server(("127.0.0.1", 0)):
        run(smtp_app)
    tell_all(smtp_app, people, now=WHILE_SUBMITTING)  # what happened is told of again by mistake
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        clock.move(minutes=2)
        run(smtp_app)
        run(smtp_app)
    finally:
        controller.stop()

    assert sorted(to for to, _ in handler.letters) == sorted([each.email] for each in people)


def test_the_outbox_itself_takes_an_event_once_a_person(app, session):
    person = receiver(session)
    with app.app_context(), atomic() as unit:
        for _ in range(2):
            people = select(type(person).id).where(type(person).id == person.id)
            queue_mails(
                unit, "idea_answered", people, event_key="a", facts=ANSWER, now=WHILE_SUBMITTING
            )

    session.rollback()
    assert len(session.scalars(select(OutboxMail)).all()) == 1


def test_who_waits_for_a_link_goes_before_what_was_queued_for_many(app, session):
    tell_all(app, [receiver(session) for _ in range(3)], now=WHILE_SUBMITTING)
    with app.app_context(), atomic() as unit:
        address = "bo@etaten.example"
        queue_mail(unit, "sign_in_link", address=address, facts={}, now=WHILE_SUBMITTING)
    with app.app_context(), atomic() as unit:
        mail = claim_next(unit, now=WHILE_SUBMITTING)
        assert (mail.kind, json.loads(mail.facts)) == ("sign_in_link", {})
