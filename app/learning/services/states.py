"""A plan's life: heard by those concerned, approved, evaluated, archived."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.accounts.queries import is_current
from app.core.clock import Clock
from app.domain.errors import InvalidInputError, NotOpenError
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, PlanState, require_in_plan
from app.learning.queries.concerned import behind_the_themes
from app.learning.queries.plans import PlanView, lock_plan
from app.learning.services.versions import seal_first_version
from app.models import (
    Affiliation,
    Body,
    GroupMember,
    Membership,
    Plan,
    PlanTheme,
    PlanVersion,
)
from app.notices.services import tell

LONGEST_HEARING = timedelta(days=90)
"""A year typed wrong would keep the plan waiting; a real hearing takes some weeks."""
_SPEAKING = ("council", "user_organisation")


def send_to_hearing(
    session: Session, actor: Actor, plan_id: UUID, *, ends_at: datetime, clock: Clock
) -> Plan:
    """Let staff and councils comment on the themes until `ends_at`, or give them longer.

    The end is only ever moved later. InvalidInputError (field `ends_at`): `passed`, `too_far` or
    `not_later`. The unit's councils and the working group are told by mail.
    """
    view = lock_plan(session, actor, plan_id)
    now = clock.after_lock(session)
    require_in_plan(actor, PlanPermission.PLAN_HEAR, view.scope)
    _require_end(view.plan.hearing_ends_at, ends_at, now)
    view.plan.state, view.plan.hearing_ends_at = PlanState.HEARING, ends_at
    facts = _facts(view) | {"ends_at": ends_at.isoformat()}
    _tell(session, "plan_hearing", _heard(session, view, now), facts, view, now)
    session.flush()
    return view.plan


def _require_end(before: datetime | None, ends_at: datetime, now: datetime) -> None:
    if ends_at <= now:
        raise InvalidInputError(field="ends_at", reason="passed")
    if ends_at > now + LONGEST_HEARING:
        raise InvalidInputError(field="ends_at", reason="too_far", days=LONGEST_HEARING.days)
    if before is not None and ends_at <= before:
        raise InvalidInputError(field="ends_at", reason="not_later")


def approve_plan(session: Session, actor: Actor, plan_id: UUID, *, clock: Clock) -> PlanVersion:
    """Freeze the plan as its first version, and tell those whose proposals are in it.

    NotOpenError (`until`) while the hearing that people were promised is still open.
    """
    view = lock_plan(session, actor, plan_id)
    now = clock.after_lock(session)
    require_in_plan(actor, PlanPermission.PLAN_APPROVE, view.scope)
    if is_hearing_open(view.plan, now):
        raise NotOpenError("the hearing is open", until=view.plan.hearing_ends_at)
    version = seal_first_version(session, view, now=now)
    view.plan.state = PlanState.APPROVED
    behind = session.scalars(behind_the_themes(PlanTheme.plan_id == plan_id, now))
    _tell(session, "plan_approved", behind, _facts(view), view, now)
    session.flush()
    return version


def is_hearing_open(plan: Plan, moment: datetime) -> bool:
    """The hearing closes by itself: nothing needs to run for it."""
    ends_at = plan.hearing_ends_at
    return plan.state == PlanState.HEARING and ends_at is not None and moment < ends_at


def mark_evaluated(view: PlanView) -> None:
    """The evaluation is concluded. `view` is `lock_plan`'s; FrozenError a second time."""
    require_in_plan(view.actor, PlanPermission.EVALUATION_CONCLUDE, view.scope)
    view.plan.state = PlanState.EVALUATED


def archive_plan(session: Session, actor: Actor, plan_id: UUID) -> Plan:
    """Put the plan away: everybody still reads it, and nobody changes it."""
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.PLAN_ARCHIVE, view.scope)
    view.plan.state = PlanState.ARCHIVED
    session.flush()
    return view.plan


def _facts(view: PlanView) -> dict[str, str | int | None]:
    return {
        "unit": view.unit.name,
        "unit_slug": view.unit.slug,
        "half_year": view.plan.half_year,
    }


def _tell(
    session: Session,
    kind: str,
    people: Iterable[UUID],
    facts: dict[str, str | int | None],
    view: PlanView,
    now: datetime,
) -> None:
    others = set(people) - {view.actor.person_id}
    event_key = f"{kind}:{view.plan.id}:{now.isoformat()}"
    tell(session, kind, others, event_key=event_key, facts=facts, now=now)


def _heard(session: Session, view: PlanView, now: datetime) -> Iterable[UUID]:
    """Members of the unit's councils and user organisations, and the working group."""
    council = Body.__table__.alias("council")
    unit = Body.__table__.alias("unit")
    members = (
        select(Membership.person_id)
        .join(council, council.c.id == Membership.body_id)
        .join(Affiliation, Affiliation.body_id == council.c.id)
        .join(unit, unit.c.id == Affiliation.unit_id)
        .where(
            council.c.kind.in_(_SPEAKING),
            unit.c.path.startswith(view.unit.path),
            is_current(now),
        )
    )
    group = select(GroupMember.person_id).where(GroupMember.plan_id == view.plan.id)
    return session.scalars(union(members, group))
