"""The map of knowledge flow of a plan, and of the unit's other half-years."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.learning.knowledge_flow import Cell, FlowRow, Structure
from app.learning.queries.plans import PlanView, may_read
from app.models import Body, KnowledgeFlow, Plan


def get_flow(session: Session, plan_id: UUID) -> dict[Cell, list[FlowRow]]:
    """The cells that say something, each with its rows in order. One statement."""
    flow: dict[Cell, list[FlowRow]] = {}
    for row in session.scalars(
        select(KnowledgeFlow)
        .where(KnowledgeFlow.plan_id == plan_id)
        .order_by(KnowledgeFlow.position, KnowledgeFlow.id)
    ):
        cell = Cell(Structure(row.source), Structure(row.target))
        flow.setdefault(cell, []).append(FlowRow(row.activity, row.arena, row.responsible))
    return flow


def list_mapped_plans(session: Session, view: PlanView) -> Sequence[Plan]:
    """The unit's other plans that have a map and that this person may read, newest first."""
    has_map = exists().where(KnowledgeFlow.plan_id == Plan.id)
    return session.scalars(
        select(Plan)
        .join(Body, Body.id == Plan.unit_id)
        .where(Plan.unit_id == view.unit.id, Plan.id != view.plan.id, has_map, may_read(view.actor))
        .order_by(Plan.half_year.desc())
    ).all()


def find_earlier(plans: Sequence[Plan], half_year: str) -> Plan | None:
    """The newest of `plans` (newest first) that is older than this half-year."""
    return next((plan for plan in plans if plan.half_year < half_year), None)
