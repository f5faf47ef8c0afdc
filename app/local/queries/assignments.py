"""Who has taken on what, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.permissions import Role
from app.models import Assignment, Body, Campaign, CampaignBody, Idea, Membership, Person


@dataclass(frozen=True, slots=True)
class Held:
    """A proposal somebody has taken on."""

    id: UUID
    campaign: Campaign
    idea: Idea
    owner_id: UUID
    owner: str | None
    due_on: date
    message: str
    assigned_by: str | None
    assigned_at: datetime
    report: str | None
    reported_at: datetime | None
    ended_at: datetime | None


def get_assignment(session: Session, assignment_id: UUID) -> Held:
    row = session.execute(_held().where(Assignment.id == assignment_id)).first()
    if row is None:
        raise NotFoundError(f"assignment {assignment_id}")
    return Held(*row)


def list_assignments(session: Session, idea: Idea) -> Sequence[Held]:
    """Every one there has been for a proposal, newest first."""
    rows = session.execute(
        _held()
        .where(Assignment.campaign_id == idea.campaign_id, Assignment.idea_id == idea.id)
        .order_by(Assignment.assigned_at.desc(), Assignment.id)
    )
    return [Held(*row) for row in rows]


def list_mine(session: Session, person_id: UUID) -> Sequence[Held]:
    """What one has taken on and not reported on, the nearest day first."""
    rows = session.execute(
        _held()
        .where(
            Assignment.owner_id == person_id,
            Assignment.ended_at.is_(None),
            Assignment.reported_at.is_(None),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    return [Held(*row) for row in rows]


def _held() -> Select[*tuple[Any, ...]]:
    giver, owner = aliased(Person), aliased(Person)
    return (
        select(
            Assignment.id,
            Campaign,
            Idea,
            Assignment.owner_id,
            owner.name,
            Assignment.due_on,
            Assignment.message,
            giver.name,
            Assignment.assigned_at,
            Assignment.report,
            Assignment.reported_at,
            Assignment.ended_at,
        )
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .join(Idea, (Idea.campaign_id == Assignment.campaign_id) & (Idea.id == Assignment.idea_id))
        .join(owner, owner.id == Assignment.owner_id)
        .join(giver, giver.id == Assignment.assigned_by)
    )


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody one may name."""

    id: UUID
    name: str
    unit: str


def list_likely_owners(session: Session, campaign_id: UUID, now: datetime) -> Sequence[Owner]:
    """Leaders of the units behind the campaign. One statement."""
    rows = session.execute(
        select(Person.id, Person.name, Body.name)
        .select_from(CampaignBody)
        .join(Body, Body.id == CampaignBody.body_id)
        .join(Membership, Membership.body_id == Body.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            CampaignBody.campaign_id == campaign_id,
            CampaignBody.part == "owner",
            Membership.role == Role.LEADER,
            Membership.starts_at <= now,
            Membership.ends_at.is_(None) | (Membership.ends_at > now),
            Person.disabled_at.is_(None),
            Person.erased_at.is_(None),
        )
        .distinct()
    )
    found = [Owner(id, name or "", unit) for id, name, unit in rows]
    return sorted(found, key=lambda each: (sort_key(each.unit), sort_key(each.name)))
