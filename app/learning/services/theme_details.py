"""What a theme is called, whose it is and where it stands, and the words of one outcome."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.learning.framework import Level
from app.domain.national_id import without_national_id
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, clean_text, within
from app.learning.queries.activities import list_people_to_choose
from app.learning.queries.plans import lock_plan
from app.learning.queries.units import list_teams
from app.learning.services.table import LONGEST_CELL, MOST_ROWS
from app.learning.services.themes import LONGEST_TITLE
from app.learning.services.versions import record_change
from app.models import Body, LearningOutcome, PlanTheme


@dataclass(frozen=True, slots=True)
class ThemeDetails:
    """What a theme's own form holds."""

    title: str
    is_voluntary: bool = False
    team_id: UUID | None = None
    responsible_id: UUID | None = None


def edit_theme(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    theme_id: UUID,
    *,
    details: ThemeDetails,
    reason: str = "",
    now: datetime,
) -> None:
    """Give a theme another title, team or responsible person.

    A team's own people do so with the themes of their sub-plan, and leave them with the team.
    """
    view = lock_plan(session, actor, plan_id)
    theme = _get_theme(session, plan_id, theme_id)
    team = session.get(Body, theme.team_id) if theme.team_id else None
    stays = team is not None and details.team_id == team.id
    permission = PlanPermission.THEME_EDIT if stays else PlanPermission.PLAN_EDIT
    require_in_plan(actor, permission, view.scope, team.path if team else None)
    teams = {team.id for team in list_teams(session, view.unit)}
    if details.team_id not in {None, theme.team_id, *teams}:
        raise NotFoundError(f"team {details.team_id}")
    if details.responsible_id not in {None, theme.responsible_id}:
        people = dict(list_people_to_choose(session, view.unit, now=now))
        if details.responsible_id not in people:
            raise NotFoundError(f"person {details.responsible_id}")
    title = within(clean_line(details.title), field="title", most=LONGEST_TITLE, least=1)
    theme.title = without_national_id(title, field="title")
    theme.is_voluntary = details.is_voluntary
    theme.team_id = details.team_id
    theme.responsible_id = details.responsible_id
    record_change(session, view, reason=reason, now=now)


def move_theme(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    theme_id: UUID,
    *,
    by: int,
    reason: str = "",
    now: datetime,
) -> None:
    """One place up (`by` -1) or down (1). At the end it stays where it is."""
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.PLAN_EDIT, view.scope)
    themes = list(
        session.scalars(
            select(PlanTheme)
            .where(PlanTheme.plan_id == plan_id)
            .order_by(PlanTheme.position, PlanTheme.id)
        )
    )
    at = next((nr for nr, theme in enumerate(themes) if theme.id == theme_id), None)
    if at is None:
        raise NotFoundError(f"theme {theme_id}")
    to = min(max(at + by, 0), len(themes) - 1)
    themes.insert(to, themes.pop(at))
    for position, theme in enumerate(themes, start=1):
        theme.position = position
    record_change(session, view, reason=reason, now=now)


def add_outcome(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    theme_id: UUID,
    *,
    text: str,
    level: str | None,
    reason: str = "",
    now: datetime,
) -> None:
    """One more outcome, last in the theme. InvalidInputError when it has as many as it may."""
    view = lock_plan(session, actor, plan_id)
    theme = _get_theme(session, plan_id, theme_id)
    team = session.get(Body, theme.team_id) if theme.team_id else None
    require_in_plan(actor, PlanPermission.THEME_EDIT, view.scope, team.path if team else None)
    of_theme = LearningOutcome.theme_id == theme_id
    count, last = session.execute(
        select(func.count(), func.coalesce(func.max(LearningOutcome.position), 0)).where(of_theme)
    ).one()
    if count >= MOST_ROWS:
        raise InvalidInputError(field="text", reason="too_many", most=MOST_ROWS)
    outcome = LearningOutcome(theme_id=theme_id, position=last + 1)
    _write(outcome, text, level)
    session.add(outcome)
    record_change(session, view, reason=reason, now=now)


def edit_outcome(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    outcome_id: UUID,
    *,
    text: str,
    level: str | None,
    reason: str = "",
    now: datetime,
) -> None:
    """Change an outcome's words and its level in the framework."""
    view = lock_plan(session, actor, plan_id)
    outcome, team_path = get_outcome(session, plan_id, outcome_id)
    require_in_plan(actor, PlanPermission.THEME_EDIT, view.scope, team_path)
    _write(outcome, text, level)
    record_change(session, view, reason=reason, now=now)


def _write(outcome: LearningOutcome, text: str, level: str | None) -> None:
    if level is not None and level not in set(Level):
        raise InvalidInputError(field="level", reason="unknown")
    words = within(clean_text(text), field="text", most=LONGEST_CELL, least=1)
    outcome.text = without_national_id(words, field="text")
    outcome.level = level


def get_outcome(
    session: Session, plan_id: UUID, outcome_id: UUID
) -> tuple[LearningOutcome, str | None]:
    """An outcome of this very plan and the path of the team it is for; NotFoundError."""
    row = session.execute(
        select(LearningOutcome, Body.path)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .outerjoin(Body, Body.id == PlanTheme.team_id)
        .where(LearningOutcome.id == outcome_id, PlanTheme.plan_id == plan_id)
    ).first()
    if row is None:
        raise NotFoundError(f"outcome {outcome_id}")
    return row[0], row[1]


def _get_theme(session: Session, plan_id: UUID, theme_id: UUID) -> PlanTheme:
    theme = session.get(PlanTheme, theme_id)
    if theme is None or theme.plan_id != plan_id:
        raise NotFoundError(f"theme {theme_id}")
    return theme
