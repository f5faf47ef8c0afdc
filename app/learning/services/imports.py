"""A plan out of a file: read, matched with the themes that are there, and written into the plan."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.tabular import UnreadableTableError, read_sheets
from app.core.word_tables import is_word, read_word_tables
from app.decisions.promotion import next_position
from app.domain.errors import (
    InvalidInputError,
    NotFoundError,
    TooLargeError,
    UnsupportedError,
)
from app.domain.half_years import HalfYear
from app.domain.learning.facts import Facts
from app.domain.learning.imported import (
    FoundPlan,
    FoundTable,
    FoundTheme,
    read_plan_tables,
)
from app.domain.learning.lines import Line, by_outcome
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, same_line, within
from app.learning.queries.content import OutcomeView, ThemeView, list_themes
from app.learning.queries.plans import lock_plan
from app.learning.services.table import cleaned, write_table
from app.learning.services.themes import LONGEST_REASON, LONGEST_TITLE
from app.learning.services.versions import record_change
from app.models import Activity, PlanTheme

MOST_BYTES = 5_000_000
"""Of a file with a plan: forty times the largest that was seen."""
MOST_ROWS = 2_000
MOST_THEMES = 60
"""In one file, which also keeps the page that shows them small."""


_FACTS = [each.name for each in fields(Facts) if each.name != "level"]


class Way(StrEnum):
    """What is done with a theme of the file."""

    NEW = "new"
    ADD = "add"
    """Its rows come below those that the plan's theme has."""
    REPLACE = "replace"
    """Its rows take the place of those; rows with an id stay the same activities."""
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be done with one theme, by its place in the file."""

    way: Way
    theme_id: UUID | None = None
    """The plan's own theme; None where it is new, or left out."""


def read_plan_file(content: bytes, levels: Mapping[str, str] | None = None) -> FoundPlan:
    """The themes in an XLSX or DOCX file; `levels` are the framework's by what they are called.

    TooLargeError, UnsupportedError (`reason`) for what is neither or cannot be opened safely, and
    InvalidInputError where no table has the columns of a plan.
    """
    if len(content) > MOST_BYTES:
        raise TooLargeError(most=MOST_BYTES)
    try:
        found = read_plan_tables(_tables(content), levels)
    except UnreadableTableError as fault:
        raise UnsupportedError(fault.code, reason=fault.code) from fault
    if not found.themes:
        raise InvalidInputError(field="file", reason="no_tables")
    if len(found.themes) > MOST_THEMES:
        raise InvalidInputError(field="file", reason="too_many_themes", most=MOST_THEMES)
    return found


def _tables(content: bytes) -> list[FoundTable]:
    if not content:
        raise UnreadableTableError("empty")
    if not content.startswith(b"PK\x03\x04"):
        raise UnreadableTableError("other_kind")
    if is_word(content):
        tables = read_word_tables(io.BytesIO(content))
        return [FoundTable(table.above, table.rows) for table in tables]
    sheets = read_sheets(io.BytesIO(content), most_rows=MOST_ROWS)
    return [FoundTable(title, rows, is_sheet=True) for title, rows in sheets]


def likely_choice(found: FoundTheme, themes: Sequence[ThemeView]) -> Choice:
    """What whoever sends the file most likely means; the preview lets them choose otherwise."""
    ids = {line.activity_id for line in found.lines if line.activity_id}
    for theme in themes:
        if ids & {activity.id for each in theme.outcomes for activity in each.activities}:
            return Choice(Way.REPLACE, theme.id)
    for theme in themes:
        if same_line(theme.title) == same_line(found.title):
            return Choice(
                Way.ADD if theme.rows and not _says(theme, found) else Way.REPLACE, theme.id
            )
    return Choice(Way.NEW)


def _says(theme: ThemeView, found: FoundTheme) -> bool:
    return list(theme.rows) == found.lines


def fault_in(found: FoundTheme) -> str | None:
    """Why the theme cannot be taken as it is: `too_many`, `too_long` or `title`."""
    try:
        cleaned(found.lines)
        within(clean_line(found.title), field="title", most=LONGEST_TITLE)
    except InvalidInputError as error:
        return "title" if error.facts.get("field") == "title" else str(error.facts["reason"])
    return None


def import_plan(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    *,
    found: FoundPlan,
    choices: Sequence[Choice],
    source: str,
    untitled: str,
    reason: str = "",
    now: datetime,
) -> int:
    """Write the chosen themes; how many. `source` says why a new theme is there.

    `untitled` names a theme for which the file has no name. One version is made of it all where the
    plan is approved, and then ReasonMissingError without a reason.
    """
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.PLAN_EDIT, view.scope)
    themes = {theme.id: theme for theme in list_themes(session, plan_id)}
    written = 0
    for theme, choice in zip(found.themes, choices, strict=True):
        if choice.way is Way.SKIP:
            continue
        target = _target(session, plan_id, themes, theme.title or untitled, choice, source)
        before: list[Line] = list(target.rows) if choice.way is Way.ADD else []
        lines = cleaned([*before, *theme.lines])
        known = _ids_in(target)
        write_table(session, target, lines)
        themes = {theme.id: theme for theme in list_themes(session, plan_id)}
        facts = [Facts()] * len(before) + [_not_over(each, view.half_year) for each in theme.facts]
        _write_facts(lines, facts, themes[target.id], known)
        written += 1
    record_change(session, view, reason=reason, now=now)
    return written


def _not_over(said: Facts, half_year: HalfYear) -> Facts:
    """A date of evaluation from an earlier half-year is none in this plan."""
    on = said.evaluate_on
    return replace(said, evaluate_on=None) if on and HalfYear.of(on) < half_year else said


def _ids_in(theme: ThemeView) -> set[UUID | None]:
    """Of the outcomes and activities that are there."""
    activities = [one.id for each in theme.outcomes for one in each.activities]
    return {*activities, *(each.outcome.id for each in theme.outcomes)}


def _write_facts(
    lines: Sequence[Line], facts: Sequence[Facts], now: ThemeView, known: set[UUID | None]
) -> None:
    """What the rows say beside the five columns, of outcomes and activities that are new."""
    said = iter(facts)
    for (_words, rows), each in zip(by_outcome(lines), now.outcomes, strict=True):
        activities = iter(each.activities)
        for row, facts_of_row in zip(rows, said, strict=False):
            if each.outcome.id not in known:
                each.outcome.level = each.outcome.level or facts_of_row.level
            if row.has_activity or row.activity_id in known:
                _fill_in(next(activities), facts_of_row, known)


def _fill_in(activity: Activity, said: Facts, known: set[UUID | None]) -> None:
    if activity.id not in known:
        for name in _FACTS:
            setattr(activity, name, getattr(said, name))


def _target(
    session: Session,
    plan_id: UUID,
    themes: dict[UUID, ThemeView],
    title: str,
    choice: Choice,
    source: str,
) -> ThemeView:
    if choice.way is not Way.NEW:
        if choice.theme_id not in themes:
            raise NotFoundError(f"theme {choice.theme_id}")
        return themes[choice.theme_id]
    theme = PlanTheme(
        plan_id=plan_id,
        position=next_position(session, plan_id),
        title=within(clean_line(title), field="title", most=LONGEST_TITLE, least=1),
        reason=source[:LONGEST_REASON],
    )
    session.add(theme)
    session.flush()
    nothing: list[OutcomeView] = []
    return ThemeView(theme, None, None, None, None, nothing)
