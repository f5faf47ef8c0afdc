"""Tables in Word files, also those that were made to do harm."""

import io
import time

import pytest

from app.core.tabular import UnreadableTableError
from app.core.word_tables import is_word, read_word_tables
from tests.support.plan_tables import HEADING, ROWS, excel_plan, repacked, word_plan

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(content):
    return read_word_tables(io.BytesIO(content))


def with_body(body):
    xml = f'<?xml version="1.0"?><w:document {WORD}><w:body>{body}</w:body></w:document>'
    return repacked(word_plan(), {"word/document.xml": xml})


def test_each_table_is_read_with_the_heading_above_it():
    tables = read(word_plan([("Klarspråk", ROWS[:1]), ("Bistand", ROWS[1:])]))

    assert [table.above for table in tables] == ["Klarspråk", "Bistand"]
    assert tables[0].rows == [list(HEADING), list(ROWS[0])]


def test_without_a_heading_the_nearest_words_name_the_table():
    content = with_body("<w:p><w:r><w:t>Om språk</w:t></w:r></w:p><w:p/><w:tbl/>")
    assert [table.above for table in read(content)] == ["Om språk"]


def test_a_cell_that_goes_on_says_the_same_in_every_row_it_covers():
    def join(table):
        table.cell(1, 0).merge(table.cell(2, 0)).text = "Felles"

    rows = read(word_plan(edit=join))[0].rows

    assert [row[0] for row in rows] == [HEADING[0], "Felles", "Felles", ROWS[2][0]]
    assert rows[2][1:] == list(ROWS[1][1:])


def test_a_wide_cell_keeps_the_others_in_their_columns():
    def widen(table):
        table.cell(1, 1).merge(table.cell(1, 2))

    assert read(word_plan(edit=widen))[0].rows[1][3:] == list(ROWS[0][3:])


def cell(text, before=""):
    return f"<w:tc><w:tcPr>{before}</w:tcPr><w:p><w:r>{text}</w:r></w:p></w:tc>"


def test_cells_inside_the_controls_of_a_template_are_read_and_rows_struck_out_are_not():
    def controlled(part):
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{part}</w:sdtContent></w:sdt>"

    first = f"<w:tr>{cell('<w:t>a</w:t>')}{controlled(cell('<w:t>b</w:t>'))}</w:tr>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('<w:t>c</w:t>')}</w:tr>"
    moved = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("<w:t>d</w:t>")}</w:tr>'
    table = controlled(f"<w:tbl>{first}{gone}{controlled(moved)}</w:tbl>")

    assert [each.rows for each in read(with_body(table))] == [[["a", "b"], ["", "d"]]]


def test_hyphens_and_breaks_that_word_keeps_as_marks_are_signs():
    said = "<w:t>e</w:t><w:noBreakHyphen/><w:t>læring</w:t><w:cr/><w:t>to</w:t>"
    table = f"<w:tbl><w:tr>{cell(said)}{cell('')}</w:tr></w:tbl>"
    assert read(with_body(table))[0].rows == [["e-læring\nto", ""]]


def test_lines_in_a_cell_are_kept():
    rows = (("Én\nto", "", "", "", ""),)
    assert read(word_plan([("Tema", rows)]))[0].rows[1][0] == "Én\nto"


def test_a_macro_is_never_looked_at():
    content = repacked(word_plan(), {"word/vbaProject.bin": b"\x00" * 100})
    assert read(content)[0].rows[1] == list(ROWS[0])


@pytest.mark.parametrize(
    "content",
    [
        repacked(word_plan(), {"word/document.xml": b"<w:p>"}),
        repacked(word_plan(), {"word/document.xml": b""}),
        word_plan()[:2000],
        b"PK\x03\x04",
    ],
)
def test_a_damaged_file_is_refused_and_does_no_harm(content):
    with pytest.raises(UnreadableTableError):
        read(content)


@pytest.mark.parametrize(
    "hostile",
    [
        b"<w:document>" + b" " * 20_000_000,
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ],
)
def test_a_bomb_is_refused_at_once(hostile):
    content = repacked(word_plan(), {"word/document.xml": hostile})
    begun = time.process_time()
    with pytest.raises(UnreadableTableError) as refused:
        read(content)
    assert refused.value.code == "unsafe_xlsx"
    assert time.process_time() - begun < 1


def test_more_rows_than_a_plan_ever_has_are_refused():
    row = "<w:tr><w:tc><w:p/></w:tc></w:tr>"
    with pytest.raises(UnreadableTableError) as refused:
        read(with_body(f"<w:tbl>{row * 2_001}</w:tbl>"))
    assert refused.value.code == "too_many_rows"


def test_a_workbook_is_no_word_file():
    assert is_word(word_plan())
    assert not is_word(excel_plan())
    assert not is_word(b"PK\x03\x04")
