"""Keeping the unit's register of arenas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError
from app.domain.national_id import without_national_id
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, same_line, within
from app.learning.queries.arenas import get_arena
from app.learning.queries.units import UnitView, get_unit_view
from app.models import Activity, Arena, Body

LONGEST_NAME = 200
LONGEST_PARTICIPANTS = 500
MOST_ARENAS = 200
"""Of one unit. A real office had nineteen."""


@dataclass(frozen=True, slots=True)
class ArenaText:
    """An arena as typed."""

    name: str
    frequency: str = ""
    participants: str = ""
    responsible: str = ""
    informal: str = ""
    is_external: bool = False
    develops: bool = False
    shares: bool = False
    spreads: bool = False


def add_arenas(
    session: Session, actor: Actor, unit_slug: str, *, arenas: Sequence[ArenaText]
) -> int:
    """Add several at once; how many were new.

    Rows without a name are left out. One that is there already is not made twice; where it was
    retired, it is taken into use again.
    """
    view = _to_edit(session, actor, unit_slug)
    stored = _by_name(session, view.unit.id)
    before = sum(arena.retired_at is None for arena in stored.values())
    for text in _cleaned(arenas):
        known = stored.get(same_line(text.name))
        if known is None:
            known = stored[same_line(text.name)] = Arena(unit_id=view.unit.id)
            _write(known, text)
            session.add(known)
        known.retired_at = None
    if len(stored) > MOST_ARENAS:
        raise InvalidInputError(field="name", reason="too_many", most=MOST_ARENAS)
    session.flush()
    return sum(arena.retired_at is None for arena in stored.values()) - before


def change_arena(
    session: Session, actor: Actor, unit_slug: str, arena_id: UUID, *, text: ArenaText
) -> None:
    """InvalidInputError (`name`, `taken`) where another arena of the unit has the name."""
    view = _to_edit(session, actor, unit_slug)
    arena = get_arena(session, view.unit.id, arena_id)
    cleaned = next(iter(_cleaned([text])), None)
    if cleaned is None:
        raise InvalidInputError(field="name", reason="missing")
    other = _by_name(session, view.unit.id).get(same_line(cleaned.name), arena)
    if other.id != arena.id:
        raise InvalidInputError(field="name", reason="taken")
    _write(arena, cleaned)
    session.flush()


def remove_arena(
    session: Session, actor: Actor, unit_slug: str, arena_id: UUID, *, now: datetime
) -> bool:
    """Take an arena out of the register; whether it was deleted.

    One that an activity uses is retired instead: it stays in those plans, and is offered no more.
    """
    view = _to_edit(session, actor, unit_slug)
    arena = get_arena(session, view.unit.id, arena_id)
    is_used = session.scalar(select(1).where(Activity.arena_id == arena_id).limit(1)) is not None
    if is_used:
        arena.retired_at = arena.retired_at or now
    else:
        session.delete(arena)
    session.flush()
    return not is_used


def reuse_arena(session: Session, actor: Actor, unit_slug: str, arena_id: UUID) -> None:
    """Take a retired arena into use again."""
    view = _to_edit(session, actor, unit_slug)
    get_arena(session, view.unit.id, arena_id).retired_at = None
    session.flush()


def _to_edit(session: Session, actor: Actor, unit_slug: str) -> UnitView:
    view = get_unit_view(session, actor, unit_slug)
    require_in_plan(actor, PlanPermission.ARENA_EDIT, view.scope)
    # The unit's row is locked, so that two who add the same arena make one.
    session.execute(select(Body.id).where(Body.id == view.unit.id).with_for_update())
    return view


def _by_name(session: Session, unit_id: UUID) -> dict[str, Arena]:
    arenas = session.scalars(select(Arena).where(Arena.unit_id == unit_id))
    return {same_line(arena.name): arena for arena in arenas}


def _cleaned(arenas: Iterable[ArenaText]) -> list[ArenaText]:
    def line(text: str, field: str, most: int = LONGEST_NAME) -> str:
        return without_national_id(within(clean_line(text), field=field, most=most), field=field)

    return [
        ArenaText(
            line(each.name, "name"),
            line(each.frequency, "frequency"),
            line(each.participants, "participants", LONGEST_PARTICIPANTS),
            line(each.responsible, "responsible"),
            line(each.informal, "informal"),
            each.is_external,
            each.develops,
            each.shares,
            each.spreads,
        )
        for each in arenas
        if clean_line(each.name)
    ]


def _write(arena: Arena, text: ArenaText) -> None:
    for name in ArenaText.__slots__:
        setattr(arena, name, getattr(text, name))
