"""Filling in the map of knowledge flow, cell by cell, over nobody's words."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.learning.knowledge_flow import MOST_ROWS, Cell, FlowRow, fingerprint_of_rows
from app.domain.national_id import without_national_id
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, clean_text, within
from app.learning.queries.knowledge_flow import find_earlier, get_flow, list_mapped_plans
from app.learning.queries.plans import PlanView, lock_plan
from app.models import KnowledgeFlow

LONGEST_ACTIVITY = 500
LONGEST_WORDS = 200


def save_cell(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    cell: Cell,
    *,
    rows: Sequence[FlowRow],
    base: str,
) -> None:
    """Write one cell. ConflictError where it no longer says what `base` is the fingerprint of.

    Two who wrote the same are no conflict. Empty rows are left out.
    """
    view = _to_edit(session, actor, plan_id)
    kept = _cleaned(rows)
    stored = get_flow(session, plan_id).get(cell, [])
    if kept == stored:
        return
    if fingerprint_of_rows(stored) != base:
        raise ConflictError(f"cell {cell}")
    _write(session, plan_id, cell, kept)
    if kept:
        view.plan.skips_map = False
    session.flush()


def copy_map(session: Session, actor: Actor, plan_id: UUID) -> int:
    """Fill the empty cells from the unit's newest earlier map; how many were filled.

    NotFoundError where there is no such map.
    """
    view = _to_edit(session, actor, plan_id)
    earlier = find_earlier(list_mapped_plans(session, view), view.plan.half_year)
    if earlier is None:
        raise NotFoundError(f"a map before {view.plan.half_year}")
    here = get_flow(session, plan_id)
    wanted = [
        (cell, rows) for cell, rows in get_flow(session, earlier.id).items() if cell not in here
    ]
    for cell, rows in wanted:
        _write(session, plan_id, cell, rows)
    view.plan.skips_map = False
    session.flush()
    return len(wanted)


def _to_edit(session: Session, actor: Actor, plan_id: UUID) -> PlanView:
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.PLAN_EDIT, view.scope)
    return view


def _write(session: Session, plan_id: UUID, cell: Cell, rows: Iterable[FlowRow]) -> None:
    session.execute(
        delete(KnowledgeFlow).where(
            KnowledgeFlow.plan_id == plan_id,
            KnowledgeFlow.source == cell.source,
            KnowledgeFlow.target == cell.target,
        )
    )
    session.add_all(
        KnowledgeFlow(
            plan_id=plan_id,
            source=cell.source,
            target=cell.target,
            position=position,
            activity=row.activity,
            arena=row.arena,
            responsible=row.responsible,
        )
        for position, row in enumerate(rows, start=1)
    )


def _cleaned(rows: Iterable[FlowRow]) -> list[FlowRow]:
    """Without the empty rows. InvalidInputError says of which other one, counted from 1."""
    typed = [row for row in rows if not row.is_empty]
    kept = [
        FlowRow(
            _words(clean_text(row.activity), LONGEST_ACTIVITY, "activity", nr),
            _words(clean_line(row.arena), LONGEST_WORDS, "arena", nr),
            _words(clean_line(row.responsible), LONGEST_WORDS, "responsible", nr),
        )
        for nr, row in enumerate(typed, start=1)
    ]
    if len(kept) > MOST_ROWS:
        raise InvalidInputError(field="rows", reason="too_many", most=MOST_ROWS)
    return kept


def _words(text: str, most: int, field: str, row: int) -> str:
    try:
        return without_national_id(within(text, field=field, most=most), field=field)
    except InvalidInputError as error:
        reason = error.facts["reason"]
        raise InvalidInputError(field=field, reason=reason, most=most, row=row) from error
