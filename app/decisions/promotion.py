"""What goes forward becomes themes in a learning plan, each once, with the way back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.dates import day_of
from app.domain.errors import InvalidInputError, NotAllowedError
from app.domain.half_years import HalfYear
from app.domain.permissions import Actor, BodyKind
from app.domain.plan_access import MAKING, PlanPermission, PlanState, may_look_after
from app.models import Body, Plan, PlanTheme

MAKES_PLANS = "learning_themes"
"""The campaign template whose winners become a plan."""


@dataclass(frozen=True, slots=True)
class PlanTarget:
    """Which plan the themes go into."""

    unit_id: UUID
    half_year: HalfYear


def list_plan_units(session: Session, view: CampaignView) -> list[Body]:
    """Units of the campaign whose plan this person may write, the owners first."""
    bodies = (*view.scope.owners, *view.scope.audiences)
    wanted = [
        body.id
        for body in bodies
        if body.kind is BodyKind.UNIT and may_look_after(view.actor, body.path)
    ]
    if not wanted:
        return []
    units = session.scalars(select(Body).where(Body.id.in_(wanted)))
    return sorted(units, key=lambda unit: wanted.index(unit.id))


def half_years_to_choose(moment: datetime) -> list[HalfYear]:
    """This one and the two that follow, in the order of time."""
    current = HalfYear.of(day_of(moment))
    return [current, current.next(), current.next().next()]


def half_year_to_plan(moment: datetime) -> HalfYear:
    """The coming one, unless somebody says otherwise."""
    return HalfYear.of(day_of(moment)).next()


def promote_winners(
    session: Session,
    actor: Actor,
    *,
    target: PlanTarget,
    campaign_id: UUID,
    ideas: Sequence[tuple[UUID, str]],
    now: datetime,
) -> Plan:
    """Add `ideas` (id, title) as themes to the target's plan; made if there is none.

    A proposal that already is a theme there is left as it is. InvalidInputError (`half_year`,
    `approved`) where the plan is approved: what is in it changes with a reason alone.
    """
    unit = session.get(Body, target.unit_id)
    if unit is None or not may_look_after(actor, unit.path):
        raise NotAllowedError(PlanPermission.PLAN_EDIT)
    plan = get_or_make_plan(session, actor, target, now=now)
    if PlanState(plan.state) not in MAKING:
        raise InvalidInputError(field="half_year", reason="approved")
    known = set(session.scalars(select(PlanTheme.idea_id).where(PlanTheme.plan_id == plan.id)))
    _add_themes(session, plan, campaign_id, [each for each in ideas if each[0] not in known])
    return plan


def get_or_make_plan(session: Session, actor: Actor, target: PlanTarget, *, now: datetime) -> Plan:
    """The unit's plan for the half-year. The unit's row is locked, so that two make one."""
    session.execute(select(Body.id).where(Body.id == target.unit_id).with_for_update())
    plan = session.scalar(
        select(Plan)
        .where(Plan.unit_id == target.unit_id, Plan.half_year == str(target.half_year))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if plan is None:
        plan = Plan(
            unit_id=target.unit_id,
            half_year=str(target.half_year),
            created_by=actor.person_id,
            created_at=now,
        )
        session.add(plan)
        session.flush()
    return plan


def next_position(session: Session, plan_id: UUID) -> int:
    last = session.scalar(select(func.max(PlanTheme.position)).where(PlanTheme.plan_id == plan_id))
    return (last or 0) + 1


def _add_themes(
    session: Session, plan: Plan, campaign_id: UUID, ideas: Iterable[tuple[UUID, str]]
) -> None:
    first = next_position(session, plan.id)
    session.add_all(
        PlanTheme(
            plan_id=plan.id,
            position=position,
            title=title,
            campaign_id=campaign_id,
            idea_id=idea_id,
        )
        for position, (idea_id, title) in enumerate(ideas, start=first)
    )
    session.flush()
