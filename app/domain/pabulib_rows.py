"""The rows of a Pabulib file: three sections, each a table parted by semicolons; and numbers."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from app.domain.elections import decimals, shortened
from app.domain.errors import UnreadableError

SECTIONS = ("META", "PROJECTS", "VOTES")
# On either side of the point: more than any real cost, and few enough that Decimal stays exact.
MAX_DIGITS = 12

Row = dict[str, str]
Rows = Iterator[tuple[int, list[str]]]


def read_cells(lines: Iterable[str]) -> Rows:
    """The rows that hold something, without the byte order mark that some programs write."""
    reader = csv.reader(lines, delimiter=";")
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableError(str(error), reader.line_num) from error


def _title(cells: list[str]) -> str:
    """The name of the section that a row begins, or nothing."""
    title = cells[0].strip().upper() if not any(cells[1:]) else ""
    return title if title in SECTIONS else ""


def require_beginning(rows: Rows) -> None:
    number, cells = next(rows, (None, [""]))
    if _title([cells[0].removeprefix("\ufeff"), *cells[1:]]) != SECTIONS[0]:
        raise UnreadableError("the text does not begin with META", number)


def section(rows: Rows, following: str) -> Rows:
    """The rows up to the heading of the section that comes next, or to the end."""
    for number, cells in rows:
        if title := _title(cells):
            if title == following:
                return
            raise UnreadableError(f"the section {title} is out of its place", number)
        yield number, cells
    if following:
        raise UnreadableError(f"the section {following} is missing")


def table(section: Rows, *required: str) -> Iterator[tuple[int, Row]]:
    """Each row by its headings. Cells missing at the end are empty."""
    start, headings = next(section, (None, []))
    headings = [heading.strip().lower() for heading in headings]
    for column in required:
        if column not in headings:
            raise UnreadableError(f"the column {column} is missing", start)
    empty = dict.fromkeys(headings, "")
    for number, cells in section:
        if any(cells[len(headings) :]):
            raise UnreadableError(f"{len(cells)} cells under {len(headings)} headings", number)
        stripped = [cell.strip() for cell in cells]
        row = empty | dict(zip(headings, stripped, strict=False))
        if not row[required[0]]:
            raise UnreadableError(f"{required[0]} is empty", number)
        yield number, row


def read_number(cell: str, number: int | None) -> Decimal:
    """A number of zero or more, with a point or a comma before its decimals."""
    try:
        return _parsed(cell)
    except ValueError as error:
        raise UnreadableError(f"{shortened(cell)} {error}", number) from error


@lru_cache(maxsize=1_024)
def _parsed(cell: str) -> Decimal:
    try:
        value = Decimal(cell.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation as error:
        raise ValueError("is not a number") from error
    if not value.is_finite() or value < 0 or value.adjusted() >= MAX_DIGITS or "_" in cell:
        raise ValueError("is not a number that can be used")
    if decimals(value) > MAX_DIGITS:
        raise ValueError("has too many decimals")
    return value


def read_whole(cell: str, number: int | None) -> int:
    value = read_number(cell, number)
    if value != value.to_integral_value():
        raise UnreadableError(f"{shortened(cell)} is not a whole number", number)
    return int(value)
