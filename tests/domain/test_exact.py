"""Exact numbers: written so that every reader reads the same, and read as they were written."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tally.exact import LARGEST_JSON, exact_json, read_exact, simplest


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, 0),
        (-7, -7),
        (Fraction(6, 3), 2),
        (Fraction(7, 3), "7/3"),
        (Fraction(-2, 4), "-1/2"),
        (LARGEST_JSON, 2**53 - 1),
        (LARGEST_JSON + 1, "9007199254740992"),
        (-LARGEST_JSON - 1, "-9007199254740992"),
        (Fraction(LARGEST_JSON + 1, 1), "9007199254740992"),
    ],
)
def test_whole_numbers_are_numbers_while_every_reader_can_hold_them(value, written):
    assert exact_json(value) == written
    assert type(exact_json(value)) is type(written)
    assert read_exact(written) == value


@pytest.mark.parametrize("digits", [5_000, 20_000])
def test_numbers_longer_than_python_converts_by_default_are_written_and_read(digits):
    large = 10**digits + 1

    assert exact_json(large) == "1" + "0" * (digits - 1) + "1"
    assert read_exact(exact_json(large)) == large
    assert read_exact(exact_json(Fraction(1, large))) == Fraction(1, large)


@given(st.fractions())
def test_what_is_written_is_read_again(value):
    assert read_exact(exact_json(value)) == value


@given(st.fractions())
def test_a_whole_fraction_is_an_int_and_others_stay(value):
    simple = simplest(value)

    assert simple == value
    assert isinstance(simple, int) == (value.denominator == 1)


@pytest.mark.parametrize("other", [1.0, 0.5, True, None, [1], Fraction(1, 2)])
def test_floats_and_whatever_else_is_no_exact_number_are_refused(other):
    with pytest.raises(ValueError, match="not an exact number"):
        read_exact(other)


@pytest.mark.parametrize(
    "text", ["", "x", "1/", "/2", "1/0", "1/2/3", "NaN", "Infinity", "0x10", "½", " 1/2"]
)
def test_texts_that_are_no_numbers_are_refused(text):
    with pytest.raises(ValueError, match="is not"):
        read_exact(text)


@pytest.mark.parametrize("text", ["2/4", "4/2", "1/-2", "7", "007/3", "+7/3", "7.0/3", "7e0/3"])
def test_one_number_is_written_in_one_way_only(text):
    with pytest.raises(ValueError, match="shortest form"):
        read_exact(text)
