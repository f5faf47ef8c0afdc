"""Exact numbers: whole where they can be, else fractions in lowest terms. Floats never decide."""

from decimal import Decimal
from fractions import Fraction

Exact = int | Fraction

LARGEST_JSON = 2**53 - 1
"""Larger integers lose digits in some readers of JSON, so they are written as text."""


def exact_json(value: Exact) -> int | str:
    """An integer where it is whole and every reader can hold it, else a text: "7/3", "-1/2"."""
    if value.denominator != 1:
        return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
    whole = value.numerator
    return whole if abs(whole) <= LARGEST_JSON else _digits(whole)


def read_exact(written: int | str) -> Exact:
    """What `exact_json` wrote. Raises ValueError for anything else, floats included."""
    if isinstance(written, bool) or not isinstance(written, int | str):
        raise ValueError(f"{written!r} is not an exact number")
    if isinstance(written, int):
        return written
    above, _, below = written.partition("/")
    try:
        value = simplest(Fraction(int(Decimal(above)), int(Decimal(below or "1"))))
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"{written!r} is not an exact number") from error
    if exact_json(value) != written:
        raise ValueError(f"{written!r} is not in its shortest form")
    return value


def _digits(whole: int) -> str:
    """Also of numbers that are longer than `str` takes."""
    return str(Decimal(whole))


def simplest(value: Exact) -> Exact:
    """An int where the value is whole."""
    return value.numerator if value.denominator == 1 else value
