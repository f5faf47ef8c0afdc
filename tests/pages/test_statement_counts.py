"""What the four busiest requests cost in statements, with ten proposals and with a thousand."""

from uuid import uuid4

import pytest

from app.core.clock import SystemClock
from app.core.db import atomic, db
from bench.data import NOW, Sizes, fill
from tests.conftest import build_app
from tests.support.clock import FixedClock
from tests.support.pages import SeparateClient
from tests.support.statements import recorded_statements

MOST = {"list": 6, "proposal": 7, "vote": 9, "new proposal": 9}
SMALL = Sizes(ideas=10, votes=30, comments=20, visitors=1)
LARGE = Sizes(ideas=1_000, votes=3_000, comments=2_000, visitors=1)


class AskingClock(FixedClock):
    """Stands still, and asks the database as the real clock does."""

    def after_lock(self, session):
        SystemClock().after_lock(session)
        return self.moment


def requests_of(place):
    """Name, method, address and form of each request."""
    voting, submission = f"/dugnader/{place.voting}", f"/dugnader/{place.submission}"
    vote = {"idea": place.ideas[0], "wanted": 1, "version": 0, "key": uuid4().hex}
    proposal = {"title": "Noe helt nytt", "idea_id": str(uuid4()), "similar_seen": "1"}
    yield "list", "GET", f"{voting}/forslag", None
    yield "proposal", "GET", f"{voting}/forslag/1", None
    yield "vote", "POST", f"{voting}/stemme", vote
    yield "new proposal", "POST", f"{submission}/forslag/nytt", proposal


@pytest.fixture
def statements_at(database_template, tmp_path):
    """The statements of each request, by name, in a database of a size."""

    def statements_at(sizes):
        folder = tmp_path / str(sizes.ideas)
        folder.mkdir()
        url = database_template.fresh(folder)
        app = build_app(url, AskingClock(NOW), INSTANCE_PATH=str(folder))
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
    token = csrf_token(client)
    client.get(f"/dugnader/{place.voting}/forslag/1")  # builds the index of similar proposals
    found = {}
    for name, method, url, form in requests_of(place):
        with recorded_statements() as statements:
            answer = client.open(url, method=method, data=form and {**form, "csrf_token": token})
        assert answer.status_code in (200, 303), (name, answer.status_code)
        found[name] = statements
    return found


def csrf_token(client):
    page = client.get("/personvern").text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_the_busiest_requests_cost_the_same_few_statements_at_any_size(statements_at):
    few, many = statements_at(SMALL), statements_at(LARGE)

    assert {name: len(sent) for name, sent in few.items()} == {
        name: len(sent) for name, sent in many.items()
    }
    assert [name for name, sent in many.items() if len(sent) > MOST[name]] == [], many
