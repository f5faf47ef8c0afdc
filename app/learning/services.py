"""Writing a learning plan: its introduction, its themes and the rows of their tables."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.decisions.promotion import PlanTarget, get_or_make_plan, next_position
from app.domain.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
)
from app.domain.permissions import Actor, Permission
from app.domain.plan_access import may_edit_plan
from app.domain.text import clean_line, clean_text, within
from app.learning import queries
from app.models import Body, Plan, PlanRow, PlanTheme

MOST_ROWS = 40
"""Rows of one theme. A real half-year had seven in its longest table."""
LONGEST_CELL = 1_000
LONGEST_INTRODUCTION = 10_000
LONGEST_TITLE = 300
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the five-column table, as typed."""

    outcome: str = ""
    arena: str = ""
    method: str = ""
    participants: str = ""
    time: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(getattr(self, each.name) for each in fields(self))

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


COLUMNS = tuple(each.name for each in fields(Line))


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


def fingerprint_of(lines: Sequence[Line]) -> str:
    """What a table said, in short: the same as long as nobody changes a word."""
    spelled = "\x1e".join("\x1f".join(line.cells) for line in lines)
    return sha256(spelled.encode()).hexdigest()[:16]


def fingerprint_of_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def cleaned(lines: Sequence[Line]) -> list[Line]:
    """The rows in their stored form, empty ones gone. InvalidInputError where one is too long."""
    kept = [Line(*(_cell(cell) for cell in line.cells)) for line in lines if not line.is_empty]
    if len(kept) > MOST_ROWS:
        raise InvalidInputError(field="rows", reason="too_many", most=MOST_ROWS)
    return kept


def _cell(text: str) -> str:
    return within(clean_text(text), field="rows", most=LONGEST_CELL)


def save_plan(session: Session, actor: Actor, plan_id: UUID, *, text: PlanText) -> None:
    """Write what was changed; what was not touched is left as others may have made it.

    A part that both this person and somebody else changed raises ConflictError with the facts
    `themes` (ids) and `introduction`; then nothing is written. The plan's row is locked first.
    """
    plan = _locked_plan(session, actor, plan_id)
    stored = stored_lines(session, plan_id)
    changed = [theme for theme in text.themes if _is_changed(theme, stored)]
    introduction = within(
        clean_text(text.introduction), field="introduction", most=LONGEST_INTRODUCTION
    )
    touches_text = fingerprint_of_text(introduction) != text.base
    clash = touches_text and fingerprint_of_text(plan.introduction) != text.base
    clashing = tuple(
        theme.theme_id for theme in changed if fingerprint_of(stored[theme.theme_id]) != theme.base
    )
    if clash or clashing:
        raise ConflictError(themes=clashing, introduction=clash)
    if touches_text:
        plan.introduction = introduction
    for theme in changed:
        _replace_rows(session, theme.theme_id, cleaned(theme.lines))


def _is_changed(theme: ThemeText, stored: dict[UUID, list[Line]]) -> bool:
    if theme.theme_id not in stored:
        raise NotFoundError(f"theme {theme.theme_id}")
    lines = cleaned(theme.lines)
    return fingerprint_of(lines) != theme.base and lines != stored[theme.theme_id]


def stored_lines(session: Session, plan_id: UUID) -> dict[UUID, list[Line]]:
    """Every theme of the plan with its rows as they stand."""
    themes = queries.list_theme_ids(session, plan_id)
    lines: dict[UUID, list[Line]] = {theme_id: [] for theme_id in themes}
    for row in queries.list_rows(session, plan_id):
        lines[row.theme_id].append(line_of(row))
    return lines


def line_of(row: PlanRow) -> Line:
    return Line(*(getattr(row, name) for name in COLUMNS))


def _replace_rows(session: Session, theme_id: UUID, lines: Sequence[Line]) -> None:
    session.execute(delete(PlanRow).where(PlanRow.theme_id == theme_id))
    session.add_all(
        PlanRow(theme_id=theme_id, position=position, **dict(zip(COLUMNS, line.cells, strict=True)))
        for position, line in enumerate(lines, start=1)
    )
    session.flush()


def add_theme(
    session: Session, actor: Actor, plan_id: UUID, *, title: str, reason: str
) -> PlanTheme:
    """Add a theme that comes from no campaign; ReasonMissingError without a reason."""
    plan = _locked_plan(session, actor, plan_id)
    title = within(clean_line(title), field="title", most=LONGEST_TITLE, least=1)
    reason = within(clean_text(reason), field="reason", most=LONGEST_REASON)
    if not reason:
        raise ReasonMissingError(field="reason")
    theme = PlanTheme(
        plan_id=plan.id, position=next_position(session, plan.id), title=title, reason=reason
    )
    session.add(theme)
    session.flush()
    return theme


def remove_theme(session: Session, actor: Actor, plan_id: UUID, theme_id: UUID) -> None:
    """Take out a theme that was added by hand; what a decision put there stays."""
    _locked_plan(session, actor, plan_id)
    theme = session.get(PlanTheme, theme_id)
    if theme is None or theme.plan_id != plan_id:
        raise NotFoundError(f"theme {theme_id}")
    if theme.campaign_id is not None:
        raise NotAllowedError(Permission.PLAN_EDIT)
    _replace_rows(session, theme_id, [])
    session.delete(theme)


def start_plan(session: Session, actor: Actor, *, target: PlanTarget, now: datetime) -> Plan:
    """The unit's plan for the half-year, made empty if there is none."""
    unit = session.get(Body, target.unit_id)
    if unit is None or unit.kind != "unit":
        raise NotFoundError(f"unit {target.unit_id}")
    if not may_edit_plan(actor, unit.path):
        raise NotAllowedError(Permission.PLAN_EDIT)
    return get_or_make_plan(session, actor, target, now=now)


def _locked_plan(session: Session, actor: Actor, plan_id: UUID) -> Plan:
    plan = queries.find_locked_plan(session, plan_id)
    unit = session.get(Body, plan.unit_id) if plan else None
    if plan is None or unit is None:
        raise NotFoundError(f"plan {plan_id}")
    if not may_edit_plan(actor, unit.path):
        raise NotAllowedError(Permission.PLAN_EDIT)
    return plan
