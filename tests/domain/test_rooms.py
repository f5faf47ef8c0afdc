"""Codes, notes and pasted lines, before anything is stored."""

import pytest

from app.domain.errors import InvalidInputError
from app.domain.rooms import (
    CODE_LETTERS,
    clean_note,
    lines_of,
    make_code,
    notes_of_column,
    read_code,
    spaced_code,
)


def test_a_code_is_found_however_it_is_typed():
    assert read_code(" bcd-2 34 ") == "BCD234"
    assert spaced_code("BCD234") == "BCD 234"


def test_no_code_is_a_word_or_holds_what_looks_like_something_else():
    assert not set("AEIOUY01") & set(CODE_LETTERS)
    assert make_code(lambda letters: letters[0]) == "BBBBBB"


def test_a_pasted_wall_is_one_note_a_line_without_marks_and_blanks():
    wall = "- Stille time\r\n\n2. Besøke andre\n• Felles lunsj\n  3) Kurs \n2026 er et godt år"

    assert lines_of(wall) == [
        "Stille time",
        "Besøke andre",
        "Felles lunsj",
        "Kurs",
        "2026 er et godt år",
    ]


@pytest.mark.parametrize(
    ("headings", "rows", "notes"),
    [
        (["Nr", "Lapp"], [["1", "Ro"], ["2", ""]], ["Ro"]),
        (["Stille time"], [["Kurs"]], ["Stille time", "Kurs"]),
    ],
)
def test_a_table_gives_the_column_named_so_or_else_the_first(headings, rows, notes):
    assert notes_of_column(headings, enumerate(rows, start=2)) == notes


@pytest.mark.parametrize(
    ("text", "reason"),
    [(" \n ", "missing"), ("a" * 281, "too_long"), ("Ring 01010750160 i dag", "national_id")],
)
def test_a_note_is_one_thought_and_nobodys_number(text, reason):
    with pytest.raises(InvalidInputError) as refusal:
        clean_note(text)
    assert refusal.value.facts["reason"] == reason


def test_a_note_of_several_lines_becomes_one_line():
    assert clean_note(" Mindre\ne-post ") == "Mindre e-post"
