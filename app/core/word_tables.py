"""Tables in Word documents that people send, read within fixed bounds and without macros."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from app.core.tabular import MAX_CELL, UnreadableTableError, refuse_bombs
from app.domain.text import clean_line, clean_text

MAX_TEXT = 10_000_000
"""Bytes of the document's own text as XML: some two thousand pages."""
MAX_TABLES = 200
MAX_ROWS = 2_000
"""Of all tables together."""
MAX_SPAN = 50
"""Columns that one cell may go over."""
_BODY = "word/document.xml"


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table with what stands above it: the nearest heading, else the nearest words.

    A row with one cell over the whole width has one cell here too. A cell that goes on from the row
    above says the same as that one.
    """

    above: str
    rows: list[list[str]]


def read_word_tables(file: BinaryIO) -> list[WordTable]:
    """Every table in the document, in order. UnreadableTableError where it is none we take."""
    content = file.read()
    try:
        body = _body(content)
        return list(_tables(body))
    except UnreadableTableError:
        raise
    except Exception as error:  # a damaged file can fail in any of a dozen ways
        raise UnreadableTableError("broken_docx") from error


def is_word(content: bytes) -> bool:
    """Whether a packed file holds a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _BODY in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _body(content: bytes) -> BaseOxmlElement:
    refuse_bombs(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if archive.getinfo(_BODY).file_size > MAX_TEXT:
            raise UnreadableTableError("unsafe_xlsx", reason="size")
        body: BaseOxmlElement | None = parse_xml(archive.read(_BODY)).find(qn("w:body"))
    if body is None:
        raise UnreadableTableError("broken_docx")
    return body


def _tables(body: BaseOxmlElement) -> Iterator[WordTable]:
    heading = words = ""
    found = total = 0
    for part in body:
        if part.tag == qn("w:p"):
            said = clean_line(_text(part))
            words = said or words
            heading = said if said and _is_heading(part) else heading
        elif part.tag == qn("w:tbl"):
            rows = _rows(part)
            found, total = found + 1, total + len(rows)
            if found > MAX_TABLES or total > MAX_ROWS:
                raise UnreadableTableError("too_many_rows", most=MAX_ROWS)
            yield WordTable(heading or words, rows)
            words = ""


def _is_heading(paragraph: BaseOxmlElement) -> bool:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = str(style.get(qn("w:val"))) if style is not None else ""
    return name.lower().startswith(("heading", "overskrift", "caption", "bildetekst"))


def _rows(table: BaseOxmlElement) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in table.iterchildren(qn("w:tr")):
        above = rows[-1] if rows else []
        rows.append(_cells(row, above))
    return rows


def _cells(row: BaseOxmlElement, above: list[str]) -> list[str]:
    found = list(row.iterchildren(qn("w:tc")))
    if len(found) == 1:
        return [_cell_text(found[0])]
    cells: list[str] = []
    for cell in found:
        goes_on = _property(cell, "w:vMerge")
        place = len(cells)
        is_same = goes_on is not None and goes_on.get(qn("w:val")) in (None, "continue")
        said = above[place] if is_same and place < len(above) else _cell_text(cell)
        cells += [said] + [""] * (_span(cell) - 1)
    return cells


def _property(cell: BaseOxmlElement, name: str) -> BaseOxmlElement | None:
    found: BaseOxmlElement | None = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    return found


def _span(cell: BaseOxmlElement) -> int:
    span = _property(cell, "w:gridSpan")
    written = str(span.get(qn("w:val"))) if span is not None else "1"
    return min(max(int(written), 1), MAX_SPAN) if written.isdecimal() else 1


def _cell_text(cell: BaseOxmlElement) -> str:
    said = clean_text("\n".join(_text(each) for each in cell.iter(qn("w:p"))))
    if len(said) > MAX_CELL:
        raise UnreadableTableError("cell_too_long", row="", most=MAX_CELL)
    return said


def _text(paragraph: BaseOxmlElement) -> str:
    """Its words, with line breaks and tabs, and without what was struck out as a change."""
    said: list[str] = []
    for part in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        if part.tag == qn("w:t"):
            said.append(part.text or "")
        elif part.getparent().tag == qn("w:r"):
            said.append("\n" if part.tag == qn("w:br") else "\t")
    return "".join(said)
