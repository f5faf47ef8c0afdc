"""That the benchmark runs and says what was measured; never how fast this machine is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.databases import ON_POSTGRESQL, SERVER

ROOT = Path(__file__).parents[2]
TINY = ("--ideas=60", "--votes=30", "--comments=25", "--visitors=2", "--rounds=2", "--requests=2")
MEASURED = ["list of 50, voting open", "proposal, 20 comments", "vote (POST, htmx)"]


def run_module(*arguments):
    env = {**os.environ, "DUGNAD_BENCH_DATABASE_URL": SERVER if ON_POSTGRESQL else ""}
    run = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stdout


def tables(output):
    """By database: the lines of its table, cut where there are two blanks."""
    for block in output.strip().split("\n\n")[1:]:
        title, *lines = block.splitlines()
        yield title.partition(":")[0], [line.split("  ") for line in lines]


def test_each_database_gets_a_table_of_what_was_asked_for_with_verdicts():
    output = run_module("bench", *TINY)

    assert output.startswith("Python 3.")
    assert "ideas=60" in output.splitlines()[0]
    expected = ["SQLite", "PostgreSQL"] if ON_POSTGRESQL else ["SQLite"]
    assert [database for database, _ in tables(output)] == expected
    for _, (headings, *lines) in tables(output):
        words = [cell.strip() for cell in headings if cell.strip()]
        assert words == ["what", "ours", "spread", "floor", "ratio", "target", "verdict"]
        assert [line[0] for line in lines][:3] == MEASURED
        verdicts = {line[0]: line[-1].strip() for line in lines}
        assert {verdicts[name] for name in MEASURED[:2]} <= {"met", "not met"}
        assert verdicts["vote (POST, htmx)"] == "reported"


@pytest.mark.sqlite
def test_counts_are_timed_and_compared_with_the_check():
    said = run_module("bench.tally", "--sizes=T", "--rules", "equal-shares-add")

    _, table = said.strip().split("\n\n")
    headings, *lines = table.splitlines()
    assert headings.split()[:3] == ["size", "rule", "by"]
    (check,) = [line for line in lines if "verify_result.py" in line]
    assert check.endswith("the same")
    assert len(lines) == 4, "ours, the check and two libraries"


@pytest.mark.sqlite
def test_a_close_is_looked_on_and_its_package_verified():
    said = run_module("bench.closing", "--voters=120", "--ideas=15", "--marks=3")

    for block in said.strip().split(" voters, ")[1:]:
        assert "120 sealed, 0 open, 0 marks" in block
        assert "verified in" in block
        assert "refused" not in block
