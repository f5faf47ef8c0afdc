"""Texts in exports are texts: no spreadsheet calculates them, and none chokes on them."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.exports.cells import as_text_cell
from app.exports.csv_format import ROWS_AT_A_TIME, csv_bytes
from app.exports.xlsx_format import EXACT_INTEGER, MAX_TEXT, WIDEST, Sheet, xlsx_file

NOW = datetime(2026, 10, 2, 13, 0, tzinfo=UTC)
FORMULAS = [
    '=HYPERLINK("http://evil.example";"klikk")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(A1)",
    "-",
]
HARMLESS = [
    "Møtefri fredag",
    "-2",
    "-2,5",
    "-1000.75",
    "a=b",
    "1+1",
    "navn@etaten.example",
    "",
    "'sitat'",
]


def read_csv(headings, rows):
    content = b"".join(csv_bytes(headings, rows))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(*sheets):
    with xlsx_file(sheets, now=NOW) as file:
        return load_workbook(io.BytesIO(file.read()))


@pytest.mark.parametrize("formula", FORMULAS)
def test_in5_a_csv_cell_never_begins_as_a_formula(formula):
    assert as_text_cell(formula).startswith("'")
    assert [row[0][0] for row in read_csv([formula], [[formula]])] == ["'", "'"]


@pytest.mark.parametrize("text", HARMLESS)
def test_in5_what_is_no_formula_stays_as_it_was(text):
    assert as_text_cell(text) == text


@given(st.text())
def test_in5_no_text_whatever_comes_out_as_a_formula(text):
    cell = as_text_cell(text)
    begins = cell.lstrip()[:1]
    assert begins not in tuple("=+@＝＋－＠")
    assert begins != "-" or cell.lstrip()[1:].replace(",", ".", 1).replace(".", "", 1).isdigit()


def test_csv_opens_in_norwegian_excel_with_a_double_click():
    content = b"".join(csv_bytes(["Nr", "Tittel"], [[1, "Møte; fri"]]))

    assert content == '\ufeffNr;Tittel\r\n1;"Møte; fri"\r\n'.encode()


def test_csv_writes_values_as_norwegian_spreadsheets_read_them():
    row = [None, 3, -2, 2.5, Decimal("1E+3"), True, date(2026, 10, 2), NOW, 'Si "ja";\nnå']

    assert read_csv(["x"] * len(row), [row])[1] == [
        "", "3", "-2", "2,5", "1000", "1", "2026-10-02", "2026-10-02 15:00", 'Si "ja";\nnå',
    ]  # fmt: skip


def test_csv_is_sent_while_the_rows_are_still_being_read():
    taken = []

    def rows():
        for number in range(10 * ROWS_AT_A_TIME):
            taken.append(number)
            yield [number]

    pieces = csv_bytes(["nr"], rows())
    next(pieces)
    next(pieces)

    assert 0 < len(taken) <= ROWS_AT_A_TIME
    assert b"".join(pieces).count(b"\r\n") == 9 * ROWS_AT_A_TIME + 1


@pytest.mark.parametrize("formula", FORMULAS)
def test_in5_an_xlsx_cell_or_heading_is_a_text_and_never_a_formula(formula):
    sheet = read_xlsx(Sheet("Forslag", [formula], [[formula]])).active

    for cell in (sheet["A1"], sheet["A2"]):
        assert cell.data_type == "s"
        assert "=1+1" in cell.value or cell.value == formula.strip("\r\n\0")
        assert cell.quotePrefix


def test_in5_xlsx_makes_neither_links_nor_numbers_of_texts():
    sheet = read_xlsx(Sheet("Forslag", ["a", "b"], [["https://etaten.example", "007"]])).active

    assert (sheet["A2"].hyperlink, sheet["B2"].value) == (None, "007")


def test_in5_numbers_stay_numbers():
    sheet = read_xlsx(
        Sheet("Forslag", list("abcde"), [[-2, 2.5, Decimal("0.5"), True, 10**20]])
    ).active

    assert [cell.value for cell in sheet[2]] == [-2, 2.5, 0.5, True, str(10**20)]
    assert [cell.data_type for cell in sheet[2]] == ["n", "n", "n", "b", "s"]
    assert EXACT_INTEGER < 10**20


@pytest.mark.parametrize("mark", ["\x00", "\x0b", "\x1f", "\u202e", "\u200b", "\ufeff", "\ud800"])
def test_in7_hidden_marks_never_reach_a_file(mark):
    sheet = read_xlsx(Sheet("Forslag", [f"Ti{mark}ttel"], [[f"Mø{mark}te"]])).active

    assert [sheet["A1"].value, sheet["A2"].value] == ["Tittel", "Møte"]
    assert read_csv([f"Ti{mark}ttel"], [[f"Mø{mark}te"]]) == [["Tittel"], ["Møte"]]


def test_xlsx_moments_are_shown_as_on_a_norwegian_clock():
    sheet = read_xlsx(Sheet("Forslag", ["a", "b"], [[NOW, date(2026, 10, 2)]])).active

    assert sheet["A2"].value.isoformat() == "2026-10-02T15:00:00"
    assert sheet["B2"].value.isoformat() == "2026-10-02T00:00:00"
    assert sheet["B2"].number_format == "dd.mm.yyyy"


def test_each_sheet_has_a_heading_that_stays_and_a_filter():
    book = read_xlsx(
        Sheet("Går videre", ["Nr", "Tittel"], [[1, "x" * 200], [2, "y"]]),
        Sheet("Ingen", ["Nr"], []),
    )
    first, empty = book.worksheets

    assert book.sheetnames == ["Går videre", "Ingen"]
    assert (first.freeze_panes, first.auto_filter.ref) == ("A2", "A1:B3")
    assert (empty.freeze_panes, empty.auto_filter.ref) == ("A2", "A1")
    assert first["A1"].font.bold
    assert not first["A2"].font.bold
    assert WIDEST <= first.column_dimensions["B"].width < WIDEST + 1
    assert first.column_dimensions["A"].width < 10


def test_a_text_too_long_for_a_cell_is_cut_and_shows_it():
    value = read_xlsx(Sheet("Forslag", ["a"], [["x" * (MAX_TEXT + 1)]])).active["A2"].value

    assert len(value) == MAX_TEXT
    assert value.endswith("…")


def test_the_same_content_gives_the_same_file():
    files = []
    for _ in range(2):
        with xlsx_file([Sheet("Forslag", ["a"], [["Møte"], [3]])], now=NOW) as file:
            files.append(file.read())
    assert files[0] == files[1]


def test_rows_that_fail_underway_leave_nothing_open():
    def rows():
        yield ["a"]
        raise LookupError

    with pytest.raises(LookupError):
        xlsx_file([Sheet("Forslag", ["a"], rows())], now=NOW)


def test_a_row_that_does_not_fit_its_headings_is_an_error():
    with pytest.raises(ValueError, match="longer than"):
        xlsx_file([Sheet("Forslag", ["a", "b"], [["x"]])], now=NOW)
