"""A council decides together: its leader at a desk, a member by link on a phone without scripts;
and a municipality speaks through whoever has its mandate."""

import pytest

from app.core.db import atomic
from app.models import Person as Account
from tests.browser.people import Person
from tests.support.chromium import NARROW, WITHOUT_JAVASCRIPT
from tests.support.councils import add_office, council_of, make_scene
from tests.support.mail import deliver, link_in
from tests.support.pages import Browser

# On PostgreSQL the same way is gone in `tests/pages`.
pytestmark = pytest.mark.sqlite
TITLE = "Si hvor lenge vi må vente"
MANDATE = "Formannskapet, sak 14/26"


@pytest.fixture
def scene(app):
    with app.app_context(), atomic() as session:
        return make_scene(session)


def signed_in(app, chromium, live, person_id):
    with app.app_context(), atomic() as session:
        account = session.get_one(Account, person_id)
    person = Person(chromium, live.address, account.email, looks_closely=True)
    name = app.config["SESSION_COOKIE_NAME"]
    value = Browser(app).sign_in(account).client.get_cookie(name).value
    person.context.add_cookies([{"name": name, "value": value, "url": live.address}])
    return person


@pytest.fixture
def berit(app, scene, chromium, live):
    """The leader, signed in."""
    person = signed_in(app, chromium, live, scene.leader)
    yield person
    person.close()


@pytest.fixture
def municipality(app):
    """A municipality whose second member speaks on a mandate."""
    with app.app_context(), atomic() as session:
        scene = make_scene(session, kind="municipality")
        ola = session.get_one(Account, scene.members[1])
        add_office(session, council_of(session, scene), ola, "representative", mandate=MANDATE)
        return scene


@pytest.fixture
def ola(app, municipality, chromium, live):
    """Its representative, signed in."""
    person = signed_in(app, chromium, live, municipality.members[1])
    yield person
    person.close()


@pytest.fixture
def kari(chromium, live):
    """A member with a phone, no scripts and no account that she knows of."""
    person = Person(chromium, live.address, "", **(NARROW | WITHOUT_JAVASCRIPT))
    yield person
    person.close()


@pytest.fixture
def looking(chromium, live):
    """The same phone with scripts, which looking for barriers needs."""
    person = Person(chromium, live.address, "", looks_closely=True, **NARROW)
    yield person
    person.close()


def test_a_leader_and_a_member_without_an_account_hand_in_together(
    app, scene, berit, kari, looking
):
    the_leader_writes_and_sends_a_link(scene, berit)
    message = next(each for each in deliver(app) if "/personlig/" in each.get_content())
    address = link_in(message, "/personlig/")
    looking.open(address)
    looking.look()
    draft = the_member_comments_and_approves(kari, address)
    looking.context.add_cookies(kari.context.cookies())
    for page in (scene.room, draft):
        looking.open(page)
        looking.look()

    berit.follow(TITLE)
    berit.sees("Enig!")
    berit.press("Send inn på vegne av Brukerutvalget")
    berit.is_at(TITLE)
    berit.sees("Godkjent av 2 medlemmer.")

    berit.follow("Trekk forslaget")
    berit.is_at("Vil dere trekke forslaget?")
    berit.fill("Hvorfor trekker dere forslaget?", "Saken er løst.")
    berit.press("Trekk forslaget")
    berit.open(scene.page)
    berit.sees("Saken er løst.")


def test_a_partner_speaks_on_the_mandate_it_has_been_given(municipality, ola):
    ola.open(municipality.page)
    ola.is_at("Brukerutvalget")
    ola.sees(f"Representant med fullmakt: {MANDATE}")
    ola.follow("Nytt forslag")
    ola.is_at("Nytt utkast")
    ola.fill("Hva foreslår du?", TITLE)
    ola.press("Lagre utkastet")
    ola.follow("Legg ved filer")
    ola.is_at("Vedlegg til utkastet")
    ola.follow("Tilbake til utkastet")
    ola.sees(f"Du sender inn på fullmakt: {MANDATE}")
    ola.press("Send inn på vegne av Brukerutvalget")
    ola.is_at(TITLE)
    ola.sees(f"Sendt inn på fullmakt: {MANDATE}")
    ola.open(f"/dugnader/{municipality.campaign_slug}")
    ola.look()
    ola.sees("0 av 1 er besvart. Alle skal få svar.")


def the_leader_writes_and_sends_a_link(scene, berit):
    berit.open(scene.page)
    berit.is_at("Brukerutvalget")
    berit.follow("Nytt forslag")
    berit.fill("Hva foreslår du?", TITLE)
    berit.press("Lagre utkastet")
    berit.is_at(TITLE)
    berit.press("Godkjenn")
    berit.sees("Godkjent av 1 av 2 som trengs")
    berit.open(scene.room)
    berit.look()
    berit.tick("Kari Medlem")
    berit.press("Send lenke")
    berit.sees("1 lenke er sendt.")


def the_member_comments_and_approves(kari, address):
    kari.open(address)
    kari.is_at("Brukerutvalget")
    kari.press("Gå inn")
    kari.follow(TITLE)
    kari.is_at(TITLE)
    kari.fill("Kommentaren din", "Enig!")
    kari.press("Kommenter")
    kari.press("Godkjenn")
    kari.sees("Godkjent av 2, det holder")
    draft = kari.page.url
    with kari.expecting(403):
        kari.open("/mitt")
        kari.is_at("Lenken din går ikke hit")
    return draft
