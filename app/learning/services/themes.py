"""Starting a plan, and the themes that come from no campaign."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.decisions.promotion import PlanTarget, get_or_make_plan, next_position
from app.domain.errors import NotAllowedError, NotFoundError, ReasonMissingError
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, may_look_after, require_in_plan
from app.domain.text import clean_line, clean_text, within
from app.learning.queries.content import list_themes
from app.learning.queries.plans import lock_plan
from app.learning.services.table import write_table
from app.models import Body, Plan, PlanTheme

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
    session: Session, actor: Actor, plan_id: UUID, *, title: str, reason: str
) -> PlanTheme:
    """Add a theme that comes from no campaign; ReasonMissingError without a reason."""
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.PLAN_EDIT, view.scope)
    title = within(clean_line(title), field="title", most=LONGEST_TITLE, least=1)
    reason = within(clean_text(reason), field="reason", most=LONGEST_REASON)
    if not reason:
        raise ReasonMissingError(field="reason")
    theme = PlanTheme(
        plan_id=plan_id, position=next_position(session, plan_id), title=title, reason=reason
    )
    session.add(theme)
    session.flush()
    return theme


def remove_theme(session: Session, actor: Actor, plan_id: UUID, theme_id: UUID) -> None:
    """Take out a theme that was added by hand; what a decision put there stays."""
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.PLAN_EDIT, view.scope)
    theme = next((one for one in list_themes(session, plan_id) if one.id == theme_id), None)
    if theme is None:
        raise NotFoundError(f"theme {theme_id}")
    if theme.origin is not None:
        raise NotAllowedError(PlanPermission.PLAN_EDIT)
    write_table(session, theme, [])
    session.delete(theme.theme)
