"""Tables that people send as CSV or XLSX, read row by row within fixed bounds."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import BinaryIO

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from app.core.merged_cells import spread_merged
from app.domain.text import clean_line, clean_text

MAX_BYTES = 15_000_000  # the file as sent
MAX_ROWS = 50_000  # with something in them, below the heading
MAX_COLUMNS = 100
MAX_CELL = 32_767  # characters: Excel's own limit
MAX_UNPACKED = 50_000_000  # bytes of XML in an XLSX file; 50 000 rows of ten columns need 30
MAX_PACKING = 100  # times smaller than its content: real sheets reach 30, bombs 1000
PACKING_FLOOR = 1_000_000  # bytes under which packing is nobody's business
MAX_MEMBERS = 500  # files inside an XLSX file
MAX_SHEET_ROWS = 100_000  # with and without content: a row number can be any number
PROLOG = 65_536  # bytes at the start of an XML file where a document type may stand

DELIMITERS = ";,\t"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DOCUMENT_TYPE = [b"<!DOCTYPE", *("<!DOCTYPE".encode(kind) for kind in ("utf-16-le", "utf-16-be"))]

# It warns about styles and drop-down lists it does not keep. We only read values.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")


class UnreadableTableError(Exception):
    """The file is not a table we take. `code` is a stable word; `facts` say where and how much.

    Codes: `empty`, `too_large`, `too_many_rows`, `too_many_columns`, `cell_too_long`,
    `unknown_encoding`, `broken_csv`, `broken_xlsx`, `not_xlsx`, `unsafe_xlsx`, `no_such_sheet`.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}" if facts else code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, which is row 1, and the rows below it that are not blank, with their numbers.

    A row has at least as many cells as the heading; more where the file has more. `rows` is read
    once, and raises UnreadableTableError where the file goes wrong further down.
    """

    headings: list[str]
    rows: Iterator[tuple[int, list[str]]]


def read_table(file: BinaryIO, *, sheet: str | None = None) -> Table:
    """The table in `file`, its kind told by its content. `sheet` names one of an XLSX file.

    Raises UnreadableTableError.
    """
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableTableError("too_large", most=MAX_BYTES)
    if content.startswith(_OLE):  # Excel before 2007, or any Office file with a password
        raise UnreadableTableError("not_xlsx")
    records = _xlsx(content, sheet) if content.startswith(_ZIP) else _csv(content)
    return _table(records)


def _table(records: Iterator[tuple[int, Sequence[str]]]) -> Table:
    _, first = next(records, (1, ()))
    headings = _trimmed([clean_line(cell) for cell in first])
    if not headings:
        raise UnreadableTableError("empty")
    if len(headings) > MAX_COLUMNS:
        raise UnreadableTableError("too_many_columns", most=MAX_COLUMNS, found=len(headings))
    return Table(headings, _rows(records, len(headings)))


def _rows(
    records: Iterator[tuple[int, Sequence[str]]], width: int
) -> Iterator[tuple[int, list[str]]]:
    filled = 0
    for number, record in records:
        _refuse_long_cells(number, record)
        row = _trimmed([clean_text(cell) for cell in record[: MAX_COLUMNS + 1]])
        if not row:
            continue
        filled += 1
        if filled > MAX_ROWS:
            raise UnreadableTableError("too_many_rows", most=MAX_ROWS)
        yield number, row + [""] * (width - len(row))


def _refuse_long_cells(number: int, record: Sequence[str]) -> None:
    if any(len(cell) > MAX_CELL for cell in record):
        raise UnreadableTableError("cell_too_long", row=number, most=MAX_CELL)


def _trimmed(cells: list[str]) -> list[str]:
    """`cells` without the empty ones at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


# CSV


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    encoding = _encoding(content)
    reader = csv.reader(_lines(content, encoding), delimiter=_delimiter(content, encoding))
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            yield number, record
    except csv.Error as error:
        raise UnreadableTableError("broken_csv", row=number + 1) from error


