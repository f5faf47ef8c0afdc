"""`flask results …` and `flask campaigns import-pabulib`: output, exit codes, nothing else."""

import json

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.domain.pabulib import parse_pabulib
from app.models import Body, Campaign, Idea, ResultPackage, SealedBallot, Voter
from tests.support.elections import begin_voting, close, count_rows, make_election, vote
from tests.support.real_data import needed, real_files

ELECTION = """META
key;value
description;Grønne byrom
budget;150.50
vote_type;approval
rule;greedy
date_begin;01.04.2024
date_end;15.04.2024
PROJECTS
project_id;cost;votes;name
p1;100;3;Trær i gata
p2;60.25;2;Benker
p3;50.5;1;Lekeplass
p4;10;0;Skilt
VOTES
voter_id;vote
1;p1,p2
2;p1
3;p1,p2,p3
4;
"""
LARGEST_HERE = 120_000
"""Bytes; the largest elections are the benchmark's."""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "Grønt_2024.pb"
    path.write_text(ELECTION, encoding="utf-8")
    return path


@pytest.fixture
def run(app):
    def call(*arguments):
        answer = app.test_cli_runner().invoke(args=[str(part) for part in arguments])
        return answer.exit_code, json.loads(answer.stdout)

    return call


def test_results_show_prints_turnout_and_standings(app, run):
    begin_voting(app)
    election = make_election(app, staff=3, ideas=2)
    vote(app, election, election.staff[0], election.ideas[1])
    close(app, election)

    code, answer = run("results", "show", election.slug, "--json")

    assert code == 0
    assert answer["turnout"] == {"eligible": 4, "voted": 1, "groups": []}
    first, second = answer["standings"]
    assert first["idea"] == {
        "id": str(election.ideas[1]),
        "title": first["idea"]["title"],
        "external_id": None,
    }
    assert (first["support"], first["rank"], first["winner"]) == (1, 1, True)
    assert (second["support"], second["rank"], second["winner"]) == (0, 2, False)


def test_results_of_what_is_not_counted_exit_1_and_of_the_unknown_2(app, run):
    begin_voting(app)
    election = make_election(app)

    assert run("results", "show", election.slug, "--json") == (
        1,
        {"error": {"code": "not_counted", "message": f"campaign {election.slug}"}},
    )
    assert run("results", "show", "finnes-ikke", "--json")[0] == 2


def test_results_close_refuses_before_the_deadline_and_repeats_after(app, run):
    begin_voting(app)
    election = make_election(app)
    assert run("results", "close", election.slug, "--json")[0] == 1

    close(app, election)
    first = run("results", "close", election.slug, "--json")

    assert first[0] == 0
    assert run("results", "close", election.slug, "--json") == first


def test_an_imported_election_is_a_published_campaign(run, file):
    code, answer = run("campaigns", "import-pabulib", file, "--json")

    assert code == 0
    assert answer == {"slug": "gront-2024", "ideas": 4, "voters": 4, "marks": 6}
    listed = run("campaigns", "list", "--json")[1]["items"]
    assert [(one["slug"], one["phase"]) for one in listed] == [("gront-2024", "published")]
    shown = run("results", "show", "gront-2024", "--json")[1]
    assert shown["turnout"] == {"eligible": 4, "voted": 4, "groups": []}
    assert [(one["idea"]["external_id"], one["support"]) for one in shown["standings"]] == [
        ("p1", 3),
        ("p2", 2),
        ("p3", 1),
        ("p4", 0),
    ]
    assert [one["idea"]["external_id"] for one in shown["standings"] if one["winner"]] == [
        "p1",
        "p3",
    ], "by support, skipping what does not fit, and never without a vote"


def test_a_second_import_changes_nothing(app, run, file):
    first = run("campaigns", "import-pabulib", file, "--json")
    before = [count_rows(app, model) for model in (Campaign, Body, Idea, Voter, SealedBallot)]

    assert run("campaigns", "import-pabulib", file, "--json") == first
    assert [count_rows(app, model) for model in (Campaign, Body, Idea, Voter, SealedBallot)] == (
        before
    )


def test_another_file_under_the_same_name_is_refused(run, file):
    run("campaigns", "import-pabulib", file, "--json")
    file.write_text(ELECTION.replace("Benker", "Krakker"), encoding="utf-8")

    code, answer = run("campaigns", "import-pabulib", file, "--json")

    assert (code, answer["error"]["code"]) == (1, "conflict")


def test_an_imported_voter_is_nobody_and_costs_are_whole_numbers(app, run, file):
    run("campaigns", "import-pabulib", file, "--json")

    with app.app_context():
        assert db.session.scalar(select(func.count(Voter.person_id))) == 0
        assert db.session.scalar(select(func.count(SealedBallot.group))) == 0
        campaign = db.session.scalar(select(Campaign))
        costs = db.session.scalars(select(Idea.cost).order_by(Idea.nr)).all()
    assert campaign.key is None
    assert campaign.budget == 15_050
    assert costs == [10_000, 6_025, 5_050, 1_000], "hundredths, since the file has decimals"


