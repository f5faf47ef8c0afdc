"""Scottish council elections are read as they are, or refused with the line that is wrong."""

import io

import pytest

from app.domain.errors import UnreadableError
from app.domain.scottish import read_scottish
from app.domain.tally.outcome import BallotKind, Candidate

WARD = """3,2,
43,1,
95,1,2,
116,2,1,3,
"Candidate 1","Paul Finnegan","Independent (Ind)",
"Candidate 2","Grant ""Grunt"" Fulton","Independent (Ind)",
"Candidate 3","John Mitchell","Scottish National Party (SNP)",
"Ward 4 Na Hearadh","""


def read(text):
    return read_scottish(lambda: io.StringIO(text))


def ballots_of(election):
    return [(dict(line.marks), line.count) for line in election.ballots]


def test_a_ward_is_read_with_seats_and_names():
    election = read(WARD)

    assert (election.kind, election.seats, election.budget) == (BallotKind.RANKED, 2, None)
    assert election.candidates == (Candidate("1"), Candidate("2"), Candidate("3"))
    assert election.names == {
        "1": "Paul Finnegan", "2": 'Grant "Grunt" Fulton', "3": "John Mitchell",
    }  # fmt: skip
    assert election.title == "Ward 4 Na Hearadh"
    assert ballots_of(election) == [
        ({"1": 1}, 43),
        ({"1": 1, "2": 2}, 95),
        ({"2": 1, "1": 2, "3": 3}, 116),
    ]


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace(",\n", "\n"),
    lambda text: text.replace(",", ", ").replace(" \n", "\n"),
    lambda text: "\n" + text.replace("\n", "\n\n"),
], ids=["CRLF", "no last commas", "blanks", "blank lines"])  # fmt: skip
def test_files_from_elsewhere_say_the_same(change):
    assert ballots_of(read(change(WARD))) == ballots_of(read(WARD))


def test_names_may_be_missing_altogether():
    election = read(WARD.split('"')[0])

    assert (election.names, election.title) == ({}, "")
    assert len(ballots_of(election)) == 3


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("3,2,", "3,", 1),
        ("3,2,", "3,2,1", 1),
        ("3,2,", "3,0,", 1),
        ("3,2,", "-3,2,", 1),
        ("3,2,", "9" * 40 + ",2,", 1),
        ("95,1,2,", "95,1,4,", 3),
        ("95,1,2,", "95,1,1,", 3),
        ("95,1,2,", "95,1,,2,", 3),
        ("95,1,2,", "-95,1,2,", 3),
        ("95,1,2,", "1e3,1,2,", 3),
        ("95,1,2,", "1000000000,1,2,", 3),
        ('"Candidate 3"', '"Candidate 7"', 7),
        ('"Candidate 3"', '"Candidate three"', None),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old, new, line):
    assert old in WARD
    with pytest.raises(UnreadableError) as refused:
        read(WARD.replace(old, new, 1)).profile()
    assert refused.value.facts["line"] == line


def test_an_empty_file_is_refused():
    with pytest.raises(UnreadableError, match="empty"):
        read("\n\n")
