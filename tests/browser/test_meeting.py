"""One meeting with a big screen and two phones, one of which loses its net; and a board by keys."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.core.db import atomic, db
from app.models import BoardColumn, Person, RoomNote
from tests.browser.people import Person as AtBrowser
from tests.support.axe import violations
from tests.support.chromium import NARROW, PATIENCE_MS
from tests.support.factories import make_body, make_campaign, make_idea

expect.set_options(timeout=PATIENCE_MS)
pytestmark = pytest.mark.sqlite
WIDER_THAN_THE_WINDOW = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
)


@pytest.fixture
def campaign(app):
    with app.app_context(), atomic() as session:
        made = make_campaign(session, owner=make_body(session), allows_anonymous=True)
        opener = session.get_one(Person, made.created_by)
        for title in ("Stille time", "Felles lunsj"):
            make_idea(session, campaign=made, author=opener, title=title)
        session.add(BoardColumn(campaign_id=made.id, position=1, name="I gang"))
    return made


@pytest.fixture
def arrive(chromium, live):
    people = []

    def arrive(**options):
        people.append(AtBrowser(chromium, live.address, "", **options))
        return people[-1]

    yield arrive
    for person in people:
        person.close()


@pytest.fixture
def facilitator(app, browser, arrive, campaign):
    person = arrive()
    with app.app_context():
        opener = db.session.get_one(Person, campaign.created_by)
    cookie = browser.sign_in(opener).client.get_cookie("dugnad")
    person.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": person.address}])
    return person


class Forgiving(list):
    """Forgets what a browser says about a net that was taken away on purpose."""

    def append(self, fault):
        if "ERR_INTERNET_DISCONNECTED" not in fault:
            super().append(fault)


@contextmanager
def without_net(person):
    person.faults = Forgiving(person.faults)
    person.context.set_offline(True)
    yield
    person.context.set_offline(False)


@pytest.fixture
def screen(facilitator, campaign):
    """The wall of a meeting that the facilitator has opened; its address on the person's page."""
    facilitator.open(f"/dugnader/{campaign.slug}/moter/nytt")
    facilitator.fill("Hva heter møtet?", "Kontormøte")
    facilitator.press("Åpne møtet")
    wall = facilitator.context.new_page()
    wall.goto(f"{facilitator.page.url}/skjerm")
    return wall


@pytest.fixture
def phones(facilitator, screen, arrive):
    """Kari with her name, and somebody in the room."""
    code = screen.locator(".screen__code").inner_text().replace(" ", "")
    people = arrive(**NARROW), arrive(**NARROW)
    for phone, name in zip(people, ("Kari", ""), strict=True):
        phone.open(f"/rom/{code}")
        phone.fill("Navnet ditt", name)
        phone.press("Bli med")
    return people


def test_two_phones_fill_a_screen_and_no_note_is_lost_or_doubled(app, facilitator, screen, phones):
    kari, ola = phones
    notes = screen.locator(".note")
    kari.fill("Skriv en lapp", "Stille time")
    kari.press("Send lapp")
    expect(notes).to_have_text(["Stille time Kari"])

    with without_net(ola):
        ola.fill("Skriv en lapp", "Felles lunsj")
        ola.page.keyboard.press("Enter")
        expect(ola.page.locator("[data-waits]")).to_have_text("Felles lunsj Venter på nett")
    expect(notes).to_have_text(["Felles lunsj", "Stille time Kari"])
    ola.page.reload()
    expect(ola.page.locator("[data-own-notes] li")).to_have_count(1)

    # Whoever signs in to vote comes back to a form that was somebody else's.
    ola.context.clear_cookies(name="dugnad")
    with ola.expecting(400):
        ola.fill("Skriv en lapp", "Færre møter")
        ola.press("Send lapp")
        expect(notes).to_have_text(["Færre møter", "Felles lunsj", "Stille time Kari"])
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RoomNote)) == 3


def group(facilitator, name, *thoughts):
    for thought in thoughts:
        facilitator.tick(thought)
    facilitator.fill("Navn på en ny gruppe", name)
    facilitator.press("Flytt lappene")


def count_hands(facilitator, question, number):
    facilitator.unfold("Skriv ned en opptelling")
    facilitator.fill("Hva rakk dere opp hånda for?", question)
    facilitator.fill("Hender for alternativ 1", number)
    facilitator.press("Skriv ned")


def test_a_meeting_goes_from_hidden_thoughts_to_a_proposal_and_minutes(facilitator, screen, phones):
    kari, ola = phones
    facilitator.press("Skjul lappene")
    for phone, thought in ((kari, "Stille time"), (ola, "Felles lunsj")):
        phone.fill("Skriv en lapp", thought)
        phone.press("Send lapp")
    expect(screen.locator(".screen__notes [role=status]")).to_have_text("2 lapper er skrevet")
    expect(screen.locator(".note")).to_have_count(0)

    facilitator.page.reload()
    facilitator.press("Vis lappene")
    expect(screen.locator(".note")).to_have_text(["Felles lunsj", "Stille time Kari"])
    facilitator.fill("Minutter", "5")
    facilitator.press("Start klokka")
    for page in (screen, kari.page):
        expect(page.get_by_role("timer")).to_be_visible()
    group(facilitator, "Ro sammen", "Felles lunsj", "Stille time")
    expect(screen.locator(".wall__group h2")).to_have_text("Ro sammen")
    count_hands(facilitator, "I mai?", "7")
    expect(screen.locator(".hands .tag")).to_have_text("Håndsopprekning")
    for page in (facilitator.page, screen, kari.page):
        assert violations(page) == [], page.url
    assert not kari.page.evaluate(WIDER_THAN_THE_WINDOW)

    facilitator.follow("Gjør til ett forslag")
    facilitator.press("Send inn")
    facilitator.sees("Ble til i møtet «Kontormøte», av 2 lapper")
    facilitator.page.goto(screen.url.removesuffix("/skjerm") + "/avslutt")
    facilitator.press("Avslutt møtet")
    ola.page.reload()
    ola.follow("Les referatet")
    ola.sees("Ro sammen")
    assert not ola.page.evaluate(WIDER_THAN_THE_WINDOW)


def tab_to(page, label):
    """By the Tab key alone."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.ariaLabel") == label:
            return
    pytest.fail(f"{label} is not reached by the keyboard")


def test_a_card_is_moved_by_keys_alone_and_by_dragging_alike(facilitator, campaign):
    facilitator.open(f"/dugnader/{campaign.slug}/tavle")
    page = facilitator.page
    lying = page.locator(".board__column", has_text="I gang").locator(".board__title a")

    tab_to(page, "Flytt «Stille time» til neste kolonne")
    page.keyboard.press("Enter")
    expect(lying).to_have_text(["Stille time"])
    expect(page.get_by_label("Flytt «Stille time» til neste kolonne")).to_be_focused()
    said = page.get_by_role("status")
    expect(said).to_have_text("«Stille time» ligger i «I gang», som nummer 1 av 1.")

    other = page.locator(".board__card", has_text="Felles lunsj")
    other.drag_to(page.locator(".board__column", has_text="I gang").locator("h2"))
    expect(lying).to_have_text(["Felles lunsj", "Stille time"])
    tab_to(page, "Flytt «Felles lunsj» ned")
    page.keyboard.press("Enter")
    expect(lying).to_have_text(["Stille time", "Felles lunsj"])
    expect(page.get_by_label("Flytt «Felles lunsj» ned")).to_be_focused()
    assert facilitator.violations() == []
