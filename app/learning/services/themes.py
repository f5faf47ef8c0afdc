"""Starting a plan, and the themes that come from no campaign."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.decisions.promotion import PlanTarget, get_or_make_plan, next_position
from app.domain.errors import FrozenError, NotAllowedError, NotFoundError, ReasonMissingError
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, may_look_after, require_in_plan
from app.domain.text import clean_line, clean_text, within
from app.learning.queries.concerns import list_signals_for
from app.learning.queries.content import ThemeView, list_themes
from app.learning.queries.plans import PlanView, lock_plan
from app.learning.queries.units import list_teams
from app.learning.services.table import write_table
from app.learning.services.versions import record_change
from app.models import Body, GroupDecision, Plan, PlanTheme, SourceNote, ThemeComment

LONGEST_TITLE = 300
LONGEST_REASON = 1_000


def start_plan(session: Session, actor: Actor, *, target: PlanTarget, now: datetime) -> Plan:
    """The unit's plan for the half-year, made empty if there is none."""
    unit = session.get(Body, target.unit_id)
    if unit is None or unit.kind != "unit":
        raise NotFoundError(f"unit {target.unit_id}")
    if not may_look_after(actor, unit.path):
        raise NotAllowedError(PlanPermission.PLAN_EDIT)
    return get_or_make_plan(session, actor, target, now=now)


def add_theme(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    *,
    title: str,
    reason: str = "",
    signal_id: UUID | None = None,
    team_id: UUID | None = None,
    is_voluntary: bool = False,
    now: datetime,
) -> PlanTheme:
    """Add a theme from a steering signal, or by hand: then ReasonMissingError without a reason.

    Once the plan is approved every new theme needs one, which is the new version's reason too.

    The makers add themes; a team's people add them to their own sub-plan, which `team_id` names.
    """
    view = lock_plan(session, actor, plan_id)
    team = _team(session, view, team_id)
    permission = PlanPermission.THEME_EDIT if team else PlanPermission.PLAN_EDIT
    require_in_plan(actor, permission, view.scope, team.path if team else None)
    signal_id = _signal_id(session, view, signal_id)
    title = within(clean_line(title), field="title", most=LONGEST_TITLE, least=1)
    reason = within(clean_text(reason), field="reason", most=LONGEST_REASON)
    if not reason and not signal_id:
        raise ReasonMissingError(field="reason")
    theme = PlanTheme(
        plan_id=plan_id,
        position=next_position(session, plan_id),
        title=title,
        reason=reason or None,
        signal_id=signal_id,
        team_id=team.id if team else None,
        is_voluntary=is_voluntary,
    )
    session.add(theme)
    record_change(session, view, reason=reason, now=now)
    session.flush()
    return theme


def _team(session: Session, view: PlanView, team_id: UUID | None) -> Body | None:
    if team_id is None:
        return None
    for team in list_teams(session, view.unit):
        if team.id == team_id:
            return team
    raise NotFoundError(f"team {team_id}")


def _signal_id(session: Session, view: PlanView, signal_id: UUID | None) -> UUID | None:
    """One of the unit's dugnader, or none."""
    if signal_id is None:
        return None
    if signal_id not in {signal.id for signal in list_signals_for(session, view.unit)}:
        raise NotFoundError(f"signal {signal_id}")
    return signal_id


def remove_theme(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    theme_id: UUID,
    *,
    reason: str = "",
    now: datetime,
) -> None:
    """Take out a theme that was added by hand; what a decision put there stays."""
    view = lock_plan(session, actor, plan_id)
    theme = next((one for one in list_themes(session, plan_id) if one.id == theme_id), None)
    if theme is None:
        require_in_plan(actor, PlanPermission.PLAN_EDIT, view.scope)
        raise NotFoundError(f"theme {theme_id}")
    permission = PlanPermission.THEME_EDIT if theme.team else PlanPermission.PLAN_EDIT
    require_in_plan(actor, permission, view.scope, theme.team_path)
    if not is_removable(theme):
        raise NotAllowedError(PlanPermission.PLAN_EDIT)
    write_table(session, theme, [])
    if session.scalar(select(1).where(ThemeComment.theme_id == theme_id).limit(1)):
        raise FrozenError(reason="has_comments")
    # What was decided and noted about it stays, about the plan as a whole.
    for model in (GroupDecision, SourceNote):
        session.execute(update(model).where(model.theme_id == theme_id).values(theme_id=None))
    later = update(PlanTheme).where(PlanTheme.carried_from == theme_id)
    session.execute(later.values(carried_from=None))
    session.delete(theme.theme)
    record_change(session, view, reason=reason, now=now)


def is_removable(theme: ThemeView) -> bool:
    """Added by hand, offered again with a reason, or carried on from an earlier half-year."""
    return theme.origin is None or bool(theme.reason or theme.theme.carried_from)
