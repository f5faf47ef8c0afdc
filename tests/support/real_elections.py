"""Real elections with what other programs made of them, read from outside the repository."""

import csv
import json
from functools import cache
from pathlib import Path

from app.domain.elections import Election
from app.domain.pabulib import read_pabulib
from app.domain.preflib import read_preflib
from app.domain.scottish import read_scottish
from app.domain.tally.outcome import BallotKind, Candidate
from app.domain.tally.profile import Profile, profile_of
from tests.support.real_data import REAL_DATA, needed


def read_election(name: str) -> Election:
    """A .pb, PrefLib or Scottish file under the folder of real data."""
    path = needed(REAL_DATA / name)
    read = {".pb": read_pabulib, ".csv": read_scottish}.get(path.suffix, read_preflib)

    def lines():
        return path.read_text("utf-8-sig").splitlines(keepends=True)

    return read(lines)


@cache
def read_profile(name: str) -> Profile:
    """The ballots of any such file, or of a Polis conversation: who agreed approves."""
    if name.endswith("participants-votes.csv"):
        return _polis(needed(REAL_DATA / name))
    return read_election(name).profile()


def _polis(path: Path) -> Profile:
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    first = heading.index("n-disagree") + 1  # after it comes a column for each comment
    ballots = [
        [one for one, vote in zip(heading[first:], row[first:], strict=True) if vote == "1"]
        for row in rows
    ]
    groups = [row[heading.index("group-id")] or None for row in rows]
    return profile_of(BallotKind.APPROVAL, map(Candidate, heading[first:]), ballots, groups)


def oracles(pattern: str) -> list[Path]:
    """Files with results of other programs, or the pattern, for a test to say what is missing."""
    folder = REAL_DATA / "oracles"
    return sorted(folder.glob(pattern)) or [folder / pattern]


def read_oracle(path: Path):
    """What the other programs found."""
    return json.loads(needed(path).read_text("utf-8"))
