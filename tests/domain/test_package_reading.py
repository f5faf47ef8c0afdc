"""Result packages are counted again by any rule that what is in them suffices for."""

import pytest

from app.core.election_files import open_election
from app.domain.errors import UnreadableError, UnsupportedError
from app.domain.pabulib_writing import write_pabulib
from app.domain.promises import Promises
from app.domain.sealed_election import pabulib_facts
from app.domain.tally.outcome import BallotKind, Candidate
from app.domain.tallying import tally
from tests.support.bare_packages import CAMPAIGN, write

BY_NUMBER = {"forward_mode": "number", "seats": 2}
BALLOTS = [
    {"key": "01", "group": "staff", "marks": {"a": 1, "b": 1}},
    {"key": "02", "group": "councils", "marks": {}},
    {"key": "03", "marks": {"b": 1, "c": 1}},
]


@pytest.fixture
def at(tmp_path):
    return tmp_path / "paket.zip"


def test_the_ballots_are_counted_for_what_was_promised(at):
    election = open_election(write(at, BY_NUMBER, ballots=BALLOTS))

    assert (election.kind, election.seats, election.title) == (BallotKind.APPROVAL, 2, CAMPAIGN)
    assert election.candidates == (Candidate("a", 60), Candidate("b", 0), Candidate("c", 120))
    assert election.names == {"a": "Trær", "b": "Benker", "c": "Lekeplass"}
    assert [(dict(line.marks), line.group) for line in election.ballots] == [
        ({"a": 1, "b": 1}, "staff"),
        ({}, "councils"),
        ({"b": 1, "c": 1}, None),
    ]
    assert election.profile().n == 2


@pytest.mark.parametrize(("order", "winners"), [("abc", ["b", "a"]), ("cba", ["b", "c"])])
def test_equals_are_parted_as_they_were_drawn(at, order, winners):
    counted = tally(open_election(write(at, BY_NUMBER, ballots=BALLOTS, order=order)), "approval")

    assert counted.outcome.winners == winners
    assert len(counted.outcome.ties) == 1


def test_promises_hold_for_the_promised_number_and_for_another(at):
    rules = BY_NUMBER | {"minimum_support": 2}
    election = open_election(write(at, rules, ballots=BALLOTS))

    assert tally(election, "approval").outcome.winners == ["b"]
    assert tally(election, "phragmen", seats=3).outcome.winners == ["b"]


def test_a_basket_is_counted_as_approval_by_its_budget(at):
    rules = {"forward_mode": "budget", "budget": 130, "ballot_kind": "budget", "rule": "greedy@1"}

    counted = tally(open_election(write(at, rules, ballots=BALLOTS)), "greedy")

    assert counted.outcome.winners == ["b", "a"]
    assert counted.as_json()["budget"] == 130


MARKS = {"a": {"1": 3}, "b": {"1": 2}, "c": {"1": 1}}


def test_marks_alone_suffice_for_rules_that_add_them_up(at):
    election = open_election(write(at, BY_NUMBER, marks=MARKS, counted=4))

    counted = tally(election, "approval")

    assert counted.outcome.winners == ["a", "b"]
    assert [one.support for one in counted.outcome.standings] == [3, 2, 1]
    assert counted.as_json()["ballots"] == 4


def test_marks_are_no_ballots(at):
    election = open_election(write(at, BY_NUMBER, marks=MARKS, counted=4))

    with pytest.raises(UnsupportedError, match="public edition"):
        tally(election, "equal-shares")
    with pytest.raises(UnsupportedError, match="public edition"):
        "".join(write_pabulib(election))


def test_a_floor_cannot_be_asked_of_marks_without_groups(at):
    rules = BY_NUMBER | {"floor": {"percent": 20, "groups": 2}}
    election = open_election(write(at, rules, marks=MARKS, counted=4))

    with pytest.raises(UnsupportedError):
        tally(election, "approval")


def test_points_keep_their_values(at):
    marks = {"a": {"0": 2, "5": 1}, "b": {"3": 2}}
    rules = BY_NUMBER | {"ballot_kind": "score", "raters": 3}
    election = open_election(write(at, rules, marks=marks, counted=3))

    outcome = tally(election, "score").outcome

    assert outcome.winners == ["a"], "the other was rated by too few"
    assert election.top == 5


def test_a_ranked_vote_has_nothing_to_count_in_public(at):
    with pytest.raises(UnsupportedError):
        open_election(write(at, BY_NUMBER | {"ballot_kind": "ranked", "rule": "stv@1"}))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rules.json", "{"),
        ("rules.json", "[]"),
        ("rules.json", '{"rule": "approval@1", "ballot_kind": "coins", "forward_mode": "number"}'),
        ("rules.json", '{"ballot_kind": "approval", "forward_mode": "number", "seats": "2"}'),
        ("rules.json", '{"ballot_kind": "approval", "forward_mode": "number", "seats": -2}'),
        ("catalogue.json", "{}"),
        ("catalogue.json", '[{"id": "a"}]'),
        ("catalogue.json", '[{"id": "a", "title": "x"}, {"id": "a", "title": "y"}]'),
        ("catalogue.json", '[{"id": "a", "title": "x", "cost": -1}]'),
        ("draw.json", "[]"),
        ("draw.json", "[" * 100_000),
    ],
)
def test_a_package_that_makes_no_sense_is_refused(at, name, text):
    with pytest.raises(UnreadableError):
        open_election(write(at, BY_NUMBER, ballots=BALLOTS, instead={name: text}))


@pytest.mark.parametrize(
    "marks",
    [{"x": 1}, {"a": 2}, {"a": -1}, {"a": 0}, {"a": "1"}, {"a": True}, {"a": 1.0}, [1], None],
)
def test_a_ballot_that_makes_no_sense_is_refused(at, marks):
    election = open_election(write(at, BY_NUMBER, ballots=[*BALLOTS, {"marks": marks}]))

    with pytest.raises(UnreadableError):
        election.profile()


def test_a_file_that_only_begins_as_a_package_is_refused(at):
    write(at, BY_NUMBER, ballots=BALLOTS)
    content = at.read_bytes()

    for broken in [content[:200], content[:4], content[:-30] + bytes(30)]:
        at.write_bytes(broken)
        with pytest.raises(UnreadableError):
            open_election(at)


def test_sealed_ballots_become_a_pabulib_file_with_what_was_promised(at):
    rules = BY_NUMBER | {"ballot_kind": "dots", "rule": "dots@1", "votes_per_person": 5}
    rules["most_per_idea"] = 3
    election = open_election(write(at, rules, ballots=[{"marks": {"a": 3, "c": 2}}]))

    text = "".join(write_pabulib(election, about=pabulib_facts(Promises(rules))))

    for line in ["rule;dots", "max_sum_points;5", "max_points;3", "budget;2", "1;a,c;3,2"]:
        assert f"{line}\n" in text
