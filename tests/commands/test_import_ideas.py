"""`flask ideas import`: what goes in, what is told, and that a second run changes nothing."""

import json

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from app.core.db import atomic, db
from app.models import Campaign, Idea, OutboxMail
from tests.support.factories import (
    WHILE_VOTING,
    make_body,
    make_campaign,
    make_person,
)
from tests.support.real_data import REAL_DATA, needed

HEADING = "Nr;Tittel;Beskrivelse\n"
TWO = HEADING + "a1;Stille time;En time uten møter.\na2;Gåtur;\n"


@pytest.fixture
def slug(app):
    with app.app_context(), atomic() as session:
        owner = make_body(session)
        make_person(session, email="kari@etaten.example", body=owner)
        make_person(session, email="fremmed@etaten.example", body=make_body(session))
        return make_campaign(session, owner=owner).slug


@pytest.fixture
def run(app, slug, tmp_path):
    """Runs the command on a text; returns (exit code, the JSON it printed)."""

    def run(text, *options, author="kari@etaten.example", campaign=slug, file=None):
        file = file or tmp_path / "forslag.csv"
        if text is not None:
            file.write_text(text, encoding="utf-8")
        result = app.test_cli_runner().invoke(
            args=["ideas", "import", str(file), "--campaign", campaign, "--author", author]
            + ["--yes", "--json", *options]
        )
        return result.exit_code, json.loads(result.stdout)

    return run


def stored(app):
    with app.app_context():
        rows = db.session.execute(select(Idea.nr, Idea.title, Idea.external_id).order_by(Idea.nr))
        return [tuple(row) for row in rows]


def test_every_row_becomes_a_proposal_in_the_order_of_the_file(app, run):
    assert run(TWO) == (0, {"created": 2, "unchanged": 0, "errors": []})
    assert stored(app) == [(1, "Stille time", "a1"), (2, "Gåtur", "a2")]


def test_a_second_run_changes_nothing(app, run):
    run(TWO)

    assert run(TWO) == (0, {"created": 0, "unchanged": 2, "errors": []})
    assert len(stored(app)) == 2


def test_without_an_external_id_author_and_title_are_the_identity(app, run):
    text = "Tittel;Beskrivelse\nStille time;En time.\n  STILLE  time ;En time.\n"

    assert run(text)[1] == {"created": 1, "unchanged": 1, "errors": []}


def test_changed_content_under_the_same_identity_is_an_error_of_its_row(app, run):
    run(TWO)

    code, answer = run(TWO.replace("En time uten møter.", "To timer.") + "a3;Ny;\n")

    assert code == 1
    assert (answer["created"], answer["unchanged"]) == (0, 1)
    assert [error["row"] for error in answer["errors"]] == [2]
    assert len(stored(app)) == 2, "with errors nothing is written"


def test_the_good_rows_come_in_when_errors_are_skipped(app, run):
    text = TWO + "a3;;Uten tittel\n" + f"a4;{'x' * 301};\n"

    code, answer = run(text, "--skip-errors")

    assert (code, answer["created"]) == (0, 2)
    assert [error["row"] for error in answer["errors"]] == [4, 5]
    assert all(error["message"] for error in answer["errors"])


def test_a_dry_run_tells_and_writes_nothing(app, run):
    assert run(TWO, "--dry-run") == (0, {"created": 2, "unchanged": 0, "errors": []})
    assert stored(app) == []


def test_the_guess_can_be_mended(app, run):
    text = "Tittel;Overskrift\nIkke dette;Dette er tittelen\n"

    assert run(text, "--map", "title=Overskrift")[0] == 0
    assert stored(app) == [(1, "Dette er tittelen", None)]


@pytest.mark.parametrize("mend", ["title=Finnes ikke", "farge=Tittel", "title="])
def test_a_mend_that_names_nothing_is_a_fault_of_use(run, mend):
    code, answer = run(TWO, "--map", mend)

    assert (code, answer["error"]["code"]) == (2, "unsupported")


def test_a_spreadsheet_is_read_like_a_csv_file(app, run, tmp_path):
    book = Workbook()
    for row in (["Tittel", "Beskrivelse"], ["Stille time", "En time."], ["=1+1", None]):
        book.active.append(row)
    book.active["A3"].data_type = "s"
    book.save(tmp_path / "forslag.xlsx")

    assert run(None, file=tmp_path / "forslag.xlsx")[1]["created"] == 2
    assert stored(app)[0] == (1, "Stille time", None)


def test_a_campaign_that_votes_takes_nothing_in(app, run, clock):
    clock.moment = WHILE_VOTING

    code, answer = run(TWO)

    assert (code, answer["error"]["code"]) == (1, "deadline_passed")
    assert stored(app) == []


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [("ingen@etaten.example", 2, "not_found"), ("fremmed@etaten.example", 1, "not_allowed")],
)
def test_the_author_must_exist_and_have_a_part_in_the_campaign(run, who, status, code):
    exit_code, answer = run(TWO, author=who)

    assert (exit_code, answer["error"]["code"]) == (status, code)


def test_unknown_campaigns_and_unreadable_files_are_faults_of_use(run, tmp_path):
    assert run(TWO, campaign="finnes-ikke")[0] == 2
    assert run(None, file=tmp_path / "finnes-ikke.csv")[0] == 2
    assert run("")[0] == 2


def test_hours_become_minutes_and_an_amount_that_is_none_is_told(app, run):
    text = "Tittel;Timer\nKurs;1,5\nTull;mange\n"

    _, answer = run(text, "--skip-errors")

    assert answer["errors"] == [{"row": 3, "message": "cost is not a number"}]
    with app.app_context():
        assert db.session.scalar(select(Idea.cost)) == 90


def test_hours_come_back_as_they_were_also_where_a_budget_of_hours_decides(app, run, slug):
    with app.app_context(), atomic() as session:
        campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
        campaign.forward_mode, campaign.budget = "budget", 6_000
    text = "Tittel;Kostnad (timer)\nKurs;12,5\n"

    assert run(text)[1]["created"] == 1
    assert run(text)[1]["unchanged"] == 1
    with app.app_context():
        assert db.session.scalar(select(Idea.cost)) == 750


def test_nobody_gets_a_receipt_for_each_row(app, run):
    run(TWO)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0
        assert db.session.scalar(select(Campaign.idea_counter)) == 2


def test_without_yes_the_guess_is_shown_and_asked_about(app, slug, tmp_path):
    file = tmp_path / "forslag.csv"
    file.write_text(TWO, encoding="utf-8")
    call = ["ideas", "import", str(file), "--campaign", slug, "--author", "kari@etaten.example"]

    refused = app.test_cli_runner().invoke(args=call, input="n\n")
    taken = app.test_cli_runner().invoke(args=call, input="y\n")

    assert refused.exit_code == 1
    assert "title        ← Tittel" in refused.stderr
    assert "Stille time" in refused.stderr
    assert taken.stdout.endswith("2 created, 0 unchanged, 0 wrong\n")


@pytest.mark.parametrize(
    ("file", "rows"),
    [("decide-madrid-consul/proposals.csv", 40), ("decidim-barcelona-pam2016/proposals.csv", 5430)],
)
def test_real_proposal_files_come_in_as_they_are(app, run, file, rows):
    path = needed(REAL_DATA / file)

    assert run(None, file=path) == (0, {"created": rows, "unchanged": 0, "errors": []})
    assert run(None, file=path) == (0, {"created": 0, "unchanged": rows, "errors": []})
