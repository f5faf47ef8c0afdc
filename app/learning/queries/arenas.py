"""The unit's register of arenas: where learning happens, again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.models import Activity, Arena


@dataclass(frozen=True, slots=True)
class ArenaLine:
    """An arena, and in how many activities of all the plans it is used."""

    arena: Arena
    uses: int

    @property
    def is_retired(self) -> bool:
        return self.arena.retired_at is not None


def list_arenas(session: Session, unit_id: UUID) -> list[ArenaLine]:
    """Those in use first, each part by name. One statement."""
    uses = (
        select(func.count())
        .select_from(Activity)
        .where(Activity.arena_id == Arena.id)
        .scalar_subquery()
    )
    rows = session.execute(select(Arena, uses).where(Arena.unit_id == unit_id))
    lines = [ArenaLine(arena, count or 0) for arena, count in rows]
    return sorted(lines, key=lambda line: (line.is_retired, sort_key(line.arena.name)))


def list_arenas_at_hand(session: Session, unit_id: UUID) -> list[Arena]:
    """Those that are not retired, by name: the overview in every plan of the unit."""
    arenas = session.scalars(
        select(Arena).where(Arena.unit_id == unit_id, Arena.retired_at.is_(None))
    )
    return sorted(arenas, key=lambda arena: sort_key(arena.name))


def list_arena_names(session: Session, unit_id: UUID) -> Sequence[str]:
    """What is offered where an arena is chosen or typed: those that are not retired, by name."""
    names = session.scalars(
        select(Arena.name).where(Arena.unit_id == unit_id, Arena.retired_at.is_(None))
    )
    return sorted(names, key=sort_key)


def get_arena(session: Session, unit_id: UUID, arena_id: UUID) -> Arena:
    """An arena of this very unit; NotFoundError."""
    arena = session.get(Arena, arena_id)
    if arena is None or arena.unit_id != unit_id:
        raise NotFoundError(f"arena {arena_id}")
    return arena
