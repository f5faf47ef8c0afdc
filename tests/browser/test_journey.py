"""The whole way as four people: from making a dugnad to opening what was exported of it."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from app.accounts.services.passwords import hash_password
from app.core.clock import OSLO
from app.core.db import atomic
from app.domain.permissions import Role
from app.models import Affiliation
from tests.browser.people import PASSWORD, Person
from tests.support.chromium import DARK, NARROW, WITHOUT_JAVASCRIPT
from tests.support.factories import make_body, make_person

QUESTION = "Hva skal vi lære mer om til våren?"
SILENCE = "Ein stille time utan møte"
SILENCE_AGAIN = "En stille time uten møter"
TALK = "Øve på den vanskelige samtalen"
BREAKFAST = "Felles frokost med kommunen"
COURSE = "Kurs i klarspråk for alle"
LETTERS = "Bedre brev til brukerne"
TOO_LATE = "Åpen dag for alle"

STAFF_DEADLINE = datetime(2026, 10, 2, 15, tzinfo=OSLO)
COUNCIL_DEADLINE = datetime(2026, 10, 7, 15, tzinfo=OSLO)
VOTING_OPENS = datetime(2026, 10, 9, 8, tzinfo=OSLO)
VOTING_CLOSES = datetime(2026, 10, 16, 15, tzinfo=OSLO)


@pytest.fixture
def people(app):
    """An office with its council and its municipality, and one person of each kind."""
    with app.app_context(), atomic() as session:
        office = make_body(session, name="Etaten Neset")
        council = make_body(session, kind="council", name="Brukerutvalget på Neset")
        municipality = make_body(session, kind="municipality", name="Neset kommune")
        for body in (council, municipality):
            session.add(Affiliation(unit_id=office.id, body_id=body.id))
        password_hash = hash_password(PASSWORD)
        for name, body, role in (
            ("Frida Fasilitator", office, Role.FACILITATOR),
            ("Siri Saksbehandler", office, Role.STAFF),
            ("Randi Rådgiver", council, Role.COUNCIL_MEMBER),
            ("Petra Partner", municipality, Role.PARTNER),
        ):
            email = f"{name.split()[0].lower()}@etaten.example"
            person = make_person(session, name=name, email=email, body=body, role=role)
            person.password_hash = password_hash


@pytest.fixture
def make_crew(people, chromium, live):
    """The four, each in a session of their own; whatever went wrong for them fails the test."""
    crew = []

    def make(**options):
        crew.extend(
            Person(chromium, live.address, f"{name}@etaten.example", **options)
            for name in ("frida", "siri", "randi", "petra")
        )
        return SimpleNamespace(frida=crew[0], siri=crew[1], randi=crew[2], petra=crew[3])

    yield make
    for person in crew:
        person.close()


@pytest.mark.parametrize(
    "options",
    [
        # On SQLite the one who looks closely has JavaScript too.
        pytest.param({}, id="with JavaScript", marks=pytest.mark.postgresql),
        pytest.param(
            {"looks_closely": True} | DARK, id="looking closely", marks=pytest.mark.sqlite
        ),
        pytest.param(
            NARROW | WITHOUT_JAVASCRIPT, id="without JavaScript", marks=pytest.mark.sqlite
        ),
    ],
)
def test_the_whole_way(make_crew, clock, options, tmp_path):
    clock.moment = datetime(2026, 9, 14, 9, tzinfo=OSLO)
    crew = make_crew(**options)
    has_javascript = options.get("java_script_enabled", True)

    make_and_launch(crew.frida)
    staff_and_partner_propose(crew.siri, crew.petra, has_javascript)
    they_discuss(crew.siri, crew.petra)
    clock.moment = STAFF_DEADLINE.replace(hour=16)
    the_council_still_may(crew.siri, crew.randi)
    clock.moment = COUNCIL_DEADLINE.replace(hour=14, minute=55)
    a_minute_late(crew.randi, clock)
    clock.moment = COUNCIL_DEADLINE.replace(day=8)
    the_facilitator_sorts(crew.frida)
    clock.moment = VOTING_OPENS
    one_votes_with_all_she_has(crew.siri)
    the_others_vote(crew)
    clock.moment = VOTING_CLOSES
    the_facilitator_closes(crew.frida)
    they_choose_with_a_deviation(crew.frida)
    the_proposer_sees_what_became_of_it(crew.siri)
    the_strategy_gets_it(crew.frida, tmp_path)


def make_and_launch(frida):
    frida.sign_in()
    frida.look()
    frida.go_to("Mine oppgaver")
    frida.is_at("Mine oppgaver")
    frida.follow("Lag en ny dugnad")
    frida.is_at("Lag en ny dugnad")
    frida.tick("Læringstemaer")
    frida.fill("Hva spør dere om?", QUESTION)
    frida.fill("Siste dag å foreslå", "2026-10-02")
    frida.fill("Siste dag å stemme", "2026-10-16")
    frida.fill("Dag for beslutningen", "2026-10-20")
    frida.fill("Hvem bestemmer?", "Ledergruppa")
    frida.unfold("Flere valg")
    frida.fill("Siste dag å foreslå for brukermedvirkning", "2026-10-07")
    frida.fill("Avstemningen åpner", "2026-10-09")
    frida.press("Gå videre")
    frida.is_at(QUESTION)
    frida.sees("Alle kan foreslå til og med fredag 2. oktober")
    frida.sees("gi inntil tre stemmer til og med fredag 16. oktober.")
    frida.sees("Brukermedvirkning kan foreslå til og med onsdag 7. oktober.")
    frida.sees("Stemmene er hemmelige.")
    frida.press("Start dugnaden")
    frida.sees("Dugnaden er startet.")
    frida.look()


def propose(person, title, *, on_behalf_of=None):
    person.field("Hva foreslår du?").fill(title)
    if on_behalf_of:
        person.unfold("Hvem står bak?")
        person.page.locator("#on_behalf_of").select_option(label=on_behalf_of)
    person.press("Send inn")


def open_the_form(person):
    person.go_to("Dugnader")
    person.is_at("Dugnader")
    person.follow(QUESTION)
    person.is_at(QUESTION)
    person.follow("Foreslå")
    person.is_at("Nytt forslag")


def staff_and_partner_propose(siri, petra, has_javascript):
    siri.sign_in()
    siri.sees(QUESTION)
    siri.look()
    open_the_form(siri)
    siri.field("Hva foreslår du?").fill(SILENCE)
    siri.press("Lagre utkast")
    siri.sees("Utkastet er lagret. Bare du ser det.")
    siri.go_to("Hjem")
    siri.follow(SILENCE)
    siri.press("Send inn")
    siri.is_at("Takk! Forslaget ditt er sendt inn.")
    siri.follow("Skriv et til")
    propose(siri, TALK)
    siri.is_at("Takk! Forslaget ditt er sendt inn.")
    siri.follow("Mine forslag")
    siri.sees(TALK)
    siri.look()

    petra.sign_in()
    open_the_form(petra)
    petra.field("Hva foreslår du?").press_sequentially(SILENCE_AGAIN)
    if not has_javascript:
        petra.press("Send inn")
    petra.sees("Ligner dette?")
    petra.sees(SILENCE)
    petra.press("Send inn" if has_javascript else "Send inn likevel")
    petra.is_at("Takk! Forslaget ditt er sendt inn.")
    petra.follow("Skriv et til")
    propose(petra, BREAKFAST)
    petra.is_at("Takk! Forslaget ditt er sendt inn.")


def they_discuss(siri, petra):
    petra.follow("Se forslaget")
    petra.look()
    siri.go_to("Dugnader")
    siri.follow(QUESTION)
    siri.follow("Se forslagene")
    siri.is_at("Forslag")
    siri.follow(BREAKFAST, exact=False)
    siri.fill("Kommentaren din", "Kan vi ta med kaker?")
    siri.press("Kommenter")
    siri.sees("Kan vi ta med kaker?")
    siri.look()


def the_council_still_may(siri, randi):
    siri.sign_in()
    with siri.expecting(409):
        siri.open(f"{address_of(siri)}/forslag/nytt")
    siri.sees("fredag 2. oktober kl. 15.00")

    randi.sign_in()
    open_the_form(randi)
    propose(randi, COURSE, on_behalf_of="Brukerutvalget på Neset")
    randi.is_at(COURSE)
    randi.sees("Godkjent av 0 av 2 som trengs")
    randi.look()
    randi.follow("Skriv inn et vedtak fra et møte")
    randi.fill("Når var møtet?", "2026-10-01")
    randi.fill("Hvem var til stede?", "Fem av sju")
    randi.press("Lagre vedtaket")
    randi.press("Send inn på vegne av Brukerutvalget på Neset")
    randi.is_at(COURSE)
    randi.sees("Vedtatt i møte torsdag 1. oktober.")
    open_the_form(randi)
    propose(randi, LETTERS)
    randi.is_at("Takk! Forslaget ditt er sendt inn.")


def a_minute_late(randi, clock):
    randi.sign_in()
    open_the_form(randi)
    randi.field("Hva foreslår du?").fill(TOO_LATE)
    clock.move(minutes=6)
    with randi.expecting(409):
        # The page's own script saves a draft late too; neither is lost.
        randi.press("Send inn")
        randi.sees("Fristen gikk ut onsdag 7. oktober kl. 15.00. Utkastet ditt er lagret.")
    randi.look()
    expect(randi.field("Hva foreslår du?")).to_have_value(TOO_LATE)


def the_facilitator_sorts(frida):
    frida.sign_in()
    frida.go_to("Dugnader")
    frida.follow(QUESTION)
    frida.follow("Se forslagene")
    frida.follow(SILENCE_AGAIN, exact=False)
    frida.follow("Slå sammen med et annet")
    frida.is_at("Slå sammen to forslag")
    frida.follow(SILENCE)
    frida.is_at("Slik blir det")
    frida.press("Slå sammen")
    frida.is_at(SILENCE)
    frida.follow("Gi et svar")
    frida.is_at("Gi et svar")
    frida.tick("Vurderes")
    frida.fill("Svaret", "Dette ser vi nærmere på etter avstemningen.")
    frida.press("Legg ut svaret")
    frida.sees("Offisielt svar")
    frida.look()
    frida.open(f"{address_of(frida)}")
    frida.follow("Lag kortliste")
    frida.is_at("Kortliste")
    frida.tick(BREAKFAST)
    frida.fill("Begrunnelse til dem som foreslo det", "Frokosten er alt i gang.")
    frida.press("Ta de merkede ut av lista")
    frida.sees("1 forslag er tatt ut av lista.")


def vote_for(person, title):
    person.page.get_by_role("button", name=f"Stem på «{title}»").click()
    expect(person.page.get_by_role("button", name=f"Stemt på «{title}»")).to_be_visible()


def take_back(person, title):
    person.page.get_by_role("button", name=f"Stemt på «{title}»").click()
    expect(person.page.get_by_role("button", name=f"Stem på «{title}»")).to_be_visible()


def one_votes_with_all_she_has(siri):
    siri.sign_in()
    siri.look()
    siri.go_to("Dugnader")
    siri.follow(QUESTION)
    siri.look()
    siri.follow("Stem")
    siri.sees("Du har 3 av 3 stemmer igjen")
    siri.does_not_see(BREAKFAST)
    vote_for(siri, SILENCE)
    siri.sees("Lagret")
    siri.sees("Du har 2 av 3 stemmer igjen")
    vote_for(siri, TALK)
    siri.sees("Du har 1 av 3 stemmer igjen")
    siri.look()
    siri.follow(COURSE, exact=False)
    vote_for(siri, COURSE)
    siri.sees("Du har brukt alle stemmene dine")
    siri.look()
    siri.follow("Tilbake til forslagene")
    expect(siri.page.get_by_role("button", name=f"Stem på «{LETTERS}»")).to_have_count(0)
    siri.sees("Ingen stemmer igjen. Ta tilbake en først.")
    take_back(siri, TALK)
    vote_for(siri, LETTERS)
    take_back(siri, LETTERS)
    vote_for(siri, TALK)


def the_others_vote(crew):
    for person, wishes in (
        (crew.randi, (COURSE, SILENCE)),
        (crew.petra, (SILENCE, TALK)),
        (crew.frida, (SILENCE, COURSE, LETTERS)),
    ):
        person.sign_in()
        person.open(f"{address_of(person)}/forslag")
        for title in wishes:
            vote_for(person, title)
    crew.frida.sees("Ingen stemmer igjen. Ta tilbake en først.")
    expect(crew.frida.page.get_by_role("button", name=f"Stem på «{TALK}»")).to_have_count(0)
    crew.frida.open(f"{address_of(crew.frida)}/stemmeseddel")
    crew.frida.is_at("Stemmeseddelen min")


def the_facilitator_closes(frida):
    frida.sign_in()
    frida.go_to("Mine oppgaver")
    frida.open(address_of(frida))
    frida.follow("Avslutt og tell stemmene")
    frida.is_at("Avslutt og tell stemmene")
    frida.press("Avslutt og tell")
    frida.is_at("Resultat")
    frida.sees("4 av 4 stemte")
    the_figures_and_their_labels_stand_in_line(frida.page)


def the_figures_and_their_labels_stand_in_line(page):
    """However many lines each label takes: in one row all labels begin at the same height."""
    rows = page.evaluate(
        """() => Array.from(document.querySelectorAll(".figure"), (figure) => [
            figure.getBoundingClientRect().top,
            figure.querySelector(".figure__text").getBoundingClientRect().top,
        ])"""
    )
    assert len(set(map(tuple, rows))) == len({top for top, _ in rows}), rows


def they_choose_with_a_deviation(frida):
    frida.follow("Velg hva som går videre")
    frida.is_at("Velg hva som går videre")
    frida.follow("Rediger føringene")
    frida.fill("Tittel", "Tildelingsbrev 2027")
    frida.fill("Hvem den kommer fra", "Departementet")
    frida.press("Lagre føringen")
    frida.look()
    frida.open(f"{address_of(frida)}/valg")
    frida.untick(TALK)
    frida.tick(LETTERS)
    frida.press("Se over valget")
    frida.is_at("Bekreft valget")
    with frida.expecting(422):
        frida.press("Bekreft valget")
        frida.sees("Her avviker valget fra resultatet")
    frida.fill(f"Hvorfor går «{TALK}» ikke videre?", "Den kommer på høstens samling.")
    frida.fill(f"Hvorfor går «{LETTERS}» videre?", "Tildelingsbrevet ber oss om klarspråk.")
    frida.fill("Svar til dem som går videre", "Takk, dette blir med i planen.")
    frida.fill("Svar til de andre", "Ikke denne gangen.")
    frida.press("Bekreft valget")
    frida.sees("Tildelingsbrevet ber oss om klarspråk.")
    frida.look()
    frida.open(address_of(frida))
    frida.follow("Publiser resultatet")
    frida.is_at("Publiser resultatet")
    frida.press("Publiser")
    frida.sees("Resultatet er publisert.")


def the_proposer_sees_what_became_of_it(siri):
    siri.sign_in()
    siri.sees("går videre")
    siri.go_to("Dugnader")
    siri.follow(QUESTION)
    siri.follow("Se planen")
    siri.sees(SILENCE)
    siri.sees(LETTERS)
    siri.does_not_see(TALK)
    siri.look()
    siri.follow(SILENCE)
    siri.sees("Hvor temaet kommer fra")
    siri.follow("Se forslaget", exact=False)
    siri.sees("Går videre")
    siri.look()


def the_strategy_gets_it(frida, tmp_path):
    frida.open(address_of(frida))
    frida.follow("Innspill til strategi")
    frida.is_at("Innspill til strategi")
    with frida.page.expect_download() as downloading:
        frida.page.get_by_role("link", name="Regneark (XLSX)").click()
    file = tmp_path / "strategi.xlsx"
    downloading.value.save_as(file)
    book = load_workbook(file)
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {SILENCE, COURSE, LETTERS, TALK} <= texts
    assert len(book.sheetnames) == 4


def address_of(person):
    return "/dugnader/hva-skal-vi-laere-mer-om-til-varen"
