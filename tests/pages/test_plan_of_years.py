"""What a plan's pages cost in statements where 39 half-years and 2 000 activities lie behind it."""

import pytest

from app.core.db import atomic, db
from bench.plan_data import NOW, PlanSizes, fill
from bench.plans import PAGES
from tests.conftest import build_app
from tests.support.clock import FixedClock
from tests.support.pages import SeparateClient
from tests.support.statements import recorded_statements

SMALL = PlanSizes(half_years=1, activities=5, visitors=1)
LARGE = PlanSizes(half_years=40, activities=50, visitors=1)
MOST = {
    "plan": 16,
    "theme": 10,
    "activity": 12,
    "table to fill in": 16,
    "versions": 7,
    "arenas": 8,
    "downloads": 12,
    "calendar": 8,
    "my learning": 5,
    "list of plans": 4,
    "overview of units": 12,
}


@pytest.fixture
def statements_at(database_template, tmp_path):
    """The statements of each page, by its name, in a database of a size."""

    def statements_at(sizes):
        folder = tmp_path / str(sizes.half_years)
        folder.mkdir()
        url = database_template.fresh(folder)
        app = build_app(url, FixedClock(NOW), INSTANCE_PATH=str(folder))
        try:
            return measured(app, sizes)
        finally:
            with app.app_context():
                db.engine.dispose()
            database_template.drop(url)

    return statements_at


def measured(app, sizes):
    with app.app_context(), atomic() as session:
        place = fill(session, sizes)
    client = SeparateClient(app, app.response_class)
    with client.session_transaction() as cookie:
        cookie.update(_user_id=place.tokens[0], _fresh=True)
    found = {}
    for name, address in PAGES.items():
        with recorded_statements() as statements:
            answer = client.get(address.format(place=place))
        assert answer.status_code == 200, (name, answer.status_code)
        found[name] = statements
    return found


def test_the_years_behind_a_plan_cost_no_statement(statements_at):
    few, many = statements_at(SMALL), statements_at(LARGE)

    assert {name: len(sent) for name, sent in few.items()} == {
        name: len(sent) for name, sent in many.items()
    }
    assert [name for name, sent in many.items() if len(sent) > MOST[name]] == [], many
