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
_WRAPPINGS = (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"))
_SIGNS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
"""What Word keeps as marks of its own, and people read as signs."""


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
    for part in _within(body):
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


def _within(whole: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """What stands in it, also inside the controls that a template has for filling in."""
    for part in whole:
        if part.tag in _WRAPPINGS:
            yield from _within(part)
        else:
            yield part


def _is_heading(paragraph: BaseOxmlElement) -> bool:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = str(style.get(qn("w:val"))) if style is not None else ""
    return name.lower().startswith(("heading", "overskrift", "caption", "bildetekst"))


def _rows(table: BaseOxmlElement) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in _within(table):
        if row.tag == qn("w:tr") and row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            rows.append(_cells(row, rows[-1] if rows else []))
    return rows


def _cells(row: BaseOxmlElement, above: list[str]) -> list[str]:
    found = [part for part in _within(row) if part.tag == qn("w:tc")]
    cells = [""] * _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), least=0)
    if len(found) == 1:
        return [*cells, _cell_text(found[0])]
    for cell in found:
        goes_on = _property(cell, "w:vMerge")
        place = len(cells)
        is_same = goes_on is not None and goes_on.get(qn("w:val")) in (None, "continue")
        said = above[place] if is_same and place < len(above) else _cell_text(cell)
        cells += [said] + [""] * (_number(_property(cell, "w:gridSpan"), least=1) - 1)
    return cells


def _property(cell: BaseOxmlElement, name: str) -> BaseOxmlElement | None:
    found: BaseOxmlElement | None = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    return found


def _number(told: BaseOxmlElement | None, *, least: int) -> int:
    """How many columns it says; `least` where it says nothing that is a number."""
    written = str(told.get(qn("w:val"))) if told is not None else ""
    return min(max(int(written), least), MAX_SPAN) if written.isdecimal() else least


def _cell_text(cell: BaseOxmlElement) -> str:
    said = clean_text("\n".join(_text(each) for each in cell.iter(qn("w:p"))))
    if len(said) > MAX_CELL:
        raise UnreadableTableError("cell_too_long", row="", most=MAX_CELL)
    return said


def _text(paragraph: BaseOxmlElement) -> str:
    """Its words, with line breaks and tabs, and without what was struck out as a change."""
    said: list[str] = []
    for part in paragraph.iter(qn("w:t"), *_SIGNS):
        if part.tag == qn("w:t"):
            said.append(part.text or "")
        elif part.getparent().tag == qn("w:r"):
            said.append(_SIGNS[part.tag])
    return "".join(said)
