"""Elections in the Pabulib format: projects with costs, and ballots.

Source of the format: Stolicki, Szufa & Talmon (2020), «Pabulib: A Participatory Budgeting Library»,
arXiv:2012.06539. Three sections (META, PROJECTS, VOTES), each a table parted by semicolons.
"""

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.elections import (
    LONGEST_ID,
    MOST_BALLOTS,
    MOST_CANDIDATES,
    MOST_POINTS,
    BallotLine,
    Election,
    Lines,
    Reopened,
    decimals,
    require_all,
    shortened,
)
from app.domain.errors import UnreadableError, UnsupportedError
from app.domain.pabulib_rows import (
    Row,
    Rows,
    read_cells,
    read_number,
    read_whole,
    require_beginning,
    section,
    table,
)
from app.domain.tally.outcome import BallotKind, Candidate
from app.domain.text import clean_line

KINDS = {
    "approval": BallotKind.APPROVAL,
    "choose-1": BallotKind.APPROVAL,
    "cumulative": BallotKind.DOTS,
    "scoring": BallotKind.SCORE,
    "ordinal": BallotKind.RANKED,
}
"""What is counted for each `vote_type`."""
_BALLOT_COLUMNS = ("voter_id", "vote", "points")


@dataclass(frozen=True, slots=True)
class Project:
    """Something to vote for. What the file does not say is None, or empty for texts."""

    id: str
    name: str  # the id where the file has no name
    cost: Decimal
    scaled_cost: int  # cost × the election's cost_scale
    votes: int | None
    score: Decimal | None
    selected: int | None  # 1 by the rule, 0 not, 2 and up in some other way
    category: str
    description: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter marked, in the voter's order."""

    voter: str
    projects: tuple[str, ...]
    points: tuple[Decimal, ...]  # one for each project, or none at all
    about: Mapping[str, str]  # the voter columns the file has: age, sex, neighborhood …


@dataclass(frozen=True, slots=True)
class _Head:
    """The file up to its ballots."""

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    budget: Decimal | None
    cost_scale: int


@dataclass(frozen=True, slots=True)
class PabulibElection:
    """A whole file. `cost_scale` is the power of ten that makes costs and budget whole numbers."""

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    cost_scale: int

    @property
    def vote_type(self) -> str:
        """`approval`, `choose-1`, `ordinal`, `cumulative` or `scoring`; empty where not said."""
        return self.meta.get("vote_type", "")

    def marks(self) -> dict[str, int]:
        """How many ballots name each project, whatever the points."""
        counted = Counter(project for ballot in self.ballots for project in ballot.projects)
        return {project.id: counted[project.id] for project in self.projects}


def parse_pabulib(text: str) -> PabulibElection:
    """The election that `text` describes, as it is written.

    Raises UnreadableError where a section, a column or a number is missing or wrong, where a row
    has more cells than its heading, where a ballot names an unknown project or one of them twice,
    and where there are fewer projects or ballots than the file itself says.
    """
    rows = read_cells(io.StringIO(text, newline=""))
    head = _read_head(rows)
    return PabulibElection(
        head.meta, head.projects, tuple(_read_ballots(rows, head)), head.cost_scale
    )


def read_pabulib(lines: Lines) -> Election:
    """The election as it is counted: choose-1 as approval, cumulative as dots, scoring as score,
    ordinal as ranked. Ballots are read when they are asked for.
    """
    head = _read_head(read_cells(lines()))
    vote_type = head.meta.get("vote_type", "").lower()
    if vote_type not in KINDS:
        raise UnsupportedError(f"ballots of the kind {shortened(vote_type)}")
    kind = KINDS[vote_type]

    def ballots() -> Iterator[BallotLine]:
        rows = read_cells(lines())
        _read_head(rows)
        for line, ballot in _numbered_ballots(rows, head):
            yield BallotLine(marks_of(ballot, kind, line))

    return Election(
        kind,
        tuple(Candidate(one.id, one.scaled_cost) for one in head.projects),
        Reopened(ballots),
        names={one.id: clean_line(one.name) for one in head.projects},
        title=clean_line(head.meta.get("description", "")),
        budget=None if head.budget is None else int(head.budget * head.cost_scale),
        scale=head.cost_scale,
        has_costs=True,
    )


