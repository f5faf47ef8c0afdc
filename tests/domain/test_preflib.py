"""PrefLib files: orders and categories are read, refused with their line, and written back."""

import io

import pytest

from app.domain.elections import BallotLine, Election
from app.domain.errors import UnreadableError, UnsupportedError
from app.domain.preflib import read_preflib
from app.domain.preflib_writing import write_preflib
from app.domain.tally.outcome import BallotKind, Candidate

HEADING = """# FILE NAME: 1.{kind}
# TITLE: Styret
# DATA TYPE: {kind}
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: {voters}
{more}# ALTERNATIVE NAME 1: Trær i gata
# ALTERNATIVE NAME 2: Benker: nye
# ALTERNATIVE NAME 3: Lekeplass
"""
CATEGORIES = "# NUMBER CATEGORIES: 3\n# CATEGORY NAME 1: Ja\n"


def text_of(kind, ballots, voters=""):
    more = CATEGORIES if kind == "cat" else ""
    return HEADING.format(kind=kind, voters=voters, more=more) + ballots


def read(text, **how):
    return read_preflib(lambda: io.StringIO(text), **how)


def ballots_of(election):
    return [(dict(line.marks), line.count) for line in election.ballots]


def test_an_order_is_read_with_its_numbers_names_and_ties():
    election = read(text_of("toi", "5: 2,{1,3}\n2: 3\n1: {1, 2},3\n", voters=8))

    assert election.kind is BallotKind.RANKED
    assert election.candidates == (Candidate("1"), Candidate("2"), Candidate("3"))
    assert election.names == {"1": "Trær i gata", "2": "Benker: nye", "3": "Lekeplass"}
    assert election.title == "Styret"
    assert (election.seats, election.budget, election.has_costs) == (None, None, False)
    assert ballots_of(election) == [
        ({"2": 1, "1": 2, "3": 2}, 5),
        ({"3": 1}, 2),
        ({"1": 1, "2": 1, "3": 2}, 1),
    ]


def test_categories_are_approval_of_the_first():
    election = read(text_of("cat", "4: {1,2},3,{}\n1: {},{1,2},3\n1: 3\n"))

    assert election.kind is BallotKind.APPROVAL
    assert ballots_of(election) == [({"1": 1, "2": 1}, 4), ({}, 1), ({"3": 1}, 1)]


def test_categories_are_points_where_a_score_is_asked_for():
    election = read(text_of("cat", "4: {1,2},3,{}\n1: {},{1},3\n"), as_score=True)

    assert (election.kind, election.top) == (BallotKind.SCORE, 2)
    assert ballots_of(election) == [({"1": 2, "2": 2, "3": 1}, 4), ({"1": 1, "3": 0}, 1)]


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n", "\n\n"),
    lambda text: text.replace("# ", "#").replace(",", " , "),
    lambda text: text.rstrip("\n"),
], ids=["CRLF", "blank lines", "other blanks", "no last line end"])  # fmt: skip
def test_files_from_elsewhere_say_the_same(change):
    text = text_of("toi", "5: 2,{1,3}\n2: 3\n", voters=7)

    assert ballots_of(read(change(text))) == ballots_of(read(text))


@pytest.mark.parametrize(
    ("kind", "ballots", "line"),
    [
        ("soi", "5: 1,4\n", 9),
        ("soi", "5: 1,2\n1: 1,1\n", 10),
        ("soi", "5: {1,2},3\n", 9),
        ("soc", "5: 1,2\n", 9),
        ("toc", "5: {1,2}\n", 9),
        ("toi", "5: {1,2\n", 9),
        ("toi", "5: {1,{2}}\n", 9),
        ("toi", "5: {1}{2}\n", 9),
        ("toi", "5: 1,{}\n", 9),
        ("soi", "5: 1,,2\n", 9),
        ("soi", "5: 1,\n", 9),
        ("soi", "1,2,3\n", 9),
        ("soi", "-5: 1,2\n", 9),
        ("soi", "2.5: 1,2\n", 9),
        ("soi", "9" * 5_000 + ": 1\n", 9),
        ("soi", "999999999: 1\n999999999: 2\n", 10),
        ("soi", "3: 1\n# TITLE: again\n", 10),
        ("cat", "1: 1,2,3,{}\n", 11),
    ],
)
def test_what_is_wrong_with_a_ballot_is_told_with_its_line(kind, ballots, line):
    election = read(text_of(kind, ballots))

    with pytest.raises(UnreadableError) as refused:
        election.profile()
    assert refused.value.facts["line"] == line


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# NUMBER ALTERNATIVES: 3\n", ""),
        ("ALTERNATIVES: 3", "ALTERNATIVES: 2"),
        ("ALTERNATIVES: 3", "ALTERNATIVES: -3"),
        ("ALTERNATIVES: 3", "ALTERNATIVES: " + "9" * 30),
        ("ALTERNATIVES: 3", "ALTERNATIVES: 0"),
        ("VOTERS: 2", "VOTERS: two"),
    ],
)
def test_a_heading_that_makes_no_sense_is_refused(old, new):
    text = text_of("soi", "2: 1\n", voters=2)
    assert old in text

    with pytest.raises(UnreadableError):
        read(text.replace(old, new))


