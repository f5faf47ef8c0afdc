"""Who has taken on what, and until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from app.accounts.queries import is_current
from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.permissions import Role
from app.domain.proposals import OUT_OF_SIGHT, Reach
from app.models import Assignment, Body, Campaign, Idea, Membership, Person


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

    @property
    def is_out_of_sight(self) -> bool:
        """Hidden or withdrawn since: nobody reads here what it said."""
        return self.idea.state in OUT_OF_SIGHT

    @property
    def title(self) -> str:
        return f"nr. {self.idea.nr}" if self.is_out_of_sight else self.idea.title

    def is_late(self, today: date) -> bool:
        """Whether the day has gone by, and nothing has been heard."""
        is_waited_for = self.reported_at is None and self.ended_at is None
        return self.due_on < today and is_waited_for and not self.is_out_of_sight


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


def list_held(session: Session, campaign_id: UUID) -> Sequence[Held]:
    """What somebody has in a campaign now; what is not heard of first, the nearest day first."""
    rows = session.execute(
        _held()
        .where(Assignment.campaign_id == campaign_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.reported_at.is_not(None), Assignment.due_on, Assignment.id)
    )
    return [Held(*row) for row in rows]


def list_mine(session: Session, person_id: UUID) -> Sequence[Held]:
    """What one has taken on and not reported on, the nearest day first."""
    rows = session.execute(
        _held()
        .where(
            Assignment.owner_id == person_id,
            *expected(),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    return [Held(*row) for row in rows]


def list_expected(session: Session, *, due_from: date, due_by: date) -> Sequence[Held]:
    """What is to be heard of in these days, in every campaign that is not put away."""
    rows = session.execute(
        _held()
        .where(
            *expected(),
            Assignment.due_on.between(due_from, due_by),
            Idea.state.not_in(OUT_OF_SIGHT),
            Campaign.archived_at.is_(None),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    return [Held(*row) for row in rows]


def expected() -> tuple[ColumnElement[bool], ...]:
    """Somebody has it, and nothing has been heard."""
    return Assignment.ended_at.is_(None), Assignment.reported_at.is_(None)


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


def list_likely_owners(
    session: Session, owners: Iterable[Body], idea: Idea, now: datetime
) -> Sequence[Owner]:
    """Leaders of those it is proposed for and of the units behind the campaign. Two statements.

    What needs the centre is for the leaders above those units as well, the nearest first.
    """
    places = _places_of(owners, _body_behind(session, idea), idea)
    rows = session.execute(
        select(Person.id, Person.name, Body.name, Body.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Body, Body.id == Membership.body_id)
        .where(
            Body.id.in_(places),
            Membership.role == Role.LEADER,
            is_current(now),
            Person.disabled_at.is_(None),
            Person.erased_at.is_(None),
        )
        .distinct()
    ).all()
    found = {
        (places.index(body_id), sort_key(name or ""), id): Owner(id, name or "", unit)
        for id, name, unit, body_id in rows
    }
    once: dict[UUID, Owner] = {}
    for place in sorted(found):
        once.setdefault(found[place].id, found[place])
    return list(once.values())


def _body_behind(session: Session, idea: Idea) -> Body | None:
    return session.get(Body, idea.on_behalf_of) if idea.on_behalf_of else None


def _places_of(owners: Iterable[Body], behind: Body | None, idea: Idea) -> list[UUID]:
    """The units whose leaders could follow it up, the most likely first and each once."""
    here = [*([behind] if behind else []), *owners]
    above = [UUID(each) for body in here for each in reversed(body.path.strip("/").split("/"))]
    at_hand = [body.id for body in here]
    if idea.reach != Reach.CENTRE:
        return list(dict.fromkeys(at_hand))
    return list(dict.fromkeys([*(each for each in above if each not in at_hand), *at_hand]))
