"""A plan from the first meeting to the next half-year, as five people; axe sees every page."""

from types import SimpleNamespace

import pytest

from app.core.db import atomic
from app.models import Person as Account
from tests.browser.people import Person
from tests.support.axe import violations, violations_in_light_and_dark
from tests.support.pages import Browser
from tests.support.plan_life import BEGUN, Life
from tests.support.real_plan import PEOPLE, make_real_office

# On PostgreSQL the same way is gone in `tests/pages/test_whole_plan.py`.
pytestmark = pytest.mark.sqlite


class Reader(Person):
    """One of the five: signs in without the form, and looks closely.

    Each looks in the light at every kind of page; in the dark the first of them does.
    """

    def __init__(self, app, chromium, address, account, *, seen_in_the_dark):
        super().__init__(chromium, address, account.email, looks_closely=True)
        self._app, self._account = app, account
        self._seen_in_the_dark = seen_in_the_dark

    def sign_in(self):
        name = self._app.config["SESSION_COOKIE_NAME"]
        value = Browser(self._app).sign_in(self._account).client.get_cookie(name).value
        self.context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def violations(self):
        heading = self.page.get_by_role("heading", level=1).inner_text()
        if heading in self._seen_in_the_dark:
            return violations(self.page)
        self._seen_in_the_dark.add(heading)
        return violations_in_light_and_dark(self.page)


@pytest.fixture
def office(app):
    with app.app_context(), atomic() as session:
        return make_real_office(session)


@pytest.fixture
def crew(app, office, chromium, live):
    with app.app_context(), atomic() as session:
        accounts = {key: session.get_one(Account, office.people[key]) for key, *_ in PEOPLE}
        seen = set()
        readers = {
            key: Reader(app, chromium, live.address, account, seen_in_the_dark=seen)
            for key, account in accounts.items()
        }
    yield SimpleNamespace(**readers)
    for reader in readers.values():
        reader.close()


def test_the_whole_life_of_a_plan(app, clock, crew, office):
    clock.moment = BEGUN

    Life(app, clock, crew, office).live()
