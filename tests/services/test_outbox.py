"""Mail leaves once, to the right receiver, and a dead server delays nothing."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from app.core.db import atomic
from app.jobs.mail import send_due_mail
from app.models import OutboxMail
from app.outbox.rendering import Letter
from app.outbox.sending import ServerDownError, SmtpTransport
from app.outbox.services import claim_next, queue_mail
from tests.support.factories import WHILE_SUBMITTING, make_person
from tests.support.mail import deliver
from tests.support.sink import Sink
from tests.support.statements import recorded_statements


@pytest.fixture
def smtp_app(make_app, port):
    return make_app(
        MAIL_SERVER=f"127.0.0.1:{port}",
        MAIL_STARTTLS=False,
        MAIL_FROM="dugnad@etaten.example",
    )


@pytest.fixture
def receiver(session):
    person = make_person(session, name="Bo Prøve", email="bo@etaten.example", locale="nn")
    session.commit()
    return person


def queue(app, person, count=1, now=WHILE_SUBMITTING):
    with app.app_context(), atomic() as session:
        for _ in range(count):
            queue_mail(session, "password_changed", person_id=person.id, facts={}, now=now)


def run(app):
    with app.app_context():
        send_due_mail()


def waiting(session):
    session.rollback()
    return session.scalars(select(OutboxMail).order_by(OutboxMail.queued_at)).all()


def test_a_mail_goes_by_smtp_in_the_receivers_written_form(smtp_app, sink, receiver, session):
    queue(smtp_app, receiver)

    run(smtp_app)

    [message] = sink.messages
    assert sink.letters[0][0] == ["bo@etaten.example"]
    assert message["From"] == "Dugnad <dugnad@etaten.example>"
    assert message["Subject"] == "Passordet ditt i Dugnad er endra"
    assert "Hei, Bo Prøve!" in message.get_content()
    [mail] = waiting(session)
    assert (mail.sent_at, mail.facts, mail.failure) == (WHILE_SUBMITTING, "{}", None)


def test_it_goes_once_however_often_the_worker_runs_jb2(smtp_app, sink, receiver):
    queue(smtp_app, receiver)
    for _ in range(3):
        run(smtp_app)

    assert len(sink.letters) == 1


@pytest.mark.parametrize("address", ["bø@etaten.example", "bo..ek@etaten.example"])
def test_an_address_that_no_mail_can_have_stops_no_other(
    smtp_app, sink, receiver, session, address, clock
):
    first = make_person(session, email=address)
    session.commit()
    queue(smtp_app, first, now=clock.now() - timedelta(minutes=1))
    queue(smtp_app, receiver)

    run(smtp_app)

    assert [to for to, _ in sink.letters] == [["bo@etaten.example"]]
    assert waiting(session)[0].failed_at == clock.now(), "the log says so, and nobody tries again"


def test_a_mail_that_cannot_be_made_stops_no_other(smtp_app, sink, receiver, session, clock):
    with smtp_app.app_context(), atomic() as unit:
        before = clock.now() - timedelta(minutes=1)
        queue_mail(unit, "personal_link", person_id=receiver.id, facts={}, now=before)
    queue(smtp_app, receiver)

    run(smtp_app)

    assert len(sink.letters) == 1
    broken = waiting(session)[0]
    assert (broken.failure, broken.attempts) == ("not prepared: KeyError", 1)
    assert broken.due_at > clock.now()


@pytest.mark.sqlite  # its planner needs no statistics, so that one row is enough
def test_the_next_mail_is_found_in_an_index_without_sorting(app, receiver, session, clock):
    queue(app, receiver)
    with recorded_statements() as statements:
        claim_next(session, now=clock.now())
    asked = next(each for each in statements if each.startswith("SELECT"))
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", ("2026", 1, 0)).all()

    assert [step[3] for step in plan] == [
        "SEARCH outbox USING INDEX ix_outbox_waiting (due_at<?)"
    ], "else 20 000 that wait are sorted anew for each of them"


def test_a_full_round_says_that_more_waits(smtp_app, sink, receiver, monkeypatch):
    monkeypatch.setattr("app.jobs.mail.MOST_PER_RUN", 2)
    queue(smtp_app, receiver, count=3)

    with smtp_app.app_context():
        assert [send_due_mail(), send_due_mail()] == [True, False]
    assert len(sink.letters) == 3


def test_workers_at_once_never_send_the_same_jb1(smtp_app, sink, receiver):
    queue(smtp_app, receiver, count=12)
    start = Barrier(4)

    def work(_):
        start.wait()
        run(smtp_app)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    run(smtp_app)

    ids = [message["Message-ID"] for message in sink.messages]
    assert len(ids) == len(set(ids)) == 12


def test_a_worker_that_died_with_a_mail_gives_it_back_jb2(smtp_app, sink, receiver, clock):
    queue(smtp_app, receiver)
    with smtp_app.app_context(), atomic() as session:
        assert claim_next(session, now=clock.now()) is not None
    run(smtp_app)
    assert sink.letters == []

    clock.move(minutes=5)
    run(smtp_app)

    assert len(sink.letters) == 1


def test_a_dead_server_is_asked_once_a_run_and_later_and_later(smtp_app, receiver, session, clock):
    queue(smtp_app, receiver, count=3)

    run(smtp_app)

    mails = waiting(session)
    assert sorted(mail.attempts for mail in mails) == [0, 0, 1]
    [tried] = [mail for mail in mails if mail.attempts]
    assert tried.due_at == clock.now() + timedelta(minutes=1)
    assert tried.failure == "ConnectionRefusedError"


def test_the_waits_double_up_to_six_hours_and_end_after_three_days(
    smtp_app, receiver, session, clock
):
    queue(smtp_app, receiver)
    waits = []
    while True:
        run(smtp_app)
        [mail] = waiting(session)
        if mail.failed_at:
            break
        waits.append(mail.due_at - clock.now())
        clock.moment = mail.due_at

    minutes = [wait // timedelta(minutes=1) for wait in waits]
    assert minutes[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]
    assert set(minutes[9:]) == {360}
    assert mail.failed_at - mail.queued_at >= timedelta(days=3)
    assert (mail.facts, mail.address) == ("{}", None)


def test_everything_leaves_once_when_the_server_is_back(smtp_app, receiver, clock, port, session):
    queue(smtp_app, receiver, count=3)
    run(smtp_app)
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        clock.move(minutes=2)
        run(smtp_app)
    finally:
        controller.stop()

    assert len(handler.letters) == 3


def test_one_that_is_refused_for_good_is_given_up_and_stops_no_other(
    smtp_app, sink, receiver, session
):
    queue(smtp_app, receiver, count=2)
    sink.to_recipients = "550 no such user"

    run(smtp_app)

    mails = waiting(session)
    assert all(mail.failed_at for mail in mails)
    assert {mail.failure for mail in mails} == {"recipient refused 550"}
    assert "bo@" not in mails[0].failure


def test_one_that_is_refused_for_now_is_tried_again(smtp_app, sink, receiver, session, clock):
    queue(smtp_app, receiver)
    sink.answer = "451 try later"
    run(smtp_app)
    assert waiting(session)[0].failed_at is None

    sink.answer = "250 OK"
    clock.move(minutes=1)
    run(smtp_app)

    assert len(sink.letters) == 1


def test_a_server_that_never_speaks_is_left_after_the_timeout():
    letter = Letter(UUID(int=1), "test", "bo@etaten.example", "Bo", "nb", "Hei", "Hei\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = {
            "MAIL_SERVER": f"127.0.0.1:{silent.getsockname()[1]}",
            "MAIL_STARTTLS": True,
            "MAIL_FROM": "dugnad@etaten.example",
        }
        started = time.monotonic()
        with pytest.raises(ServerDownError):
            SmtpTransport(settings, timeout_seconds=0.3).send(letter, now=WHILE_SUBMITTING)

    assert time.monotonic() - started < 3


def test_a_page_that_queues_mail_never_waits_for_the_server(smtp_app, receiver):
    from tests.support.pages import Browser

    started = time.monotonic()
    Browser(smtp_app).submit("/logg-inn", email=receiver.email, by_link="1")

    assert time.monotonic() - started < 5


def test_a_mail_to_a_closed_or_erased_account_is_dropped_au9(app, receiver, session, clock):
    queue(app, receiver)
    receiver.disabled_at = clock.now()
    session.commit()

    assert deliver(app) == []
    assert waiting(session) == []


def test_a_name_cannot_add_a_header_in6(app, session):
    person = make_person(session, name="Bo\r\nBcc: me@evil.example", email="bo2@etaten.example")
    session.commit()
    queue(app, person)

    [message] = deliver(app)

    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "bo2@etaten.example"


def test_template_marks_in_a_name_stay_as_they_are_in2(app, session):
    person = make_person(session, name="{{ 7*7 }} %(x)s", email="bo3@etaten.example")
    session.commit()
    queue(app, person)

    [message] = deliver(app)

    assert "{{ 7*7 }} %(x)s" in message.get_content()


def test_a_mail_that_cannot_be_written_stops_no_other(app, session, receiver):
    with app.app_context(), atomic() as unit:
        queue_mail(unit, "no_such_kind", person_id=receiver.id, facts={}, now=WHILE_SUBMITTING)
    queue(app, receiver)

    assert len(deliver(app)) == 1
    [unsent] = [mail for mail in waiting(session) if mail.sent_at is None]
    assert unsent.failure == "not written: TemplateNotFound"


def test_where_no_server_is_set_the_files_are_the_owners_alone(app, receiver):
    from pathlib import Path

    queue(app, receiver)
    deliver(app)

    [file] = (Path(app.instance_path) / "mail").glob("*.eml")
    assert file.stat().st_mode & 0o077 == 0


def test_what_rolls_back_sends_nothing(app, session, receiver):
    queue_mail(session, "password_changed", person_id=receiver.id, facts={}, now=WHILE_SUBMITTING)
    session.flush()
    session.rollback()

    assert deliver(app) == []


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(
    make_app, sink, port, receiver, session
):
    app = make_app(MAIL_SERVER=f"127.0.0.1:{port}", MAIL_STARTTLS=True, MAIL_FROM="d@e.example")
    queue(app, receiver)

    run(app)

    assert sink.letters == []
    assert waiting(session)[0].failure == "SMTPNotSupportedError"
