"""A plan from the first meeting to the next half-year, for people whose browser runs no script."""

from types import SimpleNamespace

import pytest

from app.core.db import atomic
from app.models import Person
from tests.support.plain_person import PlainPerson
from tests.support.plan_life import BEGUN, Life
from tests.support.real_plan import PEOPLE, make_real_office


@pytest.fixture
def office(app):
    with app.app_context(), atomic() as session:
        return make_real_office(session)


@pytest.fixture
def crew(app, office):
    with app.app_context(), atomic() as session:
        who = {key: session.get_one(Person, office.people[key]) for key, *_ in PEOPLE}
        return SimpleNamespace(**{key: PlainPerson(app, one) for key, one in who.items()})


def test_the_whole_life_of_a_plan_needs_no_script(app, clock, crew, office):
    clock.moment = BEGUN

    Life(app, clock, crew, office).live()
