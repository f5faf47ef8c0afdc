"""Whom a campaign can be for and who can own it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.alphabet import sort_key
from app.domain.permissions import Actor, BodyKind, Role
from app.models import Affiliation, Body

_ORDER = [
    BodyKind.UNIT,
    BodyKind.COUNCIL,
    BodyKind.USER_ORGANISATION,
    BodyKind.MUNICIPALITY,
    BodyKind.PARTNER,
    BodyKind.NETWORK,
]
_INVITED = frozenset({BodyKind.COUNCIL, BodyKind.USER_ORGANISATION, BodyKind.MUNICIPALITY})
"""What is ticked together with an office; other partners and networks are asked in by hand."""
_TEAM = "team"
_WIDE_UNITS = frozenset({"directorate", "region", "special"})
_WIDE_KINDS = frozenset({"network", "partner", "user_organisation"})


@dataclass(frozen=True, slots=True)
class BodyChoices:
    """The bodies a facilitator can choose between, in the order they are shown."""

    mine: Sequence[Body]
    """Where the person is a facilitator; the first is the default owner."""
    presets: Sequence[Body]
    """The same with the councils, partners and municipalities that belong there."""
    others: Sequence[Body]
    """Everything else one may invite."""
    owners: Sequence[Body]
    """Everything that may own a campaign together with one's own."""

    usual: Sequence[Body]
    """What is ticked from the start: the default owner with what belongs there."""


def get_body_choices(session: Session, actor: Actor) -> BodyChoices:
    """Two statements."""
    bodies = sorted(
        session.scalars(select(Body).where(Body.dissolved_at.is_(None))),
        key=lambda body: (_ORDER.index(BodyKind(body.kind)), sort_key(body.name)),
    )
    held = {m.body.id for m in actor.memberships if m.role is Role.FACILITATOR}
    mine = [body for body in bodies if body.id in held]
    mine.sort(key=lambda body: (body.kind != BodyKind.UNIT, body.path.count("/")))
    belonging = session.execute(
        select(Affiliation.body_id, Body.path).join(Body, Body.id == Affiliation.unit_id)
    ).all()

    def gather(units: Sequence[Body]) -> list[Body]:
        paths = tuple(unit.path for unit in units)
        close = {body_id for body_id, path in belonging if path.startswith(paths)}
        return [*units, *(body for body in bodies if body.id in close and body not in units)]

    presets = gather(mine)
    below = [body for body in bodies if _is_below(body, mine)]
    return BodyChoices(
        mine=mine,
        presets=presets,
        others=[body for body in bodies if body not in presets and body.unit_kind != _TEAM],
        owners=[body for body in bodies if _may_own(body, [*presets, *below])],
        usual=[body for body in gather(mine[:1]) if body in mine[:1] or body.kind in _INVITED],
    )


def _is_below(body: Body, units: Iterable[Body]) -> bool:
    return any(body.path.startswith(unit.path) for unit in units)


def _may_own(body: Body, close: Collection[Body]) -> bool:
    is_wide = body.unit_kind in _WIDE_UNITS or body.kind in _WIDE_KINDS
    return body.unit_kind != _TEAM and (body in close or is_wide)


def list_bodies(session: Session, ids: Collection[UUID]) -> Sequence[Body]:
    """Those of `ids` that exist and are not dissolved."""
    bodies = session.scalars(select(Body).where(Body.id.in_(ids), Body.dissolved_at.is_(None)))
    return sorted(bodies, key=lambda body: sort_key(body.name))
