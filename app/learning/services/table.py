"""Filling in the five-column table: only what was changed is written, over nobody's words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from app.domain.errors import ConflictError, FrozenError, InvalidInputError, NotFoundError
from app.domain.half_years import HalfYear
from app.domain.learning.lines import (
    ACTIVITY_COLUMNS,
    COLUMNS,
    Line,
    by_outcome,
    fingerprint_of,
    fingerprint_of_text,
)
from app.domain.national_id import without_national_id
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_text, same_line, within
from app.learning.queries.content import ThemeView, list_themes
from app.learning.queries.plans import PlanView, lock_plan
from app.learning.services.times import write_days
from app.learning.services.versions import record_change
from app.models import (
    Activity,
    ActivityDay,
    ActivityParticipant,
    Arena,
    Attendance,
    EvaluationRating,
    LearningOutcome,
    Material,
    Plan,
    Reflection,
    SignUp,
)

MOST_ROWS = 40
"""Rows of one theme. A real half-year had seven in its longest table."""
LONGEST_CELL = 1_000
LONGEST_INTRODUCTION = 10_000

_HISTORY = (SignUp, Attendance, Reflection, Material)
"""What people left at an activity: one that has any of it is cancelled, never removed."""


@dataclass(frozen=True, slots=True)
class ThemeText:
    """A theme's table as typed, and the fingerprint of what it was typed over."""

    theme_id: UUID
    base: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class PlanText:
    """The whole plan as typed."""

    introduction: str
    base: str
    """Fingerprint of the introduction it was typed over."""
    themes: Sequence[ThemeText]


@dataclass(frozen=True, slots=True)
class Fault:
    """What can't be stored, and where it was typed."""

    reason: str
    most: int = 0
    """The limit that was passed, where one was."""
    theme_id: UUID | None = None
    """None for the introduction."""
    row: int = 0
    """Counted from 0 among the rows as they were typed, empty ones too."""
    column: str = ""


class UnfitError(InvalidInputError):
    """Some of what was typed can't be stored; nothing was."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(field="rows", reason=faults[0].reason)
        self.faults = faults


def cleaned(lines: Sequence[Line]) -> list[Line]:
    """The rows in their stored form, empty ones gone. InvalidInputError where one is not right."""
    kept = [_cleaned(line) for line in lines if not line.is_empty]
    if len(kept) > MOST_ROWS:
        raise InvalidInputError(field="rows", reason="too_many", most=MOST_ROWS)
    return kept


def _cleaned(line: Line) -> Line:
    outcome, arena, method, participants, time = map(_cell, line.cells)
    return Line(outcome, arena, method, participants, time, line.activity_id)


def _cell(text: str, most: int = LONGEST_CELL) -> str:
    return without_national_id(within(clean_text(text), field="rows", most=most), field="rows")


def _faults_of_theme(theme: ThemeText) -> Iterator[Fault]:
    """A cell too long or with somebody's number in it. An outcome of several rows counts once."""
    for row, line in enumerate(theme.lines):
        follows = row > 0 and line.outcome == theme.lines[row - 1].outcome
        for column, text in zip(COLUMNS, line.cells, strict=True):
            if follows and column == "outcome":
                continue
            if fault := _fault_of(text, LONGEST_CELL):
                yield replace(fault, theme_id=theme.theme_id, row=row, column=column)
    if sum(not line.is_empty for line in theme.lines) > MOST_ROWS:
        yield Fault("too_many", MOST_ROWS, theme.theme_id, row=MOST_ROWS, column=COLUMNS[1])


def _fault_of(text: str, most: int) -> Fault | None:
    try:
        _cell(text, most)
    except InvalidInputError as error:
        return Fault(str(error.facts["reason"]), most)
    return None


def _refuse_faults(text: PlanText) -> None:
    introduction = _fault_of(text.introduction, LONGEST_INTRODUCTION)
    faults = [introduction] if introduction else []
    faults += [fault for theme in text.themes for fault in _faults_of_theme(theme)]
    if faults:
        raise UnfitError(faults)


def save_plan(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    *,
    text: PlanText,
    reason: str = "",
    now: datetime,
) -> None:
    """Write what was changed; what was not touched is left as others may have made it.

    A part that both this person and somebody else changed raises ConflictError with the facts
    `themes` (ids) and `introduction`; then nothing is written. The plan's row is locked first.
    Cells that can't be stored raise UnfitError, which names them all. Once the plan is approved, a
    change needs a reason, see `record_change`.
    """
    _refuse_faults(text)
    view = lock_plan(session, actor, plan_id)
    themes = {theme.id: theme for theme in list_themes(session, plan_id)}
    changed = [typed for typed in text.themes if _is_changed(typed, themes)]
    introduction = clean_text(text.introduction)
    touches_text = fingerprint_of_text(introduction) != text.base
    _require_all(view, themes, changed, touches_text)
    clash = touches_text and fingerprint_of_text(view.plan.introduction) != text.base
    clashing = tuple(
        typed.theme_id
        for typed in changed
        if fingerprint_of(themes[typed.theme_id].rows) != typed.base
    )
    if clash or clashing:
        raise ConflictError(themes=clashing, introduction=clash)
    if touches_text:
        view.plan.introduction = introduction
    for typed in changed:
        write_table(session, themes[typed.theme_id], cleaned(typed.lines))
    record_change(session, view, reason=reason, now=now)


