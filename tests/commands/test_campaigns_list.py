"""`flask campaigns list`: every campaign that is no draft, and its phase."""

import json

import pytest

from tests.support.factories import WHILE_VOTING, make_body, make_campaign


@pytest.fixture
def run(app, session, clock):
    office = make_body(session)
    make_campaign(session, owner=office, title="Hva nå?")
    make_campaign(session, owner=office, launched=False, title="Kladd?")
    session.commit()
    clock.moment = WHILE_VOTING
    return lambda *words: app.test_cli_runner().invoke(args=["campaigns", "list", *words])


def test_json_is_one_object_with_exactly_these_names(run):
    answer = run("--json")

    assert answer.exit_code == 0
    items = json.loads(answer.stdout)["items"]
    assert [set(item) for item in items] == [{"slug", "title", "phase"}]
    assert (items[0]["title"], items[0]["phase"]) == ("Hva nå?", "voting")


def test_people_get_one_line_each(run):
    answer = run()

    assert answer.exit_code == 0
    assert "voting" in answer.stdout
    assert "Hva nå?" in answer.stdout
    assert "Kladd?" not in answer.stdout
