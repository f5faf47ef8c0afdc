"""Staff in another office, on a phone: what one office did reaches the next, and is followed up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import atomic
from app.models import Example, Idea
from tests.browser.people import Person
from tests.support.chromium import NARROW
from tests.support.factories import WHILE_SUBMITTING
from tests.support.local import Local
from tests.support.pages import Browser

# On PostgreSQL the same ways are gone in `tests/pages/test_local.py`.
pytestmark = pytest.mark.sqlite
CAFE, READING = "Kafé i mottaket", "Lese sammen"
DAY = (WHILE_SUBMITTING + timedelta(days=14)).date()


@pytest.fixture
def local(app):
    """Fabelvik has carried out one proposal, told others about it, and waits with another."""
    made = Local(app)
    made.idea(made.below, title=CAFE)
    nr = made.idea(made.below, title=READING, status="carried_out")
    with app.app_context(), atomic() as session:
        read = session.scalar(select(Idea).where(Idea.campaign_id == made.below_id, Idea.nr == nr))
        session.add(
            Example(
                campaign_id=read.campaign_id,
                idea_id=read.id,
                unit_id=made.office.id,
                title=READING,
                body="Vi leste **en bok** sammen.",
                contact_id=made.facilitator.id,
                published_by=made.facilitator.id,
                published_at=WHILE_SUBMITTING,
            )
        )
    return made


@pytest.fixture
def arrive(app, chromium, live):
    people = []

    def arrive(account, **options):
        person = Person(chromium, live.address, account.email, **options)
        cookie = Browser(app).sign_in(account).client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        person.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live.address}]
        )
        people.append(person)
        return person

    yield arrive
    for person in people:
        person.close()


def test_one_office_asks_another_and_meets_its_proposal_in_the_common_dugnad(local, arrive):
    ola, facilitator = arrive(local.ola, looks_closely=True, **NARROW), arrive(local.facilitator)
    ola_asks_for_a_visit(ola)
    one_answer_says_when_and_where(facilitator)
    the_best_is_sent_on(local, facilitator)
    ola_follows_both(local, ola)


def ola_asks_for_a_visit(ola):
    ola.open("/inspirasjon")
    ola.is_at("Inspirasjon")
    ola.follow(READING)
    ola.is_at(READING)
    ola.tick("Et besøk hos oss")
    ola.fill("Beskjed", "Gjerne i mars.")
    ola.press("Send spørsmålet")
    ola.sees("Venter på svar.")
    ola.look()


def one_answer_says_when_and_where(facilitator):
    facilitator.open("/mitt")
    facilitator.sees("1 venter på svar fra deg")
    facilitator.follow(READING)
    facilitator.sees("Ola Hansen, Soria kontor: Et besøk hos oss – Gjerne i mars.")
    facilitator.fill("Svaret", "Vi kommer til dere.")
    facilitator.fill("Dag", DAY.isoformat())
    facilitator.fill("Klokkeslett", "09:00")
    facilitator.fill("Hvor?", "Møterommet i andre")
    facilitator.press("Send svaret")
    facilitator.sees("1 har fått svar.")


def the_best_is_sent_on(local, facilitator):
    facilitator.open(f"/dugnader/{local.below}/send-videre")
    facilitator.is_at("Send forslag videre")
    facilitator.tick(CAFE)
    facilitator.press("Send de merkede videre")
    facilitator.is_at("Sendt videre")
    facilitator.sees("Venter på svar")


def ola_follows_both(local, ola):
    ola.open("/mitt")
    ola.follow(f"{READING}: Et besøk hos oss")
    ola.sees("Vi kommer til dere.")
    ola.sees("kl. 09.00, Møterommet i andre")
    ola.open(f"/dugnader/{local.above}/forslag")
    ola.follow(CAFE)
    ola.is_at(CAFE)
    ola.follow("Kom fra den lokale dugnaden i Fabelvik kontor")
    ola.is_at("Hvor forslaget kommer fra")
    ola.does_not_see("Kari")
