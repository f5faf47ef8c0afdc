"""Tables from Excel and elsewhere are read as they are, and what would hurt is refused at once."""

import csv
import io
import os
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from app.core import tabular
from app.core.tabular import UnreadableTableError, read_sheets, read_table
from tests.support.real_data import REAL_DATA, needed

IDEAS = [["Nr", "Tittel", "Begrunnelse"], ["1", "Møtefri fredag", "Ro; og «tid», på kontoret"]]


def as_csv(rows: list[list[str]], delimiter: str = ";", encoding: str = "utf-8") -> io.BytesIO:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def as_xlsx(rows: list[list[object]], title: str = "Ark") -> io.BytesIO:
    book, file = Workbook(), io.BytesIO()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(file)
    return io.BytesIO(file.getvalue())


def as_zip(members: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return io.BytesIO(file.getvalue())


def with_sheet_xml(xml: str) -> io.BytesIO:
    """A workbook whose one sheet says `xml` inside its sheetData."""
    with zipfile.ZipFile(as_xlsx([["x"]])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{xml}</sheetData></worksheet>"
    ).encode()
    return as_zip(members)


def refusal(file: io.BytesIO, **choice: str) -> str:
    with pytest.raises(UnreadableTableError) as refused:
        list(read_table(file, **choice).rows)
    return refused.value.code


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_excel_in_norwegian_saves_is_read(delimiter, encoding):
    table = read_table(as_csv(IDEAS, delimiter, encoding))

    assert table.headings == IDEAS[0]
    assert list(table.rows) == [(2, IDEAS[1])]


def test_row_numbers_are_those_excel_shows_also_past_blank_rows_and_broken_lines():
    table = read_table(io.BytesIO(b'a;b\r\n1;"x\r\ny"\r\n\r\n;\r\n2;z\r\n'))

    assert list(table.rows) == [(2, ["1", "x\ny"]), (5, ["2", "z"])]


def test_the_line_that_excel_writes_for_itself_is_passed_over():
    table = read_table(io.BytesIO(b"sep=,\r\na,b\r\n1,2\r\n"))

    assert table.headings == ["a", "b"]
    assert list(table.rows) == [(2, ["1", "2"])]


def test_a_delimiter_inside_quotes_does_not_count():
    assert read_table(io.BytesIO(b'"navn, mer, og mer";epost\n')).headings == [
        "navn, mer, og mer",
        "epost",
    ]


def test_a_byte_order_mark_does_not_hide_the_quote_after_it():
    assert read_table(io.BytesIO('\ufeff"a;b";c\n'.encode())).headings == ["a;b", "c"]


def test_short_rows_are_filled_and_long_ones_keep_what_they_have():
    rows = dict(read_table(io.BytesIO(b"a;b\n1\n1;2;3\n")).rows)

    assert rows == {2: ["1", ""], 3: ["1", "2", "3"]}


def test_in7_hidden_marks_are_gone_and_letters_are_in_one_form():
    table = read_table(as_csv([["Ti\u200bttel "], ["Mo\u0308\u202e\x07te"]]))

    assert table.headings == ["Tittel"]
    assert list(table.rows) == [(2, ["Möte"])]


def test_xlsx_cells_read_as_a_person_would_write_them():
    moment = datetime.fromisoformat("2026-10-02T15:00")  # as spreadsheets have it: in no zone
    values = ["Å", 3, 2.0, 2.5, True, moment.date(), moment, None, "=1+1", "x"]
    table = read_table(as_xlsx([[str(number) for number in range(10)], values]))

    assert list(table.rows) == [
        (2, ["Å", "3", "2", "2.5", "true", "2026-10-02", "2026-10-02T15:00:00", "", "", "x"])
    ]


def test_xlsx_rows_are_numbered_as_in_the_sheet():
    table = read_table(as_xlsx([["a"], [None], ["x"]]))

    assert list(table.rows) == [(3, ["x"])]


def test_merged_cells_say_the_same_in_every_row_and_alone_are_a_row_of_one():
    book, file = Workbook(), io.BytesIO()
    for row in (
        ["Tema", "", ""],
        ["Mål", "Hvor", "Når"],
        ["Kunne", "a", 1],
        ["", "b", 2],
        ["x", ""],
    ):
        book.active.append(row)
    for cells in ("A1:C1", "A3:A4", "B5:C5"):
        book.active.merge_cells(cells)
    book.save(file)

    ((_title, rows),) = read_sheets(io.BytesIO(file.getvalue()), most_rows=9)

    assert rows[:4] == [["Tema"], ["Mål", "Hvor", "Når"], ["Kunne", "a", "1"], ["Kunne", "b", "2"]]
    assert rows[4][0] == "x"


def test_a_sheet_is_chosen_by_its_name():
    assert read_table(as_xlsx([["a"]], title="Alle forslag"), sheet="Alle forslag").headings == [
        "a"
    ]
    assert refusal(as_xlsx([["a"]]), sheet="Alle forslag") == "no_such_sheet"


@pytest.mark.parametrize("nothing", [b"", b"\n\n", b"\xef\xbb\xbf", b";;;\n1;2;3;4\n"])
def test_a_file_without_headings_is_empty(nothing):
    assert refusal(io.BytesIO(nothing)) == "empty"


def test_a_file_that_is_too_large_is_not_even_decoded(monkeypatch):
    monkeypatch.setattr(tabular, "MAX_BYTES", 10)
    assert refusal(io.BytesIO(b"a" * 11)) == "too_large"
    assert read_table(io.BytesIO(b"a" * 10)).headings == ["a" * 10]


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_the_limits_hold_at_the_limit_and_not_beyond(make, monkeypatch):
    monkeypatch.setattr(tabular, "MAX_ROWS", 3)
    monkeypatch.setattr(tabular, "MAX_COLUMNS", 4)
    monkeypatch.setattr(tabular, "MAX_CELL", 5)

    assert len(list(read_table(make([["a"]] * 4)).rows)) == 3
    assert refusal(make([["a"]] * 5)) == "too_many_rows"
    assert len(read_table(make([["a"] * 4])).headings) == 4
    assert refusal(make([["a"] * 5])) == "too_many_columns"
    assert list(read_table(make([["a"], ["x" * 5]])).rows)
    assert refusal(make([["a"], ["x" * 6]])) == "cell_too_long"


def test_a_cell_longer_than_the_csv_reader_takes_is_told_with_its_row():
    with pytest.raises(UnreadableTableError) as refused:
        list(read_table(io.BytesIO(b'a\n1\n"' + b"x" * 200_000)).rows)

    assert (refused.value.code, refused.value.facts["row"]) == ("broken_csv", 3)


def test_what_is_no_table_is_told_apart():
    assert refusal(io.BytesIO(b"\xd0\xcf\x11\xe0 gammel eller med passord")) == "not_xlsx"
    assert refusal(io.BytesIO(b"\x89PNG\r\n\x1a\n\x00\x00")) == "unknown_encoding"
    assert refusal(io.BytesIO(b"PK\x03\x04 halv")) == "broken_xlsx"
    assert refusal(as_zip({"word/document.xml": b"<x/>"})) == "broken_xlsx"


def test_half_an_xlsx_file_is_refused():
    whole = as_xlsx([["a"]] * 50).getvalue()
    assert refusal(io.BytesIO(whole[: len(whole) // 2])) == "broken_xlsx"


def test_up3_a_file_that_unpacks_to_far_more_is_refused_unread():
    assert refusal(as_zip({"xl/sharedStrings.xml": b" " * 5_000_000})) == "unsafe_xlsx"


def test_up3_many_large_parts_together_are_refused(monkeypatch):
    monkeypatch.setattr(tabular, "MAX_UNPACKED", 1000)
    assert refusal(as_zip({f"{n}.xml": os.urandom(300) for n in range(4)})) == "unsafe_xlsx"
    assert refusal(as_zip({f"{n}.xml": b"" for n in range(501)})) == "unsafe_xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_up3_entities_that_multiply_are_refused(encoding):
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert refusal(as_zip({"xl/workbook.xml": laughs.encode(encoding)})) == "unsafe_xlsx"


def test_up3_a_row_number_far_down_is_not_walked_to():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in (1, 999_999_999))
    assert refusal(with_sheet_xml(rows)) == "too_many_rows"


def test_up3_more_rows_than_any_import_needs_are_refused_early():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n * 7919}</v></c></row>' for n in range(1, 60_000)
    )
    assert refusal(with_sheet_xml(rows)) == "too_many_rows"


@pytest.mark.parametrize(
    ("path", "rows", "headings"),
    [
        ("decide-madrid-consul/proposals.csv", 40, ["id", "code", "title", "date", "summary"]),
        ("decidim-barcelona-pam2016/proposals.csv", 5430, ["id", "code", "title", "summary"]),
        ("wikisurvey-wzb/items_active.xlsx", 69, ["item", "label", "winning_rate"]),
    ],
)
def test_real_files_are_read_as_they_are(path, rows, headings):
    with needed(REAL_DATA / path).open("rb") as file:
        table = read_table(file)
        found = list(table.rows)

    assert table.headings[: len(headings)] == headings
    assert [number for number, _ in found] == list(range(2, rows + 2))
    assert all(len(row) == len(table.headings) for _, row in found)
