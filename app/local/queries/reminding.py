"""Whom one can write to in a unit where nothing happens yet, and when that was done last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.queries import is_current
from app.domain.permissions import Role
from app.models import Membership, Notice, Person

KIND = "local_reminder"


@dataclass(frozen=True, slots=True)
class Heads:
    """Who leads or facilitates in a unit, and the last time they were written to."""

    people: frozenset[UUID]
    told_at: datetime | None


def key_of(campaign_id: UUID, unit_id: UUID) -> str:
    """How the notices about one unit begin; the day follows."""
    return f"{KIND}:{campaign_id}:{unit_id}:"


def list_heads(
    session: Session, campaign_id: UUID, units: Collection[UUID], now: datetime
) -> Mapping[UUID, Heads]:
    """One for each unit, leaders and facilitators of its own. Two statements."""
    people = list_who_heads(session, units, now)
    told = _told(session, set().union(*people.values()))
    return {
        unit_id: Heads(frozenset(found), _last(told, key_of(campaign_id, unit_id)))
        for unit_id, found in people.items()
    }


def list_who_heads(
    session: Session, units: Collection[UUID], now: datetime
) -> Mapping[UUID, set[UUID]]:
    """Those alone, by unit. One statement."""
    people: dict[UUID, set[UUID]] = {unit_id: set() for unit_id in units}
    rows = session.execute(
        select(Membership.body_id, Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.body_id.in_(units),
            Membership.role.in_((Role.LEADER, Role.FACILITATOR)),
            is_current(now),
            Person.disabled_at.is_(None),
            Person.erased_at.is_(None),
        )
    )
    for unit_id, person_id in rows:
        people[unit_id].add(person_id)
    return people


def _told(session: Session, people: Collection[UUID]) -> dict[str, datetime]:
    rows = session.execute(
        select(Notice.event_key, func.max(Notice.created_at))
        .where(Notice.person_id.in_(people), Notice.kind == KIND)
        .group_by(Notice.event_key)
    )
    return {str(key): at for key, at in rows}


def _last(told: Mapping[str, datetime], prefix: str) -> datetime | None:
    return max((at for key, at in told.items() if key.startswith(prefix)), default=None)
