"""Pabulib files are written so that they read as the same election."""

import io

import pytest

from app.domain.elections import BallotLine, Election
from app.domain.errors import UnreadableError, UnsupportedError
from app.domain.pabulib import parse_pabulib, read_pabulib
from app.domain.pabulib_writing import UNIT_COSTS, write_pabulib
from app.domain.tally.outcome import BallotKind, Candidate


def read(text):
    return read_pabulib(lambda: io.StringIO(text, newline=""))


def make(kind, *ballots, **more):
    return Election(
        kind,
        (Candidate("a", 1005), Candidate("b", 20), Candidate("c", 0)),
        tuple(BallotLine(*ballot) for ballot in ballots),
        names={"a": 'Benker; "nye"', "b": "b", "c": "Lekeplass"},
        title="Grønne byrom",
        **({"budget": 12_345, "scale": 10, "has_costs": True} | more),
    )


BALLOTS = {
    BallotKind.APPROVAL: [({"b": 1, "a": 1},), ({},), ({"c": 1},)],
    BallotKind.DOTS: [({"a": 4, "c": 1},), ({},)],
    BallotKind.SCORE: [({"a": 0, "c": 5},), ({"b": 3},)],
    BallotKind.RANKED: [({"c": 1, "a": 2},), ({"b": 1},)],
}


@pytest.mark.parametrize("kind", list(BallotKind))
def test_every_kind_of_ballot_is_read_again_as_it_was(kind):
    election = make(kind, *BALLOTS[kind])

    again = read("".join(write_pabulib(election)))

    assert list(again.ballots) == list(election.ballots)
    assert (again.kind, again.candidates) == (kind, election.candidates)
    assert (again.names, again.title) == (election.names, election.title)
    assert (again.budget, again.scale, again.has_costs) == (12_345, 10, True)


def test_the_file_says_what_people_look_for():
    election = make(BallotKind.DOTS, ({"c": 1, "a": 4}, 2, "staff"), ({"c": 2}, 1, "councils"))

    text = "".join(write_pabulib(election, about={"rule": "dots"}, winners=["c"]))

    assert text.splitlines() == [
        "META",
        "key;value",
        "description;Grønne byrom",
        "num_projects;3",
        "num_votes;3",
        "budget;1234.5",
        "vote_type;cumulative",
        "rule;dots",
        "PROJECTS",
        "project_id;cost;votes;name;score;selected",
        'a;100.5;2;"Benker; ""nye""";8;0',
        "b;2;0;b;0;0",
        "c;0;3;Lekeplass;4;1",
        "VOTES",
        "voter_id;vote;points;group",
        "1;a,c;4,1;staff",
        "2;a,c;4,1;staff",
        "3;c;2;councils",
    ]


def test_seats_are_a_budget_of_unit_costs():
    text = "".join(write_pabulib(make(BallotKind.APPROVAL, ({"a": 1},), budget=None, seats=2)))

    again = read(text)
    assert (again.budget, {one.cost for one in again.candidates}) == (2, {1})
    assert parse_pabulib(text).meta["comment"] == UNIT_COSTS


def test_what_the_format_cannot_say_is_refused():
    tied = make(BallotKind.RANKED, ({"a": 1, "b": 1},))
    with pytest.raises(UnsupportedError):
        "".join(write_pabulib(tied))
    for id_ in ["a,b", " a", ""]:
        odd = Election(BallotKind.APPROVAL, (Candidate(id_),), ())
        with pytest.raises(UnsupportedError):
            "".join(write_pabulib(odd))


def test_marks_that_cannot_be_joined_are_never_written_as_ballots():
    marks = make(BallotKind.APPROVAL, ({"a": 1}, 7), counted=7)

    with pytest.raises(UnsupportedError, match="whole ballots"):
        "".join(write_pabulib(marks))


def test_a_title_cannot_pass_for_a_section():
    sly = make(BallotKind.APPROVAL, ({"a": 1},))
    names = {"a": "VOTES\nvoter_id;vote\n1;a", "b": "=1+1", "c": ""}
    sly = Election(sly.kind, sly.candidates, sly.ballots, names=names, title="PROJECTS\n\nVOTES")

    again = read("".join(write_pabulib(sly)))

    assert again.names == {"a": "VOTES voter_id;vote 1;a", "b": "=1+1", "c": "c"}
    assert list(again.ballots) == [BallotLine({"a": 1})]


META = "META\nkey;value\nvote_type;{kind}\n{more}PROJECTS\nproject_id;cost\na;1\nb;2\nVOTES\n"


@pytest.mark.parametrize(
    ("kind", "row", "marks"),
    [
        ("choose-1", "1;b;", {"b": 1}),
        ("Approval", "1;b,a;", {"b": 1, "a": 1}),
        ("ordinal", "1;b,a;2,1", {"b": 1, "a": 2}),
        ("cumulative", "1;b,a;3,0", {"b": 3}),
        ("scoring", "1;b,a;3,0", {"b": 3, "a": 0}),
    ],
)
def test_each_vote_type_is_a_kind_of_ballot(kind, row, marks):
    election = read(META.format(kind=kind, more="") + f"voter_id;vote;points\n{row}\n")

    assert [dict(line.marks) for line in election.ballots] == [marks]


@pytest.mark.parametrize("points", ["", "1", "1,x", "-1,1", "1,2.5", "1,99999999999"])
def test_points_that_are_no_dots_are_refused_with_their_line(points):
    text = META.format(kind="cumulative", more="") + f"voter_id;vote;points\n1;a,b;{points}\n"

    with pytest.raises(UnreadableError) as refused:
        read(text).profile()
    assert refused.value.facts["line"] == 10


@pytest.mark.parametrize("more", [
    "budget;mye\n", "budget;-1\n", "budget;1e400\n", "num_projects;3\n", "num_votes;2\n",
    "num_votes;-1\n", "num_votes;" + "9" * 5_000 + "\n",
])  # fmt: skip
def test_numbers_in_the_heading_that_do_not_hold_are_refused(more):
    text = META.format(kind="approval", more=more) + "voter_id;vote\n1;a\n"

    with pytest.raises(UnreadableError):
        read(text).profile()


def test_more_ballots_than_the_heading_says_are_counted():
    text = META.format(kind="approval", more="num_votes;1\n") + "voter_id;vote\n1;a\n2;a\n"

    assert read(text).profile().n == 2


@pytest.mark.parametrize("kind", ["", "quadratic", "x" * 300])
def test_unknown_ballots_are_not_taken(kind):
    with pytest.raises(UnsupportedError):
        read(META.format(kind=kind, more="") + "voter_id;vote\n1;a\n")


def test_the_budgets_decimals_count_in_the_common_scale():
    election = read(META.format(kind="approval", more="budget;2,25;;\n") + "voter_id;vote\n1;a\n")

    assert (election.scale, election.budget) == (100, 225)
    assert [one.cost for one in election.candidates] == [100, 200]
