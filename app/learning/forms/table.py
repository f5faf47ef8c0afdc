"""The plan as it is typed: an introduction and one table a theme."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.domain.learning.lines import COLUMNS, Line, by_outcome
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
    """The rows. One that is marked `same` goes on with the outcome of the row above it."""
    sent_columns = (f"{name}-{theme}" for name in (*COLUMNS, "activity", "same"))
    columns = [sent.getlist(name)[:MOST_SENT_ROWS] for name in sent_columns]
    longest = max(map(len, columns))
    padded = [cells + [""] * (longest - len(cells)) for cells in columns]
    lines: list[Line] = []
    for *cells, activity, same in zip(*padded, strict=True):
        line = replace(Line(*cells), activity_id=UUID(activity) if _is_id(activity) else None)
        lines.append(replace(line, outcome=lines[-1].outcome) if same and lines else line)
    return lines


def read_step(sent: "MultiDict[str, str]") -> Step | None:
    """The row button that was pressed, written `up:<theme>:<row>`; None when saving."""
    act, _, rest = sent.get("step", "").partition(":")
    theme, _, row = rest.partition(":")
    if act not in _ACTS or not row.isdecimal():
        return None
    return Step(act, theme, int(row))


def after_step(text: PlanText, step: Step) -> PlanText:
    """The plan as typed with one row added, moved or taken out; nothing is saved."""
    themes = [
        replace(theme, lines=_ACTS[step.act](list(theme.lines), step.row))
        if str(theme.theme_id) == step.theme
        else theme
        for theme in text.themes
    ]
    return replace(text, themes=themes)


def field_after(before: PlanText, after: PlanText, step: Step, themes: Sequence[str]) -> str:
    """The id of the field to go on in: of the row that is new, was moved, or filled a gap.

    `themes`: the ids of the plan's themes in the order of the page.
    """
    if step.theme not in themes:
        return ""
    old, new = (_lines_of(text, step.theme) for text in (before, after))
    kept = [nr for nr, line in enumerate(new) if step.row < len(old) and line is old[step.row]]
    added = [nr for nr, line in enumerate(new) if not any(line is each for each in old)]
    row = next(iter(added or kept), max(min(step.row, len(new) - 1), 0))
    column = COLUMNS[0] if step.act == "add" else COLUMNS[1]
    return f"{column}-{themes.index(step.theme) + 1}-{row + 1}"


def _lines_of(text: PlanText, theme: str) -> Sequence[Line]:
    return next((each.lines for each in text.themes if str(each.theme_id) == theme), ())


def _add(lines: list[Line], _at: int) -> list[Line]:
    return [*lines, Line()]


def _add_activity(lines: list[Line], at: int) -> list[Line]:
    """One more row for the same outcome, after those it has."""
    for start, rows in _groups(lines):
        if start <= at < start + len(rows):
            end = start + len(rows)
            return [*lines[:end], Line(rows[0].outcome), *lines[end:]]
    return lines


def _remove(lines: list[Line], at: int) -> list[Line]:
    return lines[:at] + lines[at + 1 :]


def _move_up(lines: list[Line], at: int) -> list[Line]:
    return _swapped(lines, at - 1, at)


def _move_down(lines: list[Line], at: int) -> list[Line]:
    return _swapped(lines, at, at + 1)


def _swapped(lines: list[Line], upper: int, lower: int) -> list[Line]:
    """Two rows of one outcome change places; where two outcomes meet, the outcomes do."""
    if not 0 <= upper < lower < len(lines):
        return lines
    groups = _groups(lines)
    above = next(nr for nr, (start, rows) in enumerate(groups) if upper < start + len(rows))
    if lower < groups[above][0] + len(groups[above][1]):
        lines[upper], lines[lower] = lines[lower], lines[upper]
        return lines
    groups[above], groups[above + 1] = groups[above + 1], groups[above]
    return [row for _, rows in groups for row in rows]


def _raise(lines: list[Line], at: int) -> list[Line]:
    """The whole outcome that stands at this row, one place up."""
    start = next((start for start, rows in _groups(lines) if at < start + len(rows)), 0)
    return _swapped(lines, start - 1, start)


def _lower(lines: list[Line], at: int) -> list[Line]:
    end = next((start + len(rows) for start, rows in _groups(lines) if at < start + len(rows)), 0)
    return _swapped(lines, end - 1, end)


def _groups(lines: Sequence[Line]) -> list[tuple[int, list[Line]]]:
    """The rows by outcome, with where each outcome begins."""
    groups: list[tuple[int, list[Line]]] = []
    for _, rows in by_outcome(lines):
        groups.append((sum(len(each) for _, each in groups), rows))
    return groups


_ACTS: dict[str, Callable[[list[Line], int], list[Line]]] = {
    "add": _add,
    "also": _add_activity,
    "up": _move_up,
    "down": _move_down,
    "raise": _raise,
    "lower": _lower,
    "remove": _remove,
}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
