"""What may stand in a cell, and how text is kept from becoming a formula."""

import re
from datetime import date, datetime
from decimal import Decimal

from app.domain.dates import OSLO
from app.domain.text import clean_text

Cell = str | bool | int | float | Decimal | date | datetime | None

# With these, or their full-width forms, a spreadsheet may take a text for a formula (OWASP, «CSV
# Injection»). TAB and CR are there since some programs drop them and read on.
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
_NUMBER = re.compile(r"-\d+([.,]\d+)?")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate `text`. White space before it protects nobody.

    A negative number is a number: «-2» is no formula, «-2+3» is.
    """
    start = text.lstrip()
    risky = text.startswith(_FORMULA_STARTS) or start.startswith(_FORMULA_STARTS)
    return risky and not _NUMBER.fullmatch(start)


def clean_cell(text: str) -> str:
    """`text` without what breaks a file or hides in it: control characters, turned direction."""
    return clean_text(text)


def as_text_cell(text: str) -> str:
    """`text` as it can stand in a CSV file, where a cell has no type: an apostrophe goes before
    what might be calculated. Spreadsheets show it; that is the price of never running it.
    """
    guarded = looks_like_formula(text)
    text = clean_cell(text)
    return f"'{text}" if guarded or looks_like_formula(text) else text


def local_moment(moment: datetime) -> datetime:
    """The same moment on a Norwegian clock, without the zone that spreadsheets do not know."""
    return moment.astimezone(OSLO).replace(tzinfo=None) if moment.tzinfo else moment
