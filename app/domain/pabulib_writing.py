"""Pabulib files written: what `read_pabulib` reads again as the same election."""

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from app.domain.elections import BallotLine, Election
from app.domain.errors import UnsupportedError
from app.domain.tally.outcome import BallotKind, IdeaId
from app.domain.text import clean_line

VOTE_TYPES = {
    BallotKind.APPROVAL: "approval",
    BallotKind.DOTS: "cumulative",
    BallotKind.SCORE: "scoring",
    BallotKind.RANKED: "ordinal",
}
UNIT_COSTS = "Every project costs 1, and the budget is the number of winners."
_WITH_POINTS = frozenset({BallotKind.DOTS, BallotKind.SCORE})

Cells = list[str]


class _Echo:
    """A file that hands back what it is given."""

    def write(self, text: str) -> str:
        return text


def write_pabulib(
    election: Election, *, about: Mapping[str, str] | None = None, winners: Collection[IdeaId] = ()
) -> Iterator[str]:
    """The lines of the file that says the same, with the ballots numbered in their order.

    `about` goes into META. Seats are written as a budget of unit costs. Raises UnsupportedError for
    what the format cannot say: equal places, and ids with a comma or blanks around them. Ideas that
    a budget sets aside for want of a cost are left out.
    """
    election = election.that_can_win()
    _require_writable(election)
    named: Counter[IdeaId] = Counter()
    points: Counter[IdeaId] = Counter()
    voters, has_groups = 0, False
    for line in election.whole_ballots():
        voters += line.count
        has_groups |= line.group is not None
        named.update(dict.fromkeys(line.marks, line.count))
        points.update({idea: value * line.count for idea, value in line.marks.items()})
    row = csv.writer(_Echo(), delimiter=";", lineterminator="\n").writerow
    yield "META\n"
    for key, value in {"key": "value", **_meta(election, voters), **(about or {})}.items():
        yield str(row([key, value]))
    yield "PROJECTS\n"
    yield from map(str, map(row, _projects(election, named, points, winners)))
    yield "VOTES\n"
    yield from map(str, map(row, _votes(election, has_groups=has_groups)))


def _require_writable(election: Election) -> None:
    for one in election.candidates:
        if one.id != one.id.strip() or "," in one.id or not one.id:
            raise UnsupportedError(f"the id {one.id!r} cannot stand in a Pabulib file")


def _meta(election: Election, voters: int) -> dict[str, str]:
    facts = {
        "description": clean_line(election.title),
        "num_projects": str(len(election.candidates)),
        "num_votes": str(voters),
        "budget": _budget(election),
        "vote_type": VOTE_TYPES[election.kind],
        "max_points": "" if election.kind is not BallotKind.SCORE else str(election.top or ""),
        "comment": UNIT_COSTS if election.seats is not None else "",
    }
    return {key: value for key, value in facts.items() if value}


def _budget(election: Election) -> str:
    if election.seats is not None:
        return str(election.seats)
    return "" if election.budget is None else _amount(election.budget, election)


def _amount(scaled: int, election: Election) -> str:
    return f"{Decimal(scaled) / election.scale:f}"


def _projects(
    election: Election,
    named: Mapping[IdeaId, int],
    points: Mapping[IdeaId, int],
    winners: Collection[IdeaId],
) -> Iterator[Cells]:
    has_points = election.kind in _WITH_POINTS
    yield [
        *("project_id", "cost", "votes", "name"),
        *(["score"] if has_points else []),
        *(["selected"] if winners else []),
    ]
    has_costs = election.has_costs and election.seats is None
    for one in election.candidates:
        yield [
            one.id,
            _amount(one.cost, election) if has_costs else "1",
            str(named[one.id]),
            clean_line(election.names.get(one.id, "")) or one.id,
            *([str(points[one.id])] if has_points else []),
            *([str(int(one.id in winners))] if winners else []),
        ]


def _votes(election: Election, *, has_groups: bool) -> Iterator[Cells]:
    has_points = election.kind in _WITH_POINTS
    yield [
        *("voter_id", "vote"),
        *(["points"] if has_points else []),
        *(["group"] if has_groups else []),
    ]
    places = {one.id: place for place, one in enumerate(election.candidates)}
    voter = 0
    for line in election.whole_ballots():
        ideas = _order(line, election.kind, places)
        cells = [
            ",".join(ideas),
            *([",".join(str(line.marks[idea]) for idea in ideas)] if has_points else []),
            *([line.group or ""] if has_groups else []),
        ]
        for _ in range(line.count):
            voter += 1
            yield [str(voter), *cells]


def _order(line: BallotLine, kind: BallotKind, places: Mapping[IdeaId, int]) -> list[IdeaId]:
    """Ranked ballots from the best; others as the ballot paper goes, which tells nothing."""
    if kind is not BallotKind.RANKED:
        return sorted(line.marks, key=places.__getitem__)
    if len(set(line.marks.values())) < len(line.marks):
        raise UnsupportedError("Pabulib has no form for equal places")
    return sorted(line.marks, key=line.marks.__getitem__)
