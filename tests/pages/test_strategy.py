"""Handing over, answering on the page or by file, and downloading."""

import io
import json

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.core.db import atomic, db
from app.domain.permissions import Role
from app.models import OutboxMail, StrategyAnswer
from tests.support.factories import make_body, make_person
from tests.support.mail import deliver
from tests.support.outcomes import (
    change_campaign,
    facilitator_of,
    hand_to,
    make_decided,
    member,
)


@pytest.fixture
def counted(app):
    return make_decided(app)


@pytest.fixture
def facilitator(app, counted, new_browser):
    return new_browser().sign_in(facilitator_of(app, counted))


@pytest.fixture
def colleague(app, counted, new_browser):
    return new_browser().sign_in(member(app, counted))


@pytest.fixture
def receiver(app):
    """Somebody who has nothing to do with the campaign."""
    with app.app_context(), atomic() as session:
        return make_person(session, name="Stine Strateg", body=make_body(session))


@pytest.fixture
def strategi(counted):
    return f"/dugnader/{counted.slug}/strategi"


def answers(app):
    with app.app_context():
        return db.session.scalars(select(StrategyAnswer).order_by(StrategyAnswer.answered_at)).all()


def mails(app, kind):
    with app.app_context():
        rows = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == kind)).all()
        return [(mail.person_id, json.loads(mail.facts)) for mail in rows]


def give(browser, strategi, receiver, idea_id, **options):
    return browser.submit(
        strategi, idea=str(idea_id), **{f"receiver-{idea_id}": receiver}, **options
    )


def reply(browser, url, **fields):
    """The form has a field called `status`, which `Browser.submit` takes for the HTTP status."""
    return browser.client.post(url, data={"csrf_token": browser.token(url)} | fields)


def test_what_goes_forward_is_listed_for_a_receiver(facilitator, counted, strategi):
    page = facilitator.open(strategi)

    assert len(page.select("ul.forward > li")) == 3


def test_a_receiver_can_be_named_in_plain_words(facilitator, counted, strategi):
    give(facilitator, strategi, "Strategiavdelingen", counted.ideas[0])

    page = facilitator.open(strategi)
    field = page.select_one(f"[name='receiver-{counted.ideas[0]}']")
    assert field["value"] == "Strategiavdelingen"
    assert "Venter på svar" in page.text


def test_a_receiver_with_an_account_is_told(app, facilitator, counted, strategi, receiver):
    give(facilitator, strategi, receiver.email.upper(), counted.ideas[0])

    assert mails(app, "strategy_handed_over")[0][0] == receiver.id


def test_naming_the_same_receiver_again_tells_nobody(app, facilitator, counted, strategi, receiver):
    for words in (receiver.email, receiver.name):
        give(facilitator, strategi, words, counted.ideas[0])

    assert len(mails(app, "strategy_handed_over")) == 1


def test_an_unknown_address_is_explained_and_kept(app, facilitator, counted, strategi):
    page = give(facilitator, strategi, "ingen@etaten.example", counted.ideas[0], status=422)

    field = page.select_one(f"[name='receiver-{counted.ideas[0]}']")
    assert field["aria-invalid"] == "true"
    assert field["value"] == "ingen@etaten.example"


def test_another_proposal_can_be_handed_over_by_its_number(facilitator, counted, strategi):
    facilitator.submit(strategi, nr="5", receiver="Fylkesdirektøren")

    assert len(facilitator.open(strategi).select("ul.forward > li")) == 4


def test_a_number_that_does_not_exist_is_explained(facilitator, strategi):
    page = facilitator.submit(strategi, nr="99", receiver="Noen", status=422)

    assert "Fant ikke forslaget" in page.text


def test_a_receiver_answers_without_belonging_to_the_campaign(
    app, counted, strategi, receiver, new_browser
):
    hand_to(app, counted, counted.ideas[0], receiver.email)
    browser = new_browser().sign_in(receiver)
    browser.open(f"/dugnader/{counted.slug}", status=404)

    reply(browser, f"{strategi}/1", status="taken_in", passage="Kapittel 3.")

    assert "Kapittel 3." in browser.open(f"{strategi}/1").text
    assert answers(app)[0].answered_by == receiver.id


@pytest.mark.parametrize(
    ("status", "lacking"), [("taken_in", "passage"), ("not_taken_in", "reason")]
)
def test_an_answer_must_say_where_or_why(app, facilitator, counted, strategi, status, lacking):
    hand_to(app, counted, counted.ideas[0], "Strategiavdelingen")

    answer = reply(facilitator, f"{strategi}/1", status=status)

    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert page.select_one(f"#{lacking}")["aria-invalid"] == "true"
    assert answers(app) == []


