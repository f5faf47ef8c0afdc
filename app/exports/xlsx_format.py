"""XLSX workbooks, written row by row to a temporary file, with every text a text."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.exports.cells import Cell, clean_cell, local_moment, looks_like_formula

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_TEXT = 32_767  # characters in a cell: the format's own limit
MAX_SHEET_ROWS = 1_048_575  # below the heading: the format's own limit
EXACT_INTEGER = 2**53  # from here on a spreadsheet rounds; longer numbers are written as text
NARROWEST, WIDEST = 8, 60  # columns, in characters

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `title` has at most 31 characters and none of []:*?/\\."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def xlsx_file(sheets: Iterable[Sheet], *, now: datetime) -> IO[bytes]:
    """A workbook ready to be read from its start; it is gone from disk when it is closed.

    Rows are taken one at a time. The same sheets at the same `now` give the same bytes.
    """
    with ExitStack() as closing:
        file: IO[bytes] = closing.enter_context(TemporaryFile())
        with Workbook(file, _OPTIONS) as book:
            book.set_properties({"created": local_moment(now)})
            styles = _Styles(book)
            for sheet in sheets:
                _write(book.add_worksheet(sheet.title), sheet, styles)
        file.seek(0)
        closing.pop_all()  # all went well: the file is the caller's now
    return file


class _Styles:
    """The looks a cell can have."""

    def __init__(self, book: Workbook) -> None:
        top = {"valign": "top"}
        self.heading: Format = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E9EDF2", "quote_prefix": True, **top}
        )
        self.plain: Format = book.add_format(top)
        # As if typed with an apostrophe first: stays a text also when somebody edits the cell.
        self.quoted: Format = book.add_format({"quote_prefix": True, **top})
        self.date: Format = book.add_format({"num_format": "dd.mm.yyyy", **top})
        self.moment: Format = book.add_format({"num_format": "dd.mm.yyyy hh:mm", **top})


def _write(worksheet: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    widths = [_width(heading) + 3 for heading in sheet.headings]  # room for the filter's arrow
    for column, heading in enumerate(sheet.headings):
        worksheet.write_string(0, column, clean_cell(heading), styles.heading)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        if last > MAX_SHEET_ROWS:
            raise ValueError(f"a sheet holds {MAX_SHEET_ROWS} rows")
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            _write_cell(worksheet, last, column, cell, styles)
            widths[column] = max(width, _width(cell))
    for column, width in enumerate(widths):
        worksheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, last, max(0, len(widths) - 1))


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, styles: _Styles) -> None:
    match cell:
        case None:
            pass
        case bool():
            sheet.write_boolean(row, column, cell, styles.plain)
        case int() | float() | Decimal() if -EXACT_INTEGER < cell < EXACT_INTEGER:
            sheet.write_number(row, column, cell, styles.plain)
        case datetime():
            sheet.write_datetime(row, column, local_moment(cell), styles.moment)
        case date():
            sheet.write_datetime(row, column, cell, styles.date)
        case _:
            text = _fitting(clean_cell(str(cell)))
            style = styles.quoted if looks_like_formula(text) else styles.plain
            sheet.write_string(row, column, text, style)


def _fitting(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _width(cell: Cell) -> int:
    """How many characters the longest line of `cell` takes, roughly."""
    return max((len(line) for line in str(cell or "").split("\n")), default=0)
