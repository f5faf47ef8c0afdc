"""The beginning of planning: mandate, time frame, hours, and who is in the working group."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.learning.working_group import Part
from app.domain.national_id import without_national_id
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, clean_text, within
from app.learning.queries.plans import PlanView, lock_plan
from app.learning.queries.units import belongs_to
from app.models import GroupMember, GroupWish, Person
from app.notices.services import tell

LONGEST_MANDATE = 10_000
LONGEST_PROFESSION = 100
MOST_MINUTES_EACH = 60 * 900
"""About all the working hours of a half-year."""
LARGEST_GROUP = 30
"""Far beyond what is advised; keeps a slip from filling a table."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """What the group is asked to do, and by when; both days included."""

    text: str
    starts_on: date | None
    ends_on: date | None
    minutes_each: int | None
    """How much time each person has for learning in the half-year."""


def write_mandate(session: Session, actor: Actor, plan_id: UUID, *, mandate: Mandate) -> None:
    """InvalidInputError where the time frame ends before it begins."""
    plan = _to_appoint(session, actor, plan_id).plan
    starts, ends = mandate.starts_on, mandate.ends_on
    if starts and ends and ends < starts:
        raise InvalidInputError(field="work_ends_on", reason="before_start")
    minutes = mandate.minutes_each
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES_EACH:
        raise InvalidInputError(field="hours_each", reason="out_of_range")
    text = within(clean_text(mandate.text), field="mandate", most=LONGEST_MANDATE)
    plan.mandate = without_national_id(text, field="mandate")
    plan.work_starts_on, plan.work_ends_on = starts, ends
    plan.minutes_each = minutes
    if plan.mandate:
        plan.skips_mandate = False
    session.flush()


def skip_mandate(session: Session, actor: Actor, plan_id: UUID, *, wanted: bool) -> None:
    """Say that the group works without a mandate, or take it back."""
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.PLAN_EDIT, view.scope)
    view.plan.skips_mandate = wanted


def skip_map(session: Session, actor: Actor, plan_id: UUID, *, wanted: bool) -> None:
    """Say that the plan is made without a map of knowledge flow, or take it back."""
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.PLAN_EDIT, view.scope)
    view.plan.skips_map = wanted


def appoint(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    person_id: UUID,
    *,
    profession: str = "",
    now: datetime,
) -> None:
    """Take somebody of the unit into the working group, and tell them by mail.

    Whoever is a member already stays as they are, and gets no second mail. NotFoundError for
    somebody who does not belong to the unit.
    """
    view = _to_appoint(session, actor, plan_id)
    if session.get(GroupMember, (plan_id, person_id)):
        return
    person = session.scalar(
        select(Person).where(Person.id == person_id, belongs_to(view.unit, now))
    )
    if person is None:
        raise NotFoundError(f"person {person_id}")
    if len(view.scope.group) >= LARGEST_GROUP:
        raise InvalidInputError(field="person_id", reason="too_many", most=LARGEST_GROUP)
    wish = session.get(GroupWish, (plan_id, person_id))
    words = _profession(profession) or (wish.profession if wish else "")
    session.add(GroupMember(plan_id=plan_id, person_id=person_id, profession=words))
    if wish:
        session.delete(wish)
    _tell(session, view, person_id, now)
    session.flush()


def _tell(session: Session, view: PlanView, person_id: UUID, now: datetime) -> None:
    if person_id == view.actor.person_id:
        return
    facts: dict[str, str | int | None] = {
        "unit": view.unit.name,
        "unit_slug": view.unit.slug,
        "half_year": view.plan.half_year,
    }
    event_key = f"group:{view.plan.id}:{now.isoformat()}"
    tell(session, "group_appointed", [person_id], event_key=event_key, facts=facts, now=now)


def dismiss(session: Session, actor: Actor, plan_id: UUID, person_id: UUID) -> None:
    """Take somebody out of the group; who is not in it stays out."""
    _to_appoint(session, actor, plan_id)
    if member := session.get(GroupMember, (plan_id, person_id)):
        session.delete(member)
        session.flush()


@dataclass(frozen=True, slots=True)
class MemberText:
    """A member's part and profession as typed."""

    part: str
    profession: str


def arrange_group(
    session: Session, actor: Actor, plan_id: UUID, *, members: Mapping[UUID, MemberText]
) -> None:
    """Say who leads and who keeps minutes. One leads; whoever is not a member is left out.

    InvalidInputError (`part`, `two_lead`) where two would lead.
    """
    _to_appoint(session, actor, plan_id)
    stored = session.scalars(select(GroupMember).where(GroupMember.plan_id == plan_id)).all()
    for member in stored:
        if typed := members.get(member.person_id):
            member.part = Part(typed.part) if typed.part in set(Part) else Part.MEMBER
            member.profession = _profession(typed.profession)
    if sum(member.part == Part.LEAD for member in stored) > 1:
        raise InvalidInputError(field="part", reason="two_lead")
    session.flush()


def wish_to_join(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    *,
    wanted: bool,
    profession: str = "",
    now: datetime,
) -> None:
    """Say «Jeg vil være med» in the group, or take it back. Saying it twice is saying it once."""
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.GROUP_WISH, view.scope)
    key = (plan_id, actor.person_id)
    wish = session.get(GroupWish, key)
    if not wanted:
        if wish:
            session.delete(wish)
    elif session.get(GroupMember, key) is None:
        wish = wish or GroupWish(plan_id=plan_id, person_id=actor.person_id, wished_at=now)
        wish.profession = _profession(profession)
        session.add(wish)
    session.flush()


def _to_appoint(session: Session, actor: Actor, plan_id: UUID) -> PlanView:
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.GROUP_APPOINT, view.scope)
    return view


def _profession(text: str) -> str:
    return within(clean_line(text), field="profession", most=LONGEST_PROFESSION)