def other(file, vote_type, ballots, column="voter_id;vote;points"):
    head, _, _ = ELECTION.replace("approval", vote_type).partition("VOTES\n")
    file.write_text(f"{head}VOTES\n{column}\n{ballots}", encoding="utf-8")
    return file


KINDS = {
    "cumulative": ("1;p1,p2;3,2\n2;p1,p3;1,0\n3;;\n", "dots", "dots", [4, 2, 0, 0]),
    "scoring": ("1;p1,p2;3,0\n2;p1,p3;5,2\n3;;\n", "score", "score", [8, 2, 0, 0]),
    "ordinal": ("1;p1,p2;\n2;p1,p3;\n3;;\n", "ranked", "borda", [6, "5/2", "5/2", 1]),
    "choose-1": ("1;p1;\n2;p1;\n3;p2;\n", "approval", "approval", [2, 1, 0, 0]),
}


@pytest.mark.parametrize("vote_type", KINDS)
def test_every_kind_of_ballots_is_counted_and_verifies(app, run, file, tmp_path, vote_type):
    ballots, kind, rule, points = KINDS[vote_type]

    code, answer = run("campaigns", "import-pabulib", other(file, vote_type, ballots), "--json")

    assert (code, answer["voters"]) == (0, 3)
    shown = run("results", "show", answer["slug"], "--json")[1]
    assert [one["support"] for one in shown["standings"]] == points
    with app.app_context():
        campaign = db.session.scalar(select(Campaign))
        package = db.session.scalar(select(ResultPackage.content))
        assert (campaign.ballot_kind, campaign.rule) == (kind, rule)
        db.session.remove()
    sealed = tmp_path / "pakke.zip"
    sealed.write_bytes(package)
    assert run("results", "verify", sealed, "--json")[0] == 0


def test_a_rule_may_be_named_with_seats_where_it_needs_them(app, run, file):
    ballots = other(file, "ordinal", "1;p1,p2;\n2;p1,p3;\n3;p2;\n")

    code, answer = run(
        "campaigns", "import-pabulib", ballots, "--rule", "stv", "--seats", 2, "--json"
    )

    assert code == 0
    shown = run("results", "show", answer["slug"], "--json")[1]
    winners = [one["idea"]["external_id"] for one in shown["standings"] if one["winner"]]
    assert sorted(winners) == ["p1", "p2"]
    again = run("campaigns", "import-pabulib", ballots, "--rule", "borda", "--json")
    assert (again[0], again[1]["error"]["code"]) == (1, "conflict")


@pytest.mark.parametrize(
    ("vote_type", "ballots", "options", "message"),
    [
        ("approval", "1;p1;\n", ("--rule", "stv"), "stv does not count ballots of the kind"),
        ("ordinal", "1;p1;\n", ("--rule", "stv"), "stv needs --seats N"),
        ("approval", "1;p1;\n", ("--rule", "greedy", "--seats", 2), "needs a budget"),
        ("cumulative", "1;p1;\n", (), "a ballot without its points"),
        ("cumulative", "1;p1;1.5\n", (), "points are whole numbers"),
        ("choose-1", "1;p1,p2;\n", (), "more than one project"),
        ("knapsack", "1;p1;\n", (), "ballots of the kind knapsack"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(
    app, run, file, vote_type, ballots, options, message
):
    code, answer = run(
        "campaigns", "import-pabulib", other(file, vote_type, ballots), *options, "--json"
    )

    assert code == 2
    assert message in answer["error"]["message"]
    assert count_rows(app, Campaign) == 0


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("finnes-ikke.pb", None, "unreadable"),
        ("tom.pb", "", "unreadable"),
        ("rot.pb", "PROJECTS\nMETA\n", "unreadable"),
    ],
)
def test_what_is_no_election_exits_2(run, tmp_path, name, content, code):
    file = tmp_path / name
    if content is not None:
        file.write_text(content)

    assert run("campaigns", "import-pabulib", file, "--json")[0] == 2
    assert run("campaigns", "import-pabulib", file, "--json")[1]["error"]["code"] == code


def test_support_equals_the_files_own_votes_for_every_project_of_every_election(run):
    """Other ballots than approvals have points besides."""
    for path in real_files("pabulib/*.pb"):
        if needed(path).stat().st_size > LARGEST_HERE:
            continue
        election = parse_pabulib(path.read_text(encoding="utf-8-sig"))
        if election.vote_type not in ("approval", "choose-1"):
            continue
        code, answer = run("campaigns", "import-pabulib", path, "--json")
        standings = run("results", "show", answer["slug"], "--json")[1]["standings"]
        assert {one["idea"]["external_id"]: one["support"] for one in standings} == {
            project.id: project.votes for project in election.projects
        }, path.name