def _read_head(rows: Rows) -> _Head:
    require_beginning(rows)
    meta, lines = _read_meta(section(rows, "PROJECTS"))
    budget = read_number(meta["budget"], lines["budget"]) if meta.get("budget") else None
    entries = []
    for number, row in table(section(rows, "VOTES"), "project_id", "cost"):
        entries.append((number, row, read_number(row["cost"], number)))
        if len(entries) > MOST_CANDIDATES:
            raise UnreadableError(f"more than {MOST_CANDIDATES} projects", number)
    if said := meta.get("num_projects"):
        require_all(len(entries), read_whole(said, lines["num_projects"]), "projects")
    amounts = [cost for _, _, cost in entries] + ([] if budget is None else [budget])
    scale = 10 ** max(map(decimals, amounts), default=0)
    projects: dict[str, Project] = {}
    for number, row, cost in entries:
        if row["project_id"] in projects:
            raise UnreadableError("two projects have the same id", number)
        projects[row["project_id"]] = _project(row, cost, scale, number)
    return _Head(meta, tuple(projects.values()), budget, scale)


def _read_meta(rows: Rows) -> tuple[dict[str, str], dict[str, int]]:
    """The values, and the line of each."""
    if next(rows, None) is None:
        raise UnreadableError("the section META is empty")
    meta, lines = {}, {}
    for number, (key, *value) in rows:
        meta[key.strip()] = ";".join(value).strip().rstrip(";")
        lines[key.strip()] = number
    return meta, lines


def _read_ballots(rows: Rows, head: _Head) -> Iterator[Ballot]:
    return (ballot for _, ballot in _numbered_ballots(rows, head))


def _numbered_ballots(rows: Rows, head: _Head) -> Iterator[tuple[int, Ballot]]:
    known = {project.id for project in head.projects}
    found = 0
    for number, row in table(section(rows, ""), "voter_id", "vote"):
        found += 1
        if found > MOST_BALLOTS:
            raise UnreadableError(f"more than {MOST_BALLOTS} ballots", number)
        yield number, _ballot(row, known, number)
    if said := head.meta.get("num_votes"):
        require_all(found, read_whole(said, None), "ballots")


def _project(row: Row, cost: Decimal, scale: int, number: int) -> Project:
    score, votes, selected = (row.get(column, "") for column in ("score", "votes", "selected"))
    if len(row["project_id"]) > LONGEST_ID or not row["project_id"].isprintable():
        raise UnreadableError(f"{shortened(row['project_id'])} is no id", number)
    return Project(
        id=row["project_id"],
        name=row.get("name") or row["project_id"],
        cost=cost,
        scaled_cost=int(cost * scale),
        votes=read_whole(votes, number) if votes else None,
        score=read_number(score, number) if score else None,
        selected=read_whole(selected, number) if selected else None,
        category=row.get("category", ""),
        description=row.get("description", ""),
    )


def _ballot(row: Row, known: set[str], number: int) -> Ballot:
    projects = _parts(row["vote"])
    points = tuple(read_number(each, number) for each in _parts(row.get("points", "")))
    marked = set(projects)
    if not marked <= known:
        unknown = next(each for each in projects if each not in known)
        raise UnreadableError(f"a vote for {shortened(unknown)}, which is no project", number)
    if len(marked) < len(projects):
        raise UnreadableError("a project is marked twice on one ballot", number)
    if points and len(points) != len(projects):
        raise UnreadableError(f"{len(points)} points for {len(projects)} projects", number)
    about = {column: cell for column, cell in row.items() if column not in _BALLOT_COLUMNS}
    return Ballot(row["voter_id"], projects, points, about)


def marks_of(ballot: Ballot, kind: BallotKind, line: int | None) -> dict[str, int]:
    """What a ballot gives each project; points of 0 are an opinion in score, and no dots."""
    if kind is BallotKind.APPROVAL:
        return dict.fromkeys(ballot.projects, 1)
    if kind is BallotKind.RANKED:
        return {project: place for place, project in enumerate(ballot.projects, start=1)}
    if len(ballot.points) < len(ballot.projects):
        raise UnreadableError("a ballot without its points", line)
    points = [_points(each, line) for each in ballot.points]
    marks = zip(ballot.projects, points, strict=True)
    return {project: each for project, each in marks if each or kind is BallotKind.SCORE}


def _points(value: Decimal, line: int | None) -> int:
    if value != value.to_integral_value() or value > MOST_POINTS:
        raise UnreadableError(f"points are whole numbers up to {MOST_POINTS}, not {value}", line)
    return int(value)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple([part.strip() for part in cell.split(",") if part.strip()])
