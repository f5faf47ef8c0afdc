"""Elections in the Pabulib format: projects with costs, and ballots.

Source of the format: Stolicki, Szufa & Talmon (2020), «Pabulib: A Participatory Budgeting Library»,
arXiv:2012.06539. Three sections (META, PROJECTS, VOTES), each a table parted by semicolons.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

SECTIONS = ("META", "PROJECTS", "VOTES")
# On either side of the point: more than any real cost, and few enough that Decimal stays exact.
MAX_DIGITS = 12
_BALLOT_COLUMNS = ("voter_id", "vote", "points")

Row = dict[str, str]


class PabulibError(ValueError):
    """The text is not an election in this format. `row` is the line, from 1, where known."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message if row is None else f"row {row}: {message}")
        self.row = row


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
class Election:
    """A whole file. `cost_scale` is the power of ten that makes every cost a whole number."""

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


def parse_pabulib(text: str) -> Election:
    """The election that `text` describes.

    Raises PabulibError where a section, a column or a number is missing or wrong, where a row has
    more cells than its heading, and where a ballot names an unknown project or one of them twice.
    """
    sections = _sections(text)
    meta = {key.strip(): ";".join(value).strip() for _, (key, *value) in sections["META"][1:]}
    rows = list(_table(sections["PROJECTS"], "project_id", "cost"))
    costs = [_number(row["cost"], number) for number, row in rows]
    scale = 10 ** max((_decimals(cost) for cost in costs), default=0)
    projects = tuple(
        _project(row, cost, scale, number) for (number, row), cost in zip(rows, costs, strict=True)
    )
    known = {project.id for project in projects}
    if len(known) < len(projects):
        raise PabulibError("two projects have the same id")
    ballots = tuple(
        _ballot(row, known, number) for number, row in _table(sections["VOTES"], "voter_id", "vote")
    )
    return Election(meta, projects, ballots, scale)


def _sections(text: str) -> dict[str, list[tuple[int, list[str]]]]:
    """The rows of each section, its heading first, with their line numbers."""
    sections: dict[str, list[tuple[int, list[str]]]] = {}
    current: list[tuple[int, list[str]]] | None = None
    for number, cells in _cells(text):
        title = cells[0].strip().upper() if not any(cells[1:]) else ""
        if title in SECTIONS:
            if title in sections:
                raise PabulibError(f"a second section {title}", number)
            current = sections[title] = []
        elif current is None:
            raise PabulibError("the text does not begin with META", number)
        else:
            current.append((number, cells))
    for section in SECTIONS:
        if not sections.get(section):
            raise PabulibError(f"the section {section} is missing or empty")
    return sections


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise PabulibError(str(error), reader.line_num) from error


def _table(section: list[tuple[int, list[str]]], *required: str) -> Iterator[tuple[int, Row]]:
    """Each row by its headings. Cells missing at the end are empty."""
    start, headings = section[0]
    headings = [heading.strip().lower() for heading in headings]
    for column in required:
        if column not in headings:
            raise PabulibError(f"the column {column} is missing", start)
    for number, cells in section[1:]:
        if any(cells[len(headings) :]):
            raise PabulibError(f"{len(cells)} cells under {len(headings)} headings", number)
        stripped = (cell.strip() for cell in cells)
        row = dict.fromkeys(headings, "") | dict(zip(headings, stripped, strict=False))
        if not row[required[0]]:
            raise PabulibError(f"{required[0]} is empty", number)
        yield number, row


def _project(row: Row, cost: Decimal, scale: int, number: int) -> Project:
    score, votes, selected = (row.get(column, "") for column in ("score", "votes", "selected"))
    return Project(
        id=row["project_id"],
        name=row.get("name") or row["project_id"],
        cost=cost,
        scaled_cost=int(cost * scale),
        votes=_whole(votes, number) if votes else None,
        score=_number(score, number) if score else None,
        selected=_whole(selected, number) if selected else None,
        category=row.get("category", ""),
        description=row.get("description", ""),
    )


def _ballot(row: Row, known: set[str], number: int) -> Ballot:
    projects = _parts(row["vote"])
    points = tuple(_number(each, number) for each in _parts(row.get("points", "")))
    if unknown := [each for each in projects if each not in known]:
        raise PabulibError(f"a vote for {unknown[0]}, which is no project", number)
    if len(set(projects)) < len(projects):
        raise PabulibError("a project is marked twice on one ballot", number)
    if points and len(points) != len(projects):
        raise PabulibError(f"{len(points)} points for {len(projects)} projects", number)
    about = {column: cell for column, cell in row.items() if column not in _BALLOT_COLUMNS}
    return Ballot(row["voter_id"], projects, points, about)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def _number(cell: str, number: int) -> Decimal:
    """A number of zero or more, with a point or a comma before its decimals."""
    try:
        value = Decimal(cell.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation as error:
        raise PabulibError(f"{cell!r} is not a number", number) from error
    if not value.is_finite() or value < 0 or value.adjusted() >= MAX_DIGITS:
        raise PabulibError(f"{cell!r} is not a number that can be used", number)
    if _decimals(value) > MAX_DIGITS:
        raise PabulibError(f"{cell!r} has too many decimals", number)
    return value


def _whole(cell: str, number: int) -> int:
    value = _number(cell, number)
    if value != value.to_integral_value():
        raise PabulibError(f"{cell!r} is not a whole number", number)
    return int(value)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