def _is_changed(typed: ThemeText, themes: Mapping[UUID, ThemeView]) -> bool:
    if typed.theme_id not in themes:
        raise NotFoundError(f"theme {typed.theme_id}")
    lines = cleaned(typed.lines)
    return fingerprint_of(lines) != typed.base and lines != themes[typed.theme_id].rows


def _require_all(
    view: PlanView,
    themes: Mapping[UUID, ThemeView],
    changed: Iterable[ThemeText],
    touches_text: bool,
) -> None:
    """The introduction is the makers'; a team's own theme is also its team's."""
    for typed in changed:
        team_path = themes[typed.theme_id].team_path
        require_in_plan(view.actor, PlanPermission.THEME_EDIT, view.scope, team_path)
    if touches_text:
        require_in_plan(view.actor, PlanPermission.PLAN_EDIT, view.scope)


def write_table(session: Session, theme: ThemeView, lines: Sequence[Line]) -> None:
    """Make the theme's outcomes and activities those of `lines`, keeping those that were there.

    A row keeps its activity by `activity_id`, an outcome by its words or by an activity that stays.
    FrozenError (`has_history`) where a row is taken out that people have left something at.
    """
    table = _Table(session, theme)
    for position, (words, rows) in enumerate(by_outcome(lines), start=1):
        outcome = table.outcome_for(words, rows)
        outcome.text, outcome.position = words, position
        for place, row in enumerate(rows, start=1):
            if row.has_activity or row.activity_id in table.activities:
                table.write(outcome, row, place)
    table.remove_rest()


class _Table:
    """The stored rows of one theme, and which of them the typed ones have taken over."""

    def __init__(self, session: Session, theme: ThemeView) -> None:
        self._session = session
        self._theme_id = theme.id
        plan = session.get_one(Plan, theme.theme.plan_id)
        self._half_year = HalfYear.parse(plan.half_year)
        arenas = select(Arena.id, Arena.name).where(
            Arena.unit_id == plan.unit_id, Arena.retired_at.is_(None)
        )
        self._arenas = {same_line(name): id_ for id_, name in session.execute(arenas)}
        self.activities = {one.id: one for each in theme.outcomes for one in each.activities}
        self._outcomes = {each.outcome.id: each.outcome for each in theme.outcomes}
        self._kept: set[UUID] = set()

    def outcome_for(self, words: str, rows: Sequence[Line]) -> LearningOutcome:
        """The stored outcome with these words, or the one its rows belong to, or a new one."""
        rows_belong_to = {
            self.activities[row.activity_id].outcome_id
            for row in rows
            if row.activity_id in self.activities
        }
        free = [one for one in self._outcomes.values() if one.id not in self._kept]
        same = [one for one in free if one.text == words]
        moved = [one for one in free if one.id in rows_belong_to]
        found = next(iter(same + moved), None) or self._new_outcome()
        self._kept.add(found.id)
        return found

    def _new_outcome(self) -> LearningOutcome:
        outcome = LearningOutcome(theme_id=self._theme_id, position=0)
        self._session.add(outcome)
        self._session.flush()
        return outcome

    def write(self, outcome: LearningOutcome, row: Line, place: int) -> None:
        activity = self.activities.get(row.activity_id) if row.activity_id else None
        if activity is None or activity.id in self._kept:
            activity = Activity(outcome_id=outcome.id, position=place)
            self._session.add(activity)
        activity.outcome_id, activity.position = outcome.id, place
        is_retimed = activity.time != row.time
        if activity.arena != row.arena:
            activity.arena_id = self._arena_of(activity, row.arena)
        for name in ACTIVITY_COLUMNS:
            setattr(activity, name, getattr(row, name))
        self._session.flush()
        if is_retimed:
            write_days(self._session, activity, self._half_year)
        self._kept.add(activity.id)

    def _arena_of(self, activity: Activity, words: str) -> UUID | None:
        """The arena of the register that the words name; another that was chosen beside them."""
        named_before = self._arenas.get(same_line(activity.arena or ""))
        chosen = None if activity.arena_id == named_before else activity.arena_id
        return self._arenas.get(same_line(words), chosen)

    def remove_rest(self) -> None:
        """Take out what no row stands for any more."""
        gone = [id_ for id_ in self.activities if id_ not in self._kept]
        if any(self._has_any(select(1).where(model.activity_id.in_(gone))) for model in _HISTORY):
            raise FrozenError(reason="has_history", theme=self._theme_id)
        for model in (ActivityDay, ActivityParticipant):
            self._session.execute(delete(model).where(model.activity_id.in_(gone)))
        self._session.execute(delete(Activity).where(Activity.id.in_(gone)))
        empty = [id_ for id_ in self._outcomes if id_ not in self._kept]
        if self._has_any(select(1).where(EvaluationRating.outcome_id.in_(empty))):
            raise FrozenError(reason="has_history", theme=self._theme_id)
        self._session.execute(delete(LearningOutcome).where(LearningOutcome.id.in_(empty)))
        self._session.flush()

    def _has_any(self, found: Select[tuple[int]]) -> bool:
        return self._session.scalar(found.limit(1)) is not None
