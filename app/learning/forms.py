"""The plan as it is typed: an introduction and one table a theme."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.decisions.promotion import half_year_to_plan
from app.learning.services import (
    COLUMNS,
    LONGEST_REASON,
    LONGEST_TITLE,
    Line,
    PlanText,
    ThemeText,
)
from app.models import Body
from app.web.clock import now

MOST_SENT_ROWS = 60
"""Rows read from one theme's table; more than may be stored, so that a limit is told politely."""


class ThemeForm(FlaskForm):
    """A theme added by hand."""

    title = StringField(
        _l("Tema"), [DataRequired(_l("Skriv hva temaet heter.")), Length(max=LONGEST_TITLE)]
    )
    reason = TextAreaField(
        _l("Hvorfor legges det til?"),
        [DataRequired(_l("Skriv hvorfor temaet legges til.")), Length(max=LONGEST_REASON)],
    )


class StartForm(FlaskForm):
    """A new, empty plan."""

    unit_id = SelectField(_l("Plan for"))
    half_year = SelectField(_l("Halvår"), default=lambda: str(half_year_to_plan(now())))
    units: Sequence[Body] = ()
    """The units offered, so that the answer can be led to the chosen one's page."""


@dataclass(frozen=True, slots=True)
class Step:
    """A button in the table other than saving: what to do with which row of which theme."""

    act: str
    theme: str
    row: int


def read_plan(sent: "MultiDict[str, str]") -> PlanText:
    """What was typed. A field that is missing counts as empty."""
    themes = [
        ThemeText(UUID(theme), sent.get(f"base-{theme}", ""), _read_lines(sent, theme))
        for theme in dict.fromkeys(sent.getlist("theme"))
        if _is_id(theme)
    ]
    return PlanText(sent.get("introduction", ""), sent.get("base-introduction", ""), themes)


def _read_lines(sent: "MultiDict[str, str]", theme: str) -> list[Line]:
    columns = [sent.getlist(f"{name}-{theme}")[:MOST_SENT_ROWS] for name in COLUMNS]
    longest = max(map(len, columns))
    padded = [cells + [""] * (longest - len(cells)) for cells in columns]
    return [Line(*cells) for cells in zip(*padded, strict=True)]


def read_step(sent: "MultiDict[str, str]") -> Step | None:
    """The row button that was pressed, written `up:<theme>:<row>`; None when saving."""
    act, _, rest = sent.get("step", "").partition(":")
    theme, _, row = rest.partition(":")
    if act not in {"add", "up", "down", "remove"} or not row.isdecimal():
        return None
    return Step(act, theme, int(row))


def after_step(text: PlanText, step: Step) -> PlanText:
    """The plan as typed with one row added, moved or taken out; nothing is saved."""
    themes = [
        replace(theme, lines=_stepped(list(theme.lines), step))
        if str(theme.theme_id) == step.theme
        else theme
        for theme in text.themes
    ]
    return replace(text, themes=themes)


def _stepped(lines: list[Line], step: Step) -> list[Line]:
    at = step.row
    other = {"up": at - 1, "down": at + 1}.get(step.act)
    if step.act == "add":
        lines.append(Line())
    elif at < len(lines) and step.act == "remove":
        del lines[at]
    elif other is not None and 0 <= other < len(lines) and at < len(lines):
        lines[at], lines[other] = lines[other], lines[at]
    return lines


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
