"""Every real election file is read, counted by every rule that fits, and written back the same."""

import io
import json
from collections import Counter
from dataclasses import replace

import pytest

from app.core.election_files import open_election
from app.domain.errors import UnsupportedError
from app.domain.pabulib import read_pabulib
from app.domain.pabulib_writing import write_pabulib
from app.domain.preflib import read_preflib
from app.domain.preflib_writing import write_preflib
from app.domain.tally.outcome import BallotKind, Forward
from app.domain.tally.rules import RULES
from app.domain.tallying import tally
from tests.support.real_data import REAL_DATA, needed, real_files

PABULIB = real_files("pabulib/*.pb")
OTHERS = [
    *real_files("preflib/*/*.[st]o[ci]"),
    *real_files("preflib/*/*.cat"),
    *real_files("scot-elex/*.csv"),
]
LARGEST_HERE = 400_000
"""Bytes; the largest elections are the benchmark's."""
LARGEST_RAISED = 10_000
"""Bytes; raising counts again and again, and other tests compare it with other programs."""
SEATS = 3


def each_of(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


def small(paths):
    return [path for path in paths if not path.exists() or path.stat().st_size < LARGEST_HERE]


def open_here(path, **how):
    """The election with its ballots in memory, so that each rule need not read the file again."""
    election = open_election(needed(path), **how)
    return replace(election, ballots=tuple(election.ballots))


def rules_for(path, kind):
    is_large = path.stat().st_size > LARGEST_RAISED
    return [
        name for name, rule in RULES.items()
        if kind in rule.kinds and not ("add" in name and is_large)
    ]  # fmt: skip


def require_sound(counted):
    """What holds of every count, whatever the rule."""
    ids = {one.id for one in counted.election.candidates}
    answer = json.loads(json.dumps(counted.as_json()))
    winners = answer["winners"]
    assert len(set(winners)) == len(winners)
    assert set(winners) | set(answer["otherwise"]) <= ids
    assert set(winners) == {one.idea for one in counted.outcome.standings if one.is_winner}
    assert len(counted.outcome.standings) == len(ids)
    assert bool(answer["ties"]) == (set(winners) != set(answer["otherwise"]))
    assert answer["rounds"] or not winners
    if "seats" in answer:
        assert len(winners) <= answer["seats"]
    else:
        costs = {one.id: one.cost for one in counted.election.candidates}
        assert sum(costs[idea] for idea in winners) <= answer["budget"]


@each_of(small(PABULIB))
def test_a_budget_is_counted_by_every_rule_that_takes_such_ballots(path):
    election = open_here(path)

    for rule in rules_for(path, election.kind):
        if Forward.BUDGET in RULES[rule].forwards:
            require_sound(tally(election, rule))
        if Forward.NUMBER in RULES[rule].forwards:
            require_sound(tally(election, rule, seats=SEATS))


@each_of(OTHERS)
def test_seats_are_counted_by_every_rule_that_takes_such_ballots(path):
    elections = [open_here(path)]
    if elections[0].kind is BallotKind.APPROVAL:
        elections.append(open_here(path, as_score=True))

    for election in elections:
        has_ties = any(len(set(line.marks.values())) < len(line.marks) for line in election.ballots)
        for rule in rules_for(path, election.kind):
            if rule == "greedy" or (rule.startswith("stv") and has_ties):
                with pytest.raises(UnsupportedError):
                    tally(election, rule, seats=SEATS)
            else:
                counted = tally(election, rule, seats=election.seats or SEATS)
                require_sound(counted)
                assert len(counted.outcome.winners) <= SEATS + 1


@each_of(small(PABULIB))
def test_a_pabulib_file_is_written_and_read_again_equal(path):
    election = open_here(path)
    text = "".join(write_pabulib(election))

    again = read_pabulib(lambda: io.StringIO(text, newline=""))

    assert tuple(again.ballots) == election.ballots
    assert replace(again, ballots=election.ballots) == election


@each_of(OTHERS)
def test_preflib_and_scottish_files_are_written_and_read_again_equal(path):
    for as_score in (False, True):
        election = open_here(path, as_score=as_score)
        text = "".join(write_preflib(election))

        again = read_preflib(lambda text=text: io.StringIO(text), as_score=as_score)

        assert ballots_in(again) == ballots_in(election)
        assert (again.candidates, again.names) == (election.candidates, election.names)
        assert (again.kind, again.title, again.top) == (election.kind, election.title, election.top)
        if path.suffix in {".soc", ".soi", ".toc", ".toi", ".cat"}:
            assert f"# DATA TYPE: {path.suffix[1:]}\n" in text


def ballots_in(election):
    """How many gave each ballot; orders cannot say that somebody abstained."""
    found = Counter()
    for line in election.ballots:
        if line.marks or election.kind is not BallotKind.RANKED:
            found[tuple(sorted(line.marks.items()))] += line.count
    return found


def test_a_ward_and_a_conference_are_what_their_collections_say():
    ward = open_election(needed(REAL_DATA / "scot-elex/10_cands__edinburgh_2017_ward1.csv"))
    bids = open_election(needed(REAL_DATA / "preflib/00037-aamas/00037-00000001.cat"))

    assert (ward.title, ward.seats, ward.profile().n) == ("Ward 1 - Almond", 4, 14_207)
    assert (len(ward.candidates), ward.names["10"]) == (10, "Louise Young")
    assert (bids.title, len(bids.candidates)) == ("AAMAS 2015", 613)
    assert sum(line.count for line in bids.ballots) == 201
    assert bids.profile().n == 180, "21 said yes to nothing"
