"""A result package read as an election, to be counted by any rule.

Whether the package is what was sealed is another question, answered by `results verify`.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.domain.elections import MOST_POINTS, BallotLine, Election, Reopened
from app.domain.errors import UnreadableError, UnsupportedError
from app.domain.package import FORMAT, MANIFEST
from app.domain.promises import Promises
from app.domain.sealed_election import sealed_election
from app.domain.tally.draw import natural_order

BALLOTS = "ballots.jsonl"
MARKS = "marks.json"
LARGEST_ENTRY = 512 * 1024 * 1024
LARGEST_TEXT = 64 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
_NUMBERS = ("seats", "budget", "raters", "minimum_support", "top_score", "votes_per_person")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
"""The last where a part is encrypted, packed in an unknown way or nested without end."""
_UNEXPECTED = (KeyError, TypeError, ValueError, AttributeError)


def read_package(path: Path) -> Election:
    """The election in either edition. Of the public one, marks alone where no ballots are in it.

    Raises UnreadableError, or UnsupportedError where the edition holds nothing to count.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _read(package, path)
    except _BROKEN as error:
        raise UnreadableError("the package is broken") from error
    except _UNEXPECTED as error:
        raise UnreadableError("not a result package") from error


def _read(package: zipfile.ZipFile, path: Path) -> Election:
    names = set(package.namelist())
    about = _json(package, MANIFEST) if MANIFEST in names else {}
    if about.get("format") != FORMAT:
        raise UnreadableError(f"not a result package of the format {FORMAT}")
    promises = Promises(_json(package, "rules.json"))
    for name in _NUMBERS:
        _whole(promises.settings.get(name, 0))
    catalogue = _catalogue(_json(package, "catalogue.json"))
    places = {
        idea: f"{place:09d}" for place, idea in enumerate(_json(package, "draw.json")["order"])
    }
    known = {one["id"] for one in catalogue}
    draw = places.__getitem__ if known <= places.keys() else natural_order
    title = str(about["campaign"])
    if BALLOTS in names:
        ballots = Reopened(lambda: _ballots(path, known))
        return sealed_election(promises, catalogue, ballots, title=title, draw=draw)
    if MARKS not in names:
        raise UnsupportedError("no ballots in the public edition of a ranked vote")
    marks = list(_marks(_json(package, MARKS)["all"], known))
    counted = int(_json(package, "result.json")["turnout"]["counted"])
    return sealed_election(promises, catalogue, marks, title=title, draw=draw, counted=counted)


def _json(package: zipfile.ZipFile, name: str) -> Any:
    if package.getinfo(name).file_size > LARGEST_TEXT:
        raise UnreadableError(f"{name} is larger than {LARGEST_TEXT >> 20} MB")
    return json.loads(package.read(name).decode())


def _catalogue(written: Any) -> list[dict[str, Any]]:
    if not isinstance(written, list):
        raise TypeError("not a list of ideas")
    ideas = [
        {"id": str(one["id"]), "title": str(one["title"])}
        | ({"cost": _whole(one["cost"])} if "cost" in one else {})
        for one in written
    ]
    if len({one["id"] for one in ideas}) < len(ideas):
        raise UnreadableError("an idea stands twice on the ballot paper")
    return ideas


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a whole number")
    return value


def _ballots(path: Path, known: set[str]) -> Iterator[BallotLine]:
    try:
        with zipfile.ZipFile(path) as package, package.open(BALLOTS) as file:
            if package.getinfo(BALLOTS).file_size > LARGEST_ENTRY:
                raise UnreadableError(f"{BALLOTS} is larger than {LARGEST_ENTRY >> 20} MB")
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise UnreadableError(f"{BALLOTS} has a line that is too long", number)
                yield _ballot(line, known, number)
    except _BROKEN as error:
        raise UnreadableError("the package is broken") from error


def _ballot(line: bytes, known: set[str], number: int) -> BallotLine:
    try:
        ballot = json.loads(line)
        return BallotLine(_checked(ballot["marks"], known), group=ballot.get("group"))
    except _UNEXPECTED as error:
        raise UnreadableError(f"{BALLOTS} holds something else than a ballot", number) from error


def _checked(marks: Any, known: set[str]) -> Mapping[str, int]:
    if not isinstance(marks, dict) or not marks.keys() <= known:
        raise ValueError("not marks for ideas on the ballot paper")
    if any(_whole(value) > MOST_POINTS for value in marks.values()):
        raise ValueError("more than a ballot can hold")
    return marks


def _marks(table: Mapping[str, Mapping[str, int]], known: set[str]) -> Iterator[BallotLine]:
    for idea, values in table.items():
        for value, ballots in values.items():
            yield BallotLine(_checked({idea: int(value)}, known), int(ballots))
