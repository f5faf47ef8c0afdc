"""`flask exports strategy`: exit codes, the file, and one JSON object."""

import json

import pytest
from openpyxl import load_workbook

from tests.support.elections import make_election
from tests.support.outcomes import change_campaign, make_decided


@pytest.fixture
def counted(app):
    return make_decided(app)


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["exports", "strategy", *map(str, arguments)])


def test_the_workbook_is_written(app, counted, tmp_path):
    out = tmp_path / "fil.xlsx"

    answer = run(app, counted.slug, "--format", "xlsx", "--out", out)

    assert answer.exit_code == 0
    assert load_workbook(out).sheetnames[0] == "Går videre"


@pytest.mark.parametrize(("locale", "title"), [("nn", "Går vidare"), ("en", "Going forward")])
def test_headings_follow_the_locale(app, counted, tmp_path, locale, title):
    out = tmp_path / "fil.xlsx"

    run(app, counted.slug, "--out", out, "--locale", locale)

    assert load_workbook(out).sheetnames[0] == title


def test_json_is_one_object(app, counted, tmp_path):
    out = tmp_path / "fil.json"

    answer = run(app, counted.slug, "--format", "json", "--out", out, "--json")

    assert json.loads(answer.stdout)["bytes"] == out.stat().st_size
    assert {"winners", "ideas", "turnout", "decisions"} <= json.loads(out.read_text()).keys()


def test_a_result_that_is_not_there_or_held_back_is_refused(app, counted, tmp_path):
    change_campaign(app, counted, shows_result_at="publication")
    uncounted = make_election(app)

    for slug, code in ((counted.slug, "not_open"), (uncounted.slug, "not_counted")):
        answer = run(app, slug, "--out", tmp_path / "fil.xlsx", "--json")
        assert answer.exit_code == 1
        assert json.loads(answer.stdout)["error"]["code"] == code
    assert list(tmp_path.glob("*fil*")) == []


def test_an_unknown_campaign_is_exit_2(app, tmp_path):
    answer = run(app, "finnes-ikke", "--out", tmp_path / "fil.xlsx", "--json")

    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["error"]["code"] == "not_found"


def test_a_folder_that_is_not_there_is_refused(app, counted, tmp_path):
    answer = run(app, counted.slug, "--out", tmp_path / "nei" / "fil.csv", "--format", "csv")

    assert answer.exit_code == 1
    assert "nei" in answer.stderr


def test_a_failed_write_leaves_the_old_file(app, counted, tmp_path):
    out = tmp_path / "fil.csv"
    out.write_text("gammel")
    change_campaign(app, counted, shows_result_at="publication")

    run(app, counted.slug, "--out", out, "--format", "csv")

    assert out.read_text() == "gammel"
