"""A council decides together: its leader at a desk, a member by link on a phone without scripts."""

import pytest

from app.core.db import atomic
from app.models import Person as Account
from tests.browser.people import Person
from tests.support.chromium import NARROW, WITHOUT_JAVASCRIPT
from tests.support.councils import make_scene
from tests.support.mail import deliver, link_in
from tests.support.pages import Browser

# On PostgreSQL the same way is gone in `tests/pages`.
pytestmark = pytest.mark.sqlite
TITLE = "Si hvor lenge vi må vente"


@pytest.fixture
def scene(app):
    with app.app_context(), atomic() as session:
        return make_scene(session)


@pytest.fixture
def berit(app, scene, chromium, live):
    """The leader, signed in."""
    with app.app_context(), atomic() as session:
        account = session.get_one(Account, scene.leader)
    person = Person(chromium, live.address, account.email, looks_closely=True)
    name = app.config["SESSION_COOKIE_NAME"]
    value = Browser(app).sign_in(account).client.get_cookie(name).value
    person.context.add_cookies([{"name": name, "value": value, "url": live.address}])
    yield person
    person.close()


@pytest.fixture
def kari(chromium, live):
    """A member with a phone, no scripts and no account that she knows of."""
    person = Person(chromium, live.address, "", **(NARROW | WITHOUT_JAVASCRIPT))
    yield person
    person.close()


def test_a_leader_and_a_member_without_an_account_hand_in_together(app, scene, berit, kari):
    the_leader_writes_and_sends_a_link(scene, berit)
    message = next(each for each in deliver(app) if "/personlig/" in each.get_content())
    the_member_comments_and_approves(kari, link_in(message, "/personlig/"))

    berit.follow(TITLE)
    berit.sees("Enig!")
    berit.press("Send inn på vegne av Brukerutvalget")
    berit.is_at(TITLE)
    berit.sees("Godkjent av 2 medlemmer.")


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
    kari.look()
    kari.follow(TITLE)
    kari.is_at(TITLE)
    kari.fill("Kommentaren din", "Enig!")
    kari.press("Kommenter")
    kari.press("Godkjenn")
    kari.sees("Godkjent av 2, det holder")
    with kari.expecting(403):
        kari.open("/mitt")
        kari.is_at("Lenken din går ikke hit")