def _encoding(content: bytes) -> str:
    """UTF-8 and UTF-16 are told by their marks or by being valid; else it is Norwegian Windows."""
    candidates = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text[:1000]:
            return encoding
    raise UnreadableTableError("unknown_encoding")


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    """The lines of a file, without the line «sep=;» that Excel writes for itself alone."""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    first = next(lines, "")
    if not first.lower().startswith("sep="):
        yield first
    yield from lines


def _delimiter(content: bytes, encoding: str) -> str:
    """The one that parts the heading into most columns; the first of them where several do."""

    def columns(delimiter: str) -> int:
        try:
            return len(next(csv.reader(_lines(content, encoding), delimiter=delimiter), []))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=columns)


# XLSX


def _xlsx(content: bytes, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    try:
        refuse_bombs(content)
        for number, values in enumerate(_worksheet(content, sheet).values, start=1):
            if number > MAX_SHEET_ROWS:
                raise UnreadableTableError("too_many_rows", most=MAX_ROWS)
            # The heading in full, so that too many columns are seen; then only what can be used.
            used = values if number == 1 else values[: MAX_COLUMNS + 1]
            yield number, [_shown(value) for value in used]
    except UnreadableTableError:
        raise
    except Exception as error:  # the library lets any of a dozen kinds out of a damaged file
        raise UnreadableTableError("broken_xlsx") from error


def refuse_bombs(content: bytes) -> None:
    """Look at what the archive says it holds, before anything is unpacked.

    The zip library never unpacks more of a member than the archive says.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(each.file_size for each in members) > MAX_UNPACKED:
            raise UnreadableTableError("unsafe_xlsx", reason="size")
        for each in members:
            if each.file_size > max(PACKING_FLOOR, MAX_PACKING * each.compress_size):
                raise UnreadableTableError("unsafe_xlsx", reason="packing")
            with archive.open(each) as member:
                prolog = member.read(PROLOG)
            if any(mark in prolog for mark in _DOCUMENT_TYPE):
                raise UnreadableTableError("unsafe_xlsx", reason="entities")


def _worksheet(content: bytes, sheet: str | None) -> ReadOnlyWorksheet:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for worksheet in book.worksheets:
        if isinstance(worksheet, ReadOnlyWorksheet) and sheet in (None, worksheet.title):
            if (worksheet.max_row or 0) > MAX_SHEET_ROWS:
                raise UnreadableTableError("too_many_rows", most=MAX_ROWS)
            worksheet.reset_dimensions()  # the file's own claim; often wrong, and used for padding
            return worksheet
    raise UnreadableTableError("no_such_sheet", sheet=sheet)


def read_sheets(file: BinaryIO, *, most_rows: int) -> list[tuple[str, list[list[str]]]]:
    """Every sheet of an XLSX file by its name, row for row, blank rows too.

    A cell that is one with others says the same in every row; alone over several columns, it is
    alone in its row here too.

    Raises UnreadableTableError, also where the sheets together have more rows than `most_rows`.
    """
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableTableError("too_large", most=MAX_BYTES)
    try:
        refuse_bombs(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _all_sheets(archive, content, most_rows)
    except UnreadableTableError:
        raise
    except Exception as error:  # the library lets any of a dozen kinds out of a damaged file
        raise UnreadableTableError("broken_xlsx") from error


def _all_sheets(
    archive: zipfile.ZipFile, content: bytes, most_rows: int
) -> list[tuple[str, list[list[str]]]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets: list[tuple[str, list[list[str]]]] = []
    left = most_rows
    for worksheet in book.worksheets:
        if not isinstance(worksheet, ReadOnlyWorksheet):
            continue
        worksheet.reset_dimensions()
        rows: list[list[str]] = []
        for number, values in enumerate(worksheet.values, start=1):
            if number > left:
                raise UnreadableTableError("too_many_rows", most=most_rows)
            row = [clean_text(_shown(value)) for value in values[:MAX_COLUMNS]]
            _refuse_long_cells(number, row)
            rows.append(row)
        left -= len(rows)
        # Row by row the library reads no merged cells; it knows where the sheet lies.
        spread_merged(rows, archive.read(vars(worksheet)["_worksheet_path"]))
        sheets.append((clean_line(worksheet.title), rows))
    return sheets


def _shown(value: object) -> str:
    """A cell's value as a person would have written it in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
