"""A paper as PDF: tagged, with bookmarks, title and language, as PDF/UA-1 asks (ISO 14289-1)."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from typst import Compiler, Fonts, TypstError

from app.exports.cells import clean_cell
from app.exports.paper import Block, Grid, Heading, Paper, Points, Text

MIMETYPE = "application/pdf"
TEMPLATE = Path(__file__).with_name("paper.typ")
FONTS = Path(__file__).with_name("fonts")
STAND_IN = "\u25a1"
"""A white square, for a sign that none of our fonts can draw."""
# What our fonts can all draw: Latin, Greek, Cyrillic, and the signs of ordinary texts.
_UNDRAWABLE = re.compile(
    "[^\n -~\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u20ac\u2190-\u2193\u2212\u2264\u2265\u25a1]"
)
_REGIONS = {"nb": "no", "nn": "no", "en": "gb"}


def pdf_bytes(paper: Paper, *, now: datetime) -> bytes:
    """The file. Signs that no font of ours has are drawn as squares, and the paper says so."""
    facts = _facts(paper)
    try:
        return _drawn(facts, now)
    except TypstError:
        return _drawn(_drawable(facts | {"blocks": [*facts["blocks"], _note_on_signs()]}), now)


def _drawn(facts: dict[str, Any], now: datetime) -> bytes:
    compiler = Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts())
    drawn = compiler.compile(
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"paper": json.dumps(facts, ensure_ascii=False)},
        # The writer takes whole seconds alone.
        timestamp=now.replace(microsecond=0),
    )
    if not isinstance(drawn, bytes):
        raise TypeError("one file was asked for")
    return drawn


@cache
def _fonts() -> Fonts:
    """Ours and those inside the writer; nothing is assumed of the machine."""
    return Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def _facts(paper: Paper) -> dict[str, Any]:
    facts: dict[str, Any] = _clean(
        {
            "title": paper.title,
            "author": paper.under.split("\n")[0],
            "under": paper.under,
            "stamp": paper.stamp,
            "footer": paper.footer,
            "lang": paper.locale,
            "region": _REGIONS[paper.locale],
            "wide": paper.is_wide,
            "blocks": [_block(block) for block in paper.blocks],
        }
    )
    return facts


def _block(block: Block) -> dict[str, object]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Text():
            return {"kind": "text", "text": block.text, "quiet": block.is_quiet}
        case Points():
            return {"kind": "points", "points": list(block.points)}
        case Grid():
            return {
                "kind": "grid",
                "headings": list(block.headings),
                "rows": [list(row) for row in block.rows],
                "shares": list(block.shares),
                "runs": block.runs(),
            }


def _clean(value: Any) -> Any:
    return _each_text(value, clean_cell)


def _drawable(value: Any) -> Any:
    return _each_text(value, lambda text: _UNDRAWABLE.sub(STAND_IN, text))


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    if isinstance(value, dict):
        return {name: _each_text(item, change) for name, item in value.items()}
    return value


def _note_on_signs() -> dict[str, object]:
    words = _("Tegn som skriften i denne filen mangler, er tegnet som %(sign)s.", sign=STAND_IN)
    return {"kind": "text", "text": words, "quiet": True}
