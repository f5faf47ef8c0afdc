"""`flask results verify`: the same file, the same words, the same exit codes."""

import json

import pytest

from app.cli.results import CHECK
from tests.support.packages import idea, make_draft
from tools import verify_result


def draft():
    return make_draft("approval", "approval", [({0: 1}, None)] * 3, costs=(1, 2), seats=1)


@pytest.fixture
def run(app, tmp_path):
    def call(package, *options):
        path = tmp_path / "pakke.zip"
        path.write_bytes(package)
        answer = app.test_cli_runner().invoke(args=["results", "verify", *options, str(path)])
        return answer.exit_code, answer.stdout

    return call


def test_a_right_package_ends_with_0(run):
    code, said = run(draft().zip())

    assert (code, said.splitlines()[-1]) == (0, "VERIFIED")


def test_a_wrong_package_ends_with_1_and_names_the_check(run):
    wrong = draft()
    wrong.result["winners"] = [idea(1)]

    code, said = run(wrong.zip(), "--json")
    assert (code, json.loads(said)["failed"]) == (1, "result")


def test_no_package_ends_with_2(run):
    code, said = run(b"no zip")

    assert (code, said) == (2, "UNREADABLE: not a zip file, or one that was cut short\n")


def test_the_command_runs_the_very_file_that_is_handed_out():
    assert CHECK.samefile(verify_result.__file__)
