"""The plan as it is typed: an introduction and one table a theme."""

from dataclasses import dataclass, replace
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.domain.learning.lines import COLUMNS, Line
from app.learning.services import PlanText, ThemeText

MOST_SENT_ROWS = 60
"""Rows read from one theme's table; more than may be stored, so that a limit is told politely."""


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
    sent_columns = (f"{name}-{theme}" for name in (*COLUMNS, "activity"))
    columns = [sent.getlist(name)[:MOST_SENT_ROWS] for name in sent_columns]
    longest = max(map(len, columns))
    padded = [cells + [""] * (longest - len(cells)) for cells in columns]
    return [
        replace(Line(*cells), activity_id=UUID(activity) if _is_id(activity) else None)
        for *cells, activity in zip(*padded, strict=True)
    ]


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