def test_the_proposer_is_told_what_it_became(app, facilitator, counted, strategi):
    hand_to(app, counted, counted.ideas[0], "Strategiavdelingen")

    reply(facilitator, f"{strategi}/1", status="not_taken_in", reason="Det dekkes alt.")

    ((person_id, facts),) = mails(app, "strategy_answered")
    assert person_id == counted.author
    assert facts["reason"] == "Det dekkes alt."


def test_the_mail_reads_well(app, facilitator, counted, strategi):
    hand_to(app, counted, counted.ideas[0], "Strategiavdelingen")
    reply(facilitator, f"{strategi}/1", status="taken_in", passage="Kapittel 3.")

    letters = [str(letter.get_content()) for letter in deliver(app)]

    assert any("er tatt inn i strategien" in words and "Kapittel 3." in words for words in letters)


def test_a_new_answer_adds_a_line_and_the_same_one_does_not(app, facilitator, counted, strategi):
    hand_to(app, counted, counted.ideas[0], "Strategiavdelingen")
    for status in ("considered", "considered", "taken_in"):
        app.extensions["clock"].move(minutes=1)
        reply(facilitator, f"{strategi}/1", status=status, passage="Kapittel 3.")

    assert [answer.status for answer in answers(app)] == ["considered", "taken_in"]
    assert facilitator.open(strategi).text.count("Tatt inn") == 1


@pytest.mark.parametrize(
    "act", ["UPDATE strategy_answers SET status = 'x'", "DELETE FROM strategy_answers"]
)
def test_answers_refuse_changes_in_the_database_itself(app, facilitator, counted, strategi, act):
    hand_to(app, counted, counted.ideas[0], "Strategiavdelingen")
    reply(facilitator, f"{strategi}/1", status="considered")

    with app.app_context(), pytest.raises(DBAPIError), atomic() as session:
        session.execute(text(act))


@pytest.mark.parametrize("page", ["", "/1", "/eksport.xlsx", "/eksport.csv", "/eksport.json"])
def test_to_those_who_do_not_decide_there_is_no_such_page(app, colleague, counted, strategi, page):
    hand_to(app, counted, counted.ideas[0], "Strategiavdelingen")

    colleague.open(f"{strategi}{page}", status=404)


def test_a_leader_of_another_office_sees_nothing(app, counted, strategi, new_browser):
    with app.app_context(), atomic() as session:
        leader = make_person(session, body=make_body(session), role=Role.LEADER)

    new_browser().sign_in(leader).open(f"{strategi}/eksport.xlsx", status=404)


@pytest.mark.parametrize("fmt", ["xlsx", "csv", "json"])
def test_a_file_is_an_attachment_that_nobody_keeps(facilitator, counted, strategi, fmt):
    answer = facilitator.client.get(f"{strategi}/eksport.{fmt}")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{counted.slug}-strategi.{fmt}"'
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_format_does_not_exist(facilitator, strategi):
    assert facilitator.client.get(f"{strategi}/eksport.exe").status_code == 404


def test_a_held_back_result_is_not_exported(app, facilitator, counted, strategi):
    change_campaign(app, counted, shows_result_at="publication")

    assert facilitator.client.get(f"{strategi}/eksport.json").status_code == 409
    assert not facilitator.open(strategi).select("a[href*=eksport]")


def workbook_of(browser, strategi):
    return load_workbook(io.BytesIO(browser.client.get(f"{strategi}/eksport.xlsx").data))


def fill_in(sheet, row, **cells):
    """Write in a row by heading, as a receiver does."""
    headings = [cell.value for cell in sheet[1]]
    for heading, words in cells.items():
        sheet.cell(row, headings.index(heading) + 1, words)


def send_back(browser, strategi, book, status=200):
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return send_file(browser, strategi, file, "svar.xlsx", status)


