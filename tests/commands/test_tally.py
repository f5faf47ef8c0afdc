"""`flask tally`: files and packages counted without a database; output and exit codes."""

import json
import os
import subprocess
import sys

import pytest

from app.core import election_files
from app.domain.tally.rules import RULES
from tests.support.bare_packages import write
from tests.support.real_data import REAL_DATA, needed

APPROVAL = """META
key;value
description;Grønne byrom
num_projects;4
num_votes;4
budget;150.50
vote_type;approval
PROJECTS
project_id;cost;votes;name
p1;100;3;Trær i gata
p2;60.25;2;Benker
p3;50.5;1;Lekeplass
p10;10;1;Skilt
VOTES
voter_id;vote
1;p1,p2
2;p1,p3
3;p1,p2,p10
4;
"""
RANKED = APPROVAL.replace("approval", "ordinal")
DOTS = APPROVAL.replace("approval", "cumulative").replace("voter_id;vote", "voter_id;vote;points")
for row, points in [("p1,p2\n", "1,4"), ("p1,p3\n", "2,3"), ("p1,p2,p10\n", "1,1,3")]:
    DOTS = DOTS.replace(f";{row}", f";{row.strip()};{points}\n")
ORDERS = """# DATA TYPE: soi
# NUMBER ALTERNATIVES: 3
3: 1,2
2: 2
2: 3
"""
WARD = "3,1,\n3,1,2,\n2,2,\n2,3,\n"


