"""Offices, how a body decides, and members who have no account yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.queries import find_person
from app.accounts.services.memberships import add_membership
from app.councils.queries.council import CouncilView, get_council_view, is_member_now
from app.domain.addresses import valid_address
from app.domain.council_access import CouncilPermission
from app.domain.councils import (
    FEWEST_APPROVALS,
    MAX_MANDATE,
    MAX_PHONE,
    MOST_APPROVALS,
    OfficeKind,
    offices_of,
)
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.domain.permissions import Actor
from app.domain.roles import ROLES_IN
from app.domain.text import clean_line, within
from app.models import Body, CouncilSettings, Membership, Office, Person

LONGEST_NAME = 200


def _managed(session: Session, actor: Actor, slug: str, now: datetime) -> CouncilView:
    view = get_council_view(session, actor, slug, now=now)
    view.require(CouncilPermission.COUNCIL_MANAGE)
    return view


def add_office(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    person_id: UUID,
    kind: str,
    mandate: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    now: datetime,
) -> Office:
    """Give a member an office. A new leader or secretary ends the term of the one before.

    Raises InvalidInputError on `kind`, `person`, `mandate` or `ends_on`.
    """
    view = _managed(session, actor, slug, now)
    if kind not in offices_of(view.kind):
        raise InvalidInputError(field="kind", reason="unknown")
    starts_at = max(now, starts_at or now)
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidInputError(field="ends_on", reason="before_start")
    mandate = within(clean_line(mandate), field="mandate", most=MAX_MANDATE)
    if kind == OfficeKind.REPRESENTATIVE and not mandate:
        raise InvalidInputError(field="mandate", reason="missing")
    _require_member(session, view, person_id, now)
    session.get_one(Body, view.body.id, with_for_update=True)
    for held in _following(session, view.body.id, kind, person_id, now):
        held.ends_at = max(held.starts_at, min(held.ends_at or starts_at, starts_at))
    office = Office(
        body_id=view.body.id,
        person_id=person_id,
        kind=kind,
        mandate=mandate,
        starts_at=starts_at,
        ends_at=ends_at,
        recorded_by=actor.person_id,
        recorded_at=now,
    )
    session.add(office)
    session.flush()
    return office


def _require_member(session: Session, view: CouncilView, person_id: UUID, now: datetime) -> None:
    found = session.scalar(
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.id == person_id, is_member_now(view.body.id, now))
        .limit(1)
    )
    if found is None:
        raise InvalidInputError(field="person", reason="not_a_member")


def _following(
    session: Session, body_id: UUID, kind: str, person_id: UUID, now: datetime
) -> list[Office]:
    """Whose term the new one ends: the leader before, or the same person's older mandate."""
    same = select(Office).where(
        Office.body_id == body_id,
        Office.kind == kind,
        Office.ends_at.is_(None) | (Office.ends_at > now),
    )
    if kind == OfficeKind.REPRESENTATIVE:
        same = same.where(Office.person_id == person_id)
    return list(session.scalars(same))


def end_office(
    session: Session, actor: Actor, slug: str, office_id: UUID, *, now: datetime
) -> None:
    """End a term now. What was done in it stays."""
    view = _managed(session, actor, slug, now)
    office = session.get(Office, office_id)
    if office is None or office.body_id != view.body.id:
        raise NotFoundError(f"office {office_id}")
    if office.ends_at is None or office.ends_at > now:
        office.ends_at = max(office.starts_at, now)
    session.flush()


def save_settings(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    approvals_needed: int,
    phone: str,
    phone_name: str,
    now: datetime,
) -> CouncilSettings:
    """How many must approve (two at least), and whom the members can call."""
    view = _managed(session, actor, slug, now)
    if not FEWEST_APPROVALS <= approvals_needed <= MOST_APPROVALS:
        raise InvalidInputError(field="approvals_needed", reason="out_of_range")
    settings = session.get(CouncilSettings, view.body.id) or CouncilSettings(body_id=view.body.id)
    settings.approvals_needed = approvals_needed
    settings.phone = within(clean_line(phone), field="phone", most=MAX_PHONE)
    settings.phone_name = within(clean_line(phone_name), field="phone_name", most=LONGEST_NAME)
    session.add(settings)
    session.flush()
    return settings


def add_member(
    session: Session, actor: Actor, slug: str, *, name: str, email: str, now: datetime
) -> Person:
    """A member who has no account and need not make one: a personal link is enough.

    Who has one is invited, and says yes; who has none but sits in another body already, sits in
    this one too. Raises InvalidInputError on name or address.
    """
    view = get_council_view(session, actor, slug, now=now)
    view.require(CouncilPermission.MEMBER_ADD)
    if view.body.dissolved_at:
        raise ConflictError("dissolved")
    address = valid_address(email)
    person = find_person(session, address)
    if person is None or person.link_only_since is None:
        person = _new_person(session, name, address, now)
    if not add_membership(session, person.id, view.body.id, ROLES_IN[view.kind][0], now=now):
        raise InvalidInputError(field="email", reason="member")
    return person


def _new_person(session: Session, name: str, address: str, now: datetime) -> Person:
    person = Person(
        name=within(clean_line(name), field="name", least=1, most=LONGEST_NAME),
        email=address,
        link_only_since=now,
        created_at=now,
    )
    if session.scalar(select(Person.id).where(Person.email == address)) is not None:
        raise InvalidInputError(field="email", reason="taken")
    session.add(person)
    try:
        session.flush()
    except IntegrityError as clash:
        raise InvalidInputError(field="email", reason="taken") from clash
    return person
