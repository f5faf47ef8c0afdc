"""Pabulib files are read as they are, or refused with the line that is wrong."""

from decimal import Decimal

import pytest

from app.domain.errors import UnreadableError
from app.domain.pabulib import parse_pabulib
from tests.support.real_data import needed, real_files

SMALL = """META
key;value
description;Etaten; region nord
num_votes;3
vote_type;approval
PROJECTS
project_id;cost;votes;name;category;selected;description
a;100.50;2;Møtefri fredag;arbeidsmiljø;1;"Ro; og «tid»"
b;20,5;1;;;0;
07;3;0;Sykler
VOTES
voter_id;vote;age
1;a,b;34
2; a ;51
3;;
"""


def test_a_whole_file_is_read():
    election = parse_pabulib(SMALL)
    first, second, third = election.projects

    assert election.meta["description"] == "Etaten; region nord"
    assert election.vote_type == "approval"
    assert (first.id, first.name, first.category) == ("a", "Møtefri fredag", "arbeidsmiljø")
    assert (first.votes, first.selected, first.description) == (2, 1, "Ro; og «tid»")
    assert (second.name, third.id, third.selected) == ("b", "07", None)
    assert [ballot.projects for ballot in election.ballots] == [("a", "b"), ("a",), ()]
    assert [ballot.about for ballot in election.ballots] == [
        {"age": "34"},
        {"age": "51"},
        {"age": ""},
    ]
    assert election.marks() == {"a": 2, "b": 1, "07": 0}


def test_costs_are_exact_and_whole_on_a_common_scale():
    election = parse_pabulib(SMALL)

    assert [project.cost for project in election.projects] == [
        Decimal("100.50"), Decimal("20.5"), Decimal(3),
    ]  # fmt: skip
    assert election.cost_scale == 10
    assert [project.scaled_cost for project in election.projects] == [1005, 205, 30]


def test_points_follow_the_projects_they_were_given_to():
    text = SMALL.replace("voter_id;vote;age", "voter_id;vote;points").replace(
        "1;a,b;34", "1;a,b;3,1"
    )
    text = text.replace("2; a ;51", "2;a;2")

    assert [ballot.points for ballot in parse_pabulib(text).ballots] == [(3, 1), (2,), ()]


@pytest.mark.parametrize("change", [
    lambda text: "\ufeff" + text,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n", "\n\n"),
    lambda text: text.replace("META\n", "meta;;\n").replace("VOTES\n", "Votes\n"),
    lambda text: text.rstrip("\n"),
], ids=["byte order mark", "CRLF", "blank lines", "section names", "no last line end"])  # fmt: skip
def test_files_from_elsewhere_say_the_same(change):
    assert parse_pabulib(change(SMALL)) == parse_pabulib(SMALL)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("META\n", "", 1),
        ("PROJECTS\n", "", 10),
        ("VOTES\n", "VOTES\nvoter_id;vote\nVOTES\n", 13),
        ("project_id;cost;", "project_id;price;", 7),
        ("voter_id;vote;age", "voter_id;age", 12),
        ("100.50", "mange", 8),
        ("100.50", "-1", 8),
        ("100.50", "NaN", 8),
        ("100.50", "1e400", 8),
        ("100.50", "1e-400", 8),
        ("100.50;2;", "100.50;2.5;", 8),
        ('"Ro; og «tid»"', "Ro; og «tid»", 8),
        ("07;3", "a;3", 10),
        ("07;3", ";3", 10),
        ("1;a,b;34", "1;a,c;34", 13),
        ("1;a,b;34", "1;a,b,a;34", 13),
        ("1;a,b;34", ";a,b;34", 13),
        ("07;3;0;Sykler", '07;3;0;"' + "x" * 200_000 + '"', 10),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old, new, line):
    assert old in SMALL
    with pytest.raises(UnreadableError) as refused:
        parse_pabulib(SMALL.replace(old, new, 1))
    assert refused.value.facts["line"] == line


def test_points_that_do_not_match_the_projects_are_refused():
    text = SMALL.replace("voter_id;vote;age", "voter_id;vote;points")
    with pytest.raises(UnreadableError, match="line 13: 1 points for 2 projects"):
        parse_pabulib(text)


@pytest.mark.parametrize("text", ["", "\n", "META", "META\nkey;value\n", "<html>", ";;;\n"])
def test_what_is_no_election_is_refused(text):
    with pytest.raises(UnreadableError):
        parse_pabulib(text)


@pytest.mark.parametrize("path", real_files("pabulib/*.pb"), ids=lambda path: path.stem)
def test_the_ballots_of_a_real_file_add_up_to_its_own_votes(path):
    election = parse_pabulib(needed(path).read_text(encoding="utf-8-sig"))

    assert len(election.projects) == int(election.meta["num_projects"])
    assert len(election.ballots) == int(election.meta["num_votes"])
    assert all(project.votes is not None for project in election.projects)
    assert election.marks() == {project.id: project.votes for project in election.projects}
