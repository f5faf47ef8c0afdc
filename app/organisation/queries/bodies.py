"""Reads about bodies and their place in the tree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor, BodyKind, Role
from app.domain.roles import roles_to_give
from app.models import Affiliation, Body


def get_body(session: Session, slug: str) -> Body:
    """The body with this name in addresses. NotFoundError."""
    body = session.scalar(select(Body).where(Body.slug == slug))
    if body is None:
        raise NotFoundError(f"body {slug}")
    return body


def get_body_by_id(session: Session, body_id: UUID) -> Body:
    body = session.get(Body, body_id)
    if body is None:
        raise NotFoundError(f"body {body_id}")
    return body


@dataclass(frozen=True, slots=True)
class PlacedBody:
    """A body with where it stands: how deep in the tree, and beside which units."""

    body: Body
    depth: int
    paths: tuple[str, ...]
    """Its own, and those of the units it belongs with."""


def list_bodies(session: Session, *, with_dissolved: bool = False) -> list[PlacedBody]:
    """All bodies in two statements: units as a tree, then the others by kind and name."""
    bodies = session.scalars(select(Body)).all()
    shown = [body for body in bodies if with_dissolved or body.dissolved_at is None]
    beside = _units_beside(session, {body.id: body for body in bodies})
    kinds = list(BodyKind)
    others = sorted(
        (body for body in shown if body.kind != BodyKind.UNIT),
        key=lambda body: (kinds.index(BodyKind(body.kind)), sort_key(body.name)),
    )
    placed = [*_as_tree(shown), *((body, 0) for body in others)]
    return [
        PlacedBody(body, depth, (body.path, *beside.get(body.id, ()))) for body, depth in placed
    ]


def _units_beside(session: Session, bodies: dict[UUID, Body]) -> dict[UUID, list[str]]:
    beside: dict[UUID, list[str]] = {}
    for unit_id, body_id in session.execute(select(Affiliation.unit_id, Affiliation.body_id)):
        beside.setdefault(body_id, []).append(bodies[unit_id].path)
    return beside


def _as_tree(bodies: Iterable[Body]) -> Iterator[tuple[Body, int]]:
    """Each unit before those below it; one whose parent is not shown stands at the top."""
    units = {body.id: body for body in bodies if body.kind == BodyKind.UNIT}
    below: dict[UUID | None, list[Body]] = {}
    for body in sorted(units.values(), key=lambda unit: sort_key(unit.name)):
        below.setdefault(body.parent_id if body.parent_id in units else None, []).append(body)
    waiting = [(body, 0) for body in reversed(below.get(None, []))]
    while waiting:
        body, depth = waiting.pop()
        yield body, depth
        waiting += [(child, depth + 1) for child in reversed(below.get(body.id, []))]


def paths_of(session: Session, body: Body) -> tuple[str, ...]:
    """Where one body stands: its own path, and those of the units it belongs with."""
    beside = session.scalars(
        select(Body.path)
        .join(Affiliation, Affiliation.unit_id == Body.id)
        .where(Affiliation.body_id == body.id)
    )
    return (body.path, *beside)


def list_bodies_to_invite_to(
    session: Session, actor: Actor
) -> list[tuple[PlacedBody, tuple[Role, ...]]]:
    """The bodies `actor` may invite somebody to, with the roles they may give there."""
    offered = (
        (placed, roles_to_give(actor, BodyKind(placed.body.kind), placed.paths))
        for placed in list_bodies(session)
    )
    return [(placed, roles) for placed, roles in offered if roles]


def list_affiliated(session: Session, body: Body) -> Sequence[Body]:
    """For a unit the councils and others beside it; for those the units they belong with."""
    if body.kind == BodyKind.UNIT:
        here, there = Affiliation.unit_id, Affiliation.body_id
    else:
        here, there = Affiliation.body_id, Affiliation.unit_id
    found = session.scalars(
        select(Body).join(Affiliation, there == Body.id).where(here == body.id)
    ).all()
    return sorted(found, key=lambda other: sort_key(other.name))
