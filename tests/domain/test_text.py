"""Text is stored without what cannot be seen, in one form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInputError
from app.domain.text import clean_line, clean_text, same_line, within

HIDDEN = {
    "NUL": "\x00",
    "bell": "\x07",
    "C1": "\x9b",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "zero width space": "\u200b",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "lone surrogate": "\ud800",
}


@pytest.mark.parametrize("mark", HIDDEN.values(), ids=HIDDEN)
def test_what_cannot_be_seen_is_removed(mark):
    assert clean_line(f"Møte{mark}fri") == "Møtefri"
    assert clean_text(f"Møte{mark}fri\nfredag{mark}") == "Møtefri\nfredag"


def test_an_å_in_two_parts_becomes_one_letter():
    assert clean_line(unicodedata.normalize("NFD", "Åpen dør på låven")) == "Åpen dør på låven"
    assert clean_text("a\u030a") == "å"


def test_a_line_is_trimmed_and_has_single_spaces():
    assert clean_line("  Møtefri \t fredag\r\n på\u00a0kontoret ") == "Møtefri fredag på kontoret"


def test_line_ends_are_one_kind_and_the_indent_of_code_stays():
    assert clean_text("\r\n\r\nEn\r\n\r\n    to  \rtre\u2028fire\n\n") == "En\n\n    to\ntre\nfire"
    assert clean_text("    kode") == "    kode"
    assert clean_text("- en\n\t- to") == "- en\n\t- to"


def test_an_endless_gap_is_shortened():
    assert clean_text("en" + "\n" * 1000 + "to") == "en\n\n\nto"


@pytest.mark.parametrize("nothing", ["", " ", "\n \n\t", "\u200b\u202e", "\x00"])
def test_nothing_stays_nothing(nothing):
    assert clean_line(nothing) == clean_text(nothing) == ""


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_the_result_can_be_stored(text):
    for clean in (clean_line, clean_text):
        once = clean(text)
        assert clean(once) == once
        assert unicodedata.is_normalized("NFC", once)
        once.encode("utf-8")
        assert not any(
            unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in once
        )


def test_two_titles_are_the_same_across_case_spacing_and_hidden_marks():
    assert same_line(" MØTEFRI\u200b  fredag ") == same_line("Møtefri fredag")
    assert same_line("Møtefri fredag") != same_line("Møtefri fredager")
    assert same_line("åpne") != same_line("apne")


def test_a_length_at_the_limit_passes_and_one_more_does_not():
    assert within("a" * 10, field="title", most=10) == "a" * 10

    with pytest.raises(InvalidInputError) as refusal:
        within("a" * 11, field="title", most=10)

    assert refusal.value.facts == {"field": "title", "reason": "too_long", "most": 10}


@pytest.mark.parametrize(("text", "reason"), [("", "missing"), ("ab", "too_short")])
def test_too_little_is_told_from_nothing(text, reason):
    with pytest.raises(InvalidInputError) as refusal:
        within(text, field="title", most=10, least=3)

    assert refusal.value.facts["reason"] == reason