def test_a_file_that_was_cut_short_is_refused():
    with pytest.raises(UnreadableError, match="2 ballots, and the heading says 7"):
        read(text_of("soi", "2: 1\n", voters=7)).profile()


@pytest.mark.parametrize("kind", ["dat", "wmg", ""])
def test_other_kinds_of_files_are_not_taken(kind):
    with pytest.raises(UnsupportedError):
        read(text_of(kind, "1: 1\n"))


def test_a_long_line_takes_no_more_than_its_length():
    # Quadratic reading of these would take hours.
    for order in [" " * 900_000 + "1", "{" * 300_000, "1" + " ," * 300_000, "{1" + "," * 300_000]:
        with pytest.raises(UnreadableError):
            read(text_of("toi", f"1: {order}x\n")).profile()


def election_of(kind, *ballots, **more):
    return Election(
        kind,
        (Candidate("b9"), Candidate("a"), Candidate("c")),
        tuple(BallotLine(marks, count) for marks, count in ballots),
        **more,
    )


@pytest.mark.parametrize(
    ("ballots", "kind"),
    [
        ([({"b9": 1, "a": 2, "c": 3}, 2), ({"c": 1, "b9": 2, "a": 3}, 1)], "soc"),
        ([({"b9": 1, "a": 2, "c": 3}, 2), ({"c": 1}, 1)], "soi"),
        ([({"b9": 1, "a": 1, "c": 2}, 2), ({"c": 1, "b9": 2, "a": 3}, 1)], "toc"),
        ([({"b9": 1, "a": 1}, 2), ({"c": 1}, 1)], "toi"),
    ],
)
def test_orders_are_written_in_the_narrowest_kind(ballots, kind):
    text = "".join(write_preflib(election_of(BallotKind.RANKED, *ballots)))

    assert f"# DATA TYPE: {kind}\n" in text
    assert "# NUMBER VOTERS: 3\n" in text
    numbers = {"b9": "1", "a": "2", "c": "3"}
    assert ballots_of(read(text)) == [
        ({numbers[idea]: place for idea, place in marks.items()}, count) for marks, count in ballots
    ]


def test_equal_ballots_become_one_line_and_abstentions_have_none_in_orders():
    first = {"b9": 1, "a": 2}
    election = election_of(BallotKind.RANKED, (first, 2), ({}, 5), ({"c": 1}, 4), (first, 3))

    text = "".join(write_preflib(election))

    assert text.endswith("5: 1,2\n4: 3\n")
    assert "# NUMBER VOTERS: 9\n" in text


def test_scores_keep_no_opinion_apart_from_zero():
    ballots = [({"b9": 0, "a": 3}, 2), ({"c": 5}, 1), ({}, 1)]
    election = election_of(BallotKind.SCORE, *ballots, top=5)

    text = "".join(write_preflib(election))

    assert "# NUMBER CATEGORIES: 6\n# CATEGORY NAME 1: 5\n" in text
    again = read(text, as_score=True)
    assert again.top == 5
    assert ballots_of(again) == [({"1": 0, "2": 3}, 2), ({}, 1), ({"3": 5}, 1)]


def test_dots_have_no_form_here():
    with pytest.raises(UnsupportedError):
        "".join(write_preflib(election_of(BallotKind.DOTS, ({"a": 2}, 1))))


def test_a_name_cannot_pass_for_a_heading_or_a_ballot():
    named = election_of(
        BallotKind.APPROVAL,
        ({"a": 1}, 1),
        names={"a": "Trær\n# NUMBER VOTERS: 0\n9: 1", "c": "\u202eC\x1b[2J"},
        title="T\n1: 1",
    )

    again = read("".join(write_preflib(named)))

    assert again.names == {"1": "b9", "2": "Trær # NUMBER VOTERS: 0 9: 1", "3": "C[2J"}
    assert again.title == "T 1: 1"
    assert ballots_of(again) == [({"2": 1}, 1)]
