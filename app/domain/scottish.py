"""Scottish council elections as CSV: ranked ballots with their numbers, seats and names.

The layout of the collection scot-elex: a first row `candidates,seats`; rows `count,ranking…` with
candidates by number; and last, in quotes, each candidate's name and party, and the ward.
"""

import csv
import re
from collections.abc import Iterator

from app.domain.elections import (
    MOST_BALLOTS,
    MOST_CANDIDATES,
    BallotLine,
    Election,
    Lines,
    Reopened,
    require_all,
    shortened,
    whole_number,
)
from app.domain.errors import UnreadableError
from app.domain.tally.outcome import BallotKind, Candidate, IdeaId
from app.domain.text import clean_line

_NAMED = re.compile(r"Candidate ([0-9]{1,9})")
QUOTE = '"'

Cells = list[str]


def read_scottish(lines: Lines) -> Election:
    """The election in such a file. Names are where the file has them, else there are none."""
    first = next(_rows(lines), None)
    if first is None:
        raise UnreadableError("the file is empty")
    number, cells = first
    if len(cells) != 2:
        raise UnreadableError("the first row is not the numbers of candidates and seats", number)
    candidates = whole_number(cells[0], "the number of candidates", number, most=MOST_CANDIDATES)
    seats = whole_number(cells[1], "the number of seats", number, most=MOST_CANDIDATES)
    if not candidates or not seats:
        raise UnreadableError("no candidates, or no seats", number)
    known = [str(each) for each in range(1, candidates + 1)]
    names, ward = _names(lines, frozenset(known))
    return Election(
        BallotKind.RANKED,
        tuple(Candidate(one) for one in known),
        Reopened(lambda: _ballots(lines, frozenset(known))),
        names=names,
        title=ward,
        seats=seats,
    )


def _rows(lines: Lines, *, quoted: bool = False) -> Iterator[tuple[int, Cells]]:
    """The rows of numbers, or those of names, without the empty cells that end each of them."""
    for number, line in enumerate(lines(), start=1):
        if not line.strip() or line.lstrip().startswith(QUOTE) != quoted:
            continue
        cells = next(csv.reader([line])) if quoted else line.split(",")
        cells = [cell.strip() for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def _names(lines: Lines, known: frozenset[str]) -> tuple[dict[IdeaId, str], str]:
    names: dict[IdeaId, str] = {}
    ward = ""
    try:
        for number, cells in _rows(lines, quoted=True):
            named = _NAMED.fullmatch(cells[0]) if len(cells) > 1 else None
            if named is None:
                ward = clean_line(" ".join(cells).strip(QUOTE))
            elif named[1] not in known:
                raise UnreadableError(f"a name for candidate {named[1]}", number)
            else:
                names[named[1]] = clean_line(cells[1])
    except csv.Error as error:
        raise UnreadableError(str(error)) from error
    if names:
        require_all(len(names), len(known), "names of candidates")
    return names, ward


def _ballots(lines: Lines, known: frozenset[str]) -> Iterator[BallotLine]:
    total = 0
    rows = _rows(lines)
    next(rows)
    for number, cells in rows:
        count = whole_number(cells[0], "the number of ballots", number) if cells else 0
        total += count
        if total > MOST_BALLOTS:
            raise UnreadableError(f"more than {MOST_BALLOTS} ballots", number)
        marks = {candidate: place for place, candidate in enumerate(cells[1:], start=1)}
        if not marks.keys() <= known:
            unknown = next(each for each in cells[1:] if each not in known)
            raise UnreadableError(f"a ballot for {shortened(unknown)}, no candidate", number)
        if len(marks) < len(cells) - 1:
            raise UnreadableError("a candidate stands twice on one ballot", number)
        if count:
            yield BallotLine(marks, count)
