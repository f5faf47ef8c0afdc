"""CSV as Norwegian spreadsheets open it with a double click: UTF-8 with BOM, semicolons, CRLF."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice

from app.exports.cells import Cell, as_text_cell, local_moment

ROWS_AT_A_TIME = 100  # some 50 kB: few enough to stream, many enough to be quick
MIMETYPE = "text/csv; charset=utf-8"


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces, as the rows come. Texts and headings never become formulas."""
    yield b"\xef\xbb\xbf"
    lines = chain([headings], rows)
    while batch := list(islice(lines, ROWS_AT_A_TIME)):
        piece = io.StringIO(newline="")
        csv.writer(piece, delimiter=";").writerows([_shown(cell) for cell in row] for row in batch)
        yield piece.getvalue().encode()


def _shown(cell: Cell) -> str:
    """Numbers with a decimal comma, moments as on a Norwegian clock, truth as 1 and 0."""
    match cell:
        case None:
            return ""
        case str():
            return as_text_cell(cell)
        case bool() | int():
            return str(int(cell))
        case float():
            return repr(cell).replace(".", ",")
        case Decimal():
            return f"{cell:f}".replace(".", ",")
        case datetime():
            return local_moment(cell).isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