@pytest.fixture
def file(tmp_path):
    def write_text(text, name="valg.pb"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_text


@pytest.fixture
def run(app):
    """The exit code and the object that was printed, which is all that was printed."""

    def call(*arguments):
        answer = app.test_cli_runner().invoke(args=["tally", *map(str, arguments), "--json"])
        assert answer.stdout.count("\n") == 1
        return answer.exit_code, json.loads(answer.stdout)

    return call


def error(code, answer):
    status, printed = answer
    assert printed.keys() == {"error"}
    assert printed["error"].keys() == {"code", "message"}
    assert printed["error"]["code"] == code
    return status


def test_the_answer_is_one_object_with_ids_as_in_the_file(run, file):
    status, answer = run(file(APPROVAL), "--rule", "approval")

    assert status == 0
    assert answer["rule"] == "approval"
    assert answer["winners"] == ["p1", "p10"], "p2 does not fit; of equals the cheaper comes first"
    assert (answer["budget"], answer["scale"], answer["ballots"]) == (15_050, 100, 3)
    assert answer["rounds"][0] == {
        "idea": "p1",
        "support": 3,
        "taken": True,
        "cost": 10_000,
        "left": 15_050,
    }
    assert answer["ties"] == []


@pytest.mark.parametrize("rule", list(RULES))
def test_every_rule_answers_with_the_name_it_was_called_by(run, file, rule):
    text = {"dots": DOTS, "borda": RANKED, "stv": RANKED, "stv-exact": RANKED}.get(rule, APPROVAL)
    options = ["--budget", "150"] if rule == "greedy" else ["--seats", "2"]
    if rule == "score":
        text = DOTS.replace("cumulative", "scoring")

    status, answer = run(file(text), "--rule", rule, *options)

    assert (status, answer["rule"]) == (0, rule)
    assert {"rule", "winners", "ties", "rounds"} <= answer.keys()
    assert answer["winners"][0] == "p1" or rule in ("dots", "score")


def test_the_rules_are_those_that_are_documented():
    assert list(RULES) == [
        "approval", "dots", "score", "borda", "stv", "stv-exact", "greedy", "equal-shares",
        "equal-shares-fill", "equal-shares-add", "equal-shares-add-fill", "phragmen", "seq-pav",
    ]  # fmt: skip


def test_what_was_asked_for_wins_over_what_the_file_says(run, file):
    path = file(APPROVAL)

    assert run(path, "--rule", "approval", "--seats", 1)[1]["winners"] == ["p1"]
    assert run(path, "--rule", "approval", "--budget", "60.25")[1]["winners"] == ["p2"]
    ward = file(WARD, "ward.csv")
    assert run(ward, "--rule", "stv")[1]["seats"] == 1
    assert len(run(ward, "--rule", "stv", "--seats", 2)[1]["winners"]) == 2


@pytest.mark.parametrize("budget", ["160.245", "160,245"])
def test_a_budget_with_more_decimals_than_the_file_is_exact(run, file, budget):
    status, answer = run(file(APPROVAL), "--rule", "greedy", "--budget", budget)

    assert (status, answer["budget"], answer["scale"]) == (0, 160_245, 1_000)
    assert answer["winners"] == ["p1", "p10"], "100 + 60.25 is a little too much"


def test_utility_decides_what_an_approved_idea_is_worth(run, file):
    # Each has 5. By cost they pay for the dear idea together, by number each for a cheap one.
    projects = "a;10;x\nb;5;x\nc;5;x\n"
    text = APPROVAL.split("p1;")[0].replace("150.50", "10").replace("num_projects;4\n", "")
    text = text.replace("cost;votes;name", "cost;name").replace("num_votes;4\n", "")
    path = file(f"{text}{projects}VOTES\nvoter_id;vote\n1;a,b\n2;a,c\n")

    by_cost = run(path, "--rule", "equal-shares", "--utility", "cost")
    by_number = run(path, "--rule", "equal-shares", "--utility", "cardinality")

    assert run(path, "--rule", "equal-shares") == by_cost
    assert (by_cost[1]["winners"], by_number[1]["winners"]) == (["a"], ["b", "c"])


def test_the_last_equals_are_parted_by_the_natural_order_of_ids(run, file):
    status, answer = run(file(APPROVAL), "--rule", "approval", "--seats", 3)

    assert status == 0
    assert answer["winners"] == ["p1", "p2", "p3"], "3 comes before 10"
    assert answer["ties"] == [
        {"ideas": ["p3", "p10"], "taken": ["p3"], "otherwise": ["p10"], "support": 1}
    ]


def test_all_formats_are_told_apart_by_what_is_in_them(run, file, tmp_path):
    soi = run(file(ORDERS, "a.txt"), "--rule", "stv", "--seats", 1)
    ward = run(file("\ufeff" + WARD.replace("\n", "\r\n"), "b.txt"), "--rule", "stv")
    assert soi == ward
    rules = {"forward_mode": "number", "seats": 1}
    package = write(tmp_path / "c.txt", rules, ballots=[{"marks": {"a": 1}}, {"marks": {}}])

    status, answer = run(package, "--rule", "approval")

    assert (status, answer["winners"], answer["ballots"]) == (0, ["a"], 1)


def test_the_public_edition_is_refused_where_its_marks_do_not_suffice(run, tmp_path):
    rules = {"forward_mode": "number", "seats": 1}
    package = write(tmp_path / "p.zip", rules, marks={"a": {"1": 4}}, counted=4)

    assert run(package, "--rule", "approval")[0] == 0
    assert error("unsupported", run(package, "--rule", "phragmen")) == 1


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (APPROVAL, ["--rule", "stv"]),
        (APPROVAL, ["--rule", "stv", "--seats", "2"]),
        (APPROVAL, ["--rule", "dots"]),
        (APPROVAL, ["--rule", "score"]),
        (RANKED, ["--rule", "approval"]),
        (RANKED, ["--rule", "stv", "--budget", "100"]),
        (APPROVAL, ["--rule", "greedy", "--seats", "2"]),
        (APPROVAL, ["--rule", "seq-pav", "--budget", "100"]),
        (ORDERS, ["--rule", "greedy"]),
        (ORDERS.replace("1,2", "{1,2}").replace("soi", "toi"), ["--rule", "stv", "--seats", "1"]),
    ],
)
def test_what_a_rule_does_not_count_is_refused_with_1(run, file, text, options):
    assert error("unsupported", run(file(text), *options)) == 1


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        (APPROVAL, [], "--rule"),
        (APPROVAL, ["--rule", "wiki"], "wiki"),
        (APPROVAL, ["--rule", "approval", "--seats", "0"], "--seats"),
        (APPROVAL, ["--rule", "approval", "--seats", "two"], "--seats"),
        (APPROVAL, ["--rule", "approval", "--seats", "1", "--budget", "1"], "--seats or --budget"),
        (APPROVAL, ["--rule", "approval", "--budget", "-1"], "--budget"),
        (APPROVAL, ["--rule", "approval", "--budget", "1e99"], "--budget"),
        (APPROVAL, ["--rule", "approval", "--utility", "joy"], "--utility"),
        (APPROVAL, ["--rule", "approval", "--colour"], "--colour"),
        (RANKED, ["--rule", "stv"], "--seats N"),
        (ORDERS, ["--rule", "stv"], "--seats N"),
        (ORDERS, ["--rule", "borda", "--budget", "3"], "--seats N"),
        (APPROVAL.replace("budget;150.50\n", ""), ["--rule", "greedy"], "--budget N"),
        (
            APPROVAL.replace("budget;150.50\n", ""),
            ["--rule", "phragmen"],
            "--seats N or --budget N",
        ),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_give(run, file, text, options, told):
    answer = run(file(text), *options)

    assert error("usage", answer) == 2
    assert told in answer[1]["error"]["message"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\n \r\n", "empty"),
        (b"hei", "neither"),
        (b"<html>", "neither"),
        (b"4\n1,Trees\n", "before 2022"),
        (b"PK\x03\x04", "package"),
        (APPROVAL.replace("Grønne", "\xff").encode("latin-1"), "line 3: not text in UTF-8"),
        (APPROVAL.encode("utf-16"), "line 1"),
        (APPROVAL[: APPROVAL.index("VOTES")], "VOTES"),
        (APPROVAL[: APPROVAL.index("4;\n")], "3 ballots, and the heading says 4"),
        (APPROVAL[: APPROVAL.index("p10;10")] + "VOTES\nvoter_id;vote\n", "cut short"),
        (APPROVAL.replace(";60.25;", ";-60.25;"), "line 11"),
        (APPROVAL.replace(";60.25;", ";" + "9" * 5_000 + ";"), "line 11"),
        (APPROVAL.replace("2;p1,p3", "2;p1,p9"), "line 17: a vote for 'p9'"),
        (ORDERS + "9" * 5_000 + ": 1\n", "line 6"),
        (ORDERS + "1: 1,2,3,4\n", "line 6"),
        (ORDERS + "1: " + "1," * 600_000 + "2\n", "line 6: longer than"),
        (WARD + "5,1,1,\n", "line 5"),
        (WARD + '"Candidate 1","Paul","Ind",\n', "cut short"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_2_and_its_line(run, file, content, told):
    rule = "approval" if "META" in str(content) else "borda"

    answer = run(file(content), "--rule", rule, "--seats", 1)

    assert error("unreadable", answer) == 2
    assert told in answer[1]["error"]["message"]


def test_what_is_no_file_ends_with_2(run, tmp_path):
    assert error("unreadable", run(tmp_path / "finnes-ikke.pb", "--rule", "approval")) == 2
    assert error("unreadable", run(tmp_path, "--rule", "approval")) == 2
    assert error("unreadable", run("/dev/zero", "--rule", "approval")) == 2


def test_a_file_that_is_too_large_is_not_read_at_all(run, tmp_path):
    path = tmp_path / "stor.pb"
    with path.open("wb") as sparse:
        sparse.truncate(election_files.LARGEST_FILE + 1)

    assert error("unreadable", run(path, "--rule", "approval")) == 2


def test_the_table_is_for_people(app, file):
    path = file(APPROVAL)
    call = ["tally", str(path), "--rule", "approval", "--seats", "3"]

    answer = app.test_cli_runner().invoke(args=call)

    assert answer.exit_code == 0
    assert "Grønne byrom" in answer.stdout
    assert "*    2            2  p2: Benker" in answer.stdout
    assert "Winners in order: p1, p2, p3" in answer.stdout
    assert "Decided by lot, of p3, p10" in answer.stdout
    by_budget = app.test_cli_runner().invoke(args=["tally", str(path), "--rule", "greedy"])
    assert "greedy, budget 150.5, 3 ballots" in by_budget.stdout
    assert "*    1            3            100  p1: Trær i gata" in by_budget.stdout


def test_without_json_faults_go_to_standard_error(app, file):
    answer = app.test_cli_runner().invoke(args=["tally", str(file("")), "--rule", "borda"])

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "the file is empty" in answer.stderr
    misused = app.test_cli_runner().invoke(args=["tally", str(file("")), "--rule", "wiki"])
    assert (misused.exit_code, misused.stdout) == (2, "")


def test_no_database_is_needed_and_none_is_made(file, tmp_path):
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    env = os.environ | {"DATABASE_URL": nowhere, "INSTANCE_PATH": str(tmp_path / "instance")}

    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "tally", file(RANKED), "--rule", "borda",
         "--json", "--seats", "1"],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert json.loads(done.stdout)["winners"] == ["p1"]
    assert done.stderr == ""
    assert not list(tmp_path.rglob("*.sqlite"))


def test_a_city_that_counted_by_equal_shares_is_counted_as_it_did(run):
    """Assen 2024: an idea with 25 votes lost, and one with 9 votes won."""
    path = needed(REAL_DATA / "pabulib/Netherlands_Assen_2024.pb")

    status, answer = run(path, "--rule", "equal-shares-add")

    assert status == 0
    assert sorted(answer["winners"], key=int) == ["2", "3", "5", "6", "9", "11", "12", "13", "14"]