def send_file(browser, strategi, file, name, status=200):
    answer = browser.client.post(
        f"{strategi}/svar",
        data={"csrf_token": browser.token(strategi), "file": (file, name)},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    assert answer.status_code == status, answer.text[-2000:]
    return BeautifulSoup(answer.text, "html.parser")


def store_address(page):
    form = page.select_one("main form[action*='/strategi/svar/']")
    return form and form["action"]


STATUS, PASSAGE, REASON = "Mottakerens svar", "Tatt inn i avsnitt", "Mottakerens begrunnelse"


@pytest.fixture
def handed(app, counted):
    for idea in counted.ideas[:2]:
        hand_to(app, counted, idea, "Strategiavdelingen")


def test_the_file_comes_back_with_answers_that_are_shown_before_they_are_stored(
    app, facilitator, counted, strategi, handed
):
    book = workbook_of(facilitator, strategi)
    fill_in(book["Går videre"], 2, **{STATUS: "Tatt inn", PASSAGE: "Kapittel 3."})
    fill_in(book["Alle forslag"], 3, **{STATUS: "ikke tatt inn", REASON: "Dekkes alt."})

    page = send_back(facilitator, strategi, book)

    assert len(page.select("main tbody tr")) == 2
    assert answers(app) == []
    address = store_address(page)
    assert facilitator.open(address).h1.text == "Svarene i filen", "it can be opened again"
    facilitator.submit(address)
    assert {answer.status for answer in answers(app)} == {"taken_in", "not_taken_in"}


def test_a_file_that_is_not_touched_changes_nothing(app, facilitator, counted, strategi, handed):
    reply(facilitator, f"{strategi}/1", status="taken_in", passage="=Kapittel 3\nog 4")

    page = send_back(facilitator, strategi, workbook_of(facilitator, strategi))

    assert "Filen har ingen nye svar." in page.text
    assert "1 svar er som før." in page.text


def test_the_csv_comes_back_too(app, facilitator, counted, strategi, handed):
    reply(facilitator, f"{strategi}/1", status="taken_in", passage="=Kapittel 3")
    content = facilitator.client.get(f"{strategi}/eksport.csv").data

    page = send_file(facilitator, strategi, io.BytesIO(content), "svar.csv")

    assert "1 svar er som før." in page.text


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({STATUS: "Kanskje"}, "Svaret må være"),
        ({STATUS: "Tatt inn"}, "hvilket avsnitt"),
        ({STATUS: "Ikke tatt inn"}, "hvorfor"),
        ({"Id": "tull", STATUS: "Vurderes"}, "finnes ikke"),
    ],
)
def test_each_wrong_row_is_named_and_nothing_can_be_stored(
    facilitator, counted, strategi, handed, cells, words
):
    book = workbook_of(facilitator, strategi)
    fill_in(book["Går videre"], 2, **cells)
    fill_in(book["Går videre"], 3, **{STATUS: "Vurderes"})

    page = send_back(facilitator, strategi, book, status=422)

    assert "Går videre, rad 2" in page.text
    assert words in page.text
    assert not store_address(page)


def test_a_proposal_that_was_not_handed_over_takes_no_answer(
    facilitator, counted, strategi, handed
):
    book = workbook_of(facilitator, strategi)
    fill_in(book["Alle forslag"], 6, **{STATUS: "Vurderes"})

    page = send_back(facilitator, strategi, book, status=422)

    assert "har ingen mottaker" in page.text


def test_two_different_answers_to_one_proposal_are_an_error(facilitator, counted, strategi, handed):
    book = workbook_of(facilitator, strategi)
    fill_in(book["Går videre"], 2, **{STATUS: "Vurderes"})
    fill_in(book["Alle forslag"], 2, **{STATUS: "Tatt inn", PASSAGE: "Kapittel 3."})

    assert "to ulike svar" in send_back(facilitator, strategi, book, status=422).text


@pytest.fixture
def waiting(facilitator, strategi, handed):
    """The address of a file with one answer that has been looked over and not stored."""
    book = workbook_of(facilitator, strategi)
    fill_in(book["Går videre"], 2, **{STATUS: "Vurderes"})
    return store_address(send_back(facilitator, strategi, book))


def test_what_was_shown_is_judged_again_when_it_is_stored(app, facilitator, strategi, waiting):
    reply(facilitator, f"{strategi}/1", status="considered")

    assert "0 svar er lagret." in facilitator.submit(waiting).text
    assert len(answers(app)) == 1


def test_a_file_is_seen_by_whoever_sent_it_and_stored_once(
    app, counted, facilitator, waiting, new_browser
):
    leader = new_browser().sign_in(member(app, counted, role=Role.LEADER))
    assert leader.open(waiting).h1.text == "Innspill til strategi"
    leader.post(waiting)
    assert answers(app) == []

    facilitator.submit(waiting)

    assert facilitator.open(waiting).h1.text == "Innspill til strategi"
    facilitator.post(waiting)
    assert len(answers(app)) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04tull", b"a;b\n1;2\n", b"\xff\xfe\x00"])
def test_a_file_that_is_none_of_ours_is_explained(facilitator, counted, strategi, content):
    page = send_file(facilitator, strategi, io.BytesIO(content), "fil.xlsx", status=422)

    assert "Vi fant ikke svarkolonnene" in page.text


def test_those_who_do_not_decide_send_no_file(app, colleague, counted, strategi, handed):
    answer = colleague.post(f"{strategi}/svar")

    assert answer.status_code == 404
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(StrategyAnswer)) == 0
