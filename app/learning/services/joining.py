"""Joining voluntary activities: places, the waiting list in order, and leaving again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.domain.dates import END_OF_DAY, day_of, instant_of
from app.domain.errors import DeadlinePassedError, FrozenError, NotAllowedError
from app.domain.learning.joining import free_places
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.learning.queries.activities import ActivityView
from app.learning.queries.doing import (
    OPEN_STATUSES,
    is_voluntary,
    last_day,
    list_with_free_places,
    lock_activity,
    name_of,
)
from app.learning.queries.plans import PlanView, lock_plan
from app.models import Activity, SignUp
from app.notices.services import tell

Facts = dict[str, str | int | None]


def sign_up(
    session: Session, actor: Actor, plan_id: UUID, activity_id: UUID, *, clock: Clock
) -> bool:
    """Take a place, or one on the waiting list; whether one waits. Twice is the same as once.

    NotAllowedError unless others may join it; FrozenError once it is done or cancelled;
    DeadlinePassedError after its last day.
    """
    view = lock_plan(session, actor, plan_id, shared=True)
    found = lock_activity(session, view, activity_id)
    require_in_plan(actor, PlanPermission.ACTIVITY_JOIN, view.scope)
    if not is_voluntary(found):
        raise NotAllowedError("the activity is for those named in it")
    now = clock.after_lock(session)
    _require_open(view, found, now)
    mine = session.get(SignUp, (activity_id, actor.person_id), populate_existing=True)
    if mine is None:
        mine = SignUp(
            activity_id=activity_id,
            person_id=actor.person_id,
            seq=_next_seq(session, activity_id),
            is_waiting=True,
            signed_at=now,
        )
        session.add(mine)
        session.flush()
        fill_places(session, found.activity, facts_of(view, found), but=actor.person_id, now=now)
    return mine.is_waiting


def withdraw(
    session: Session, actor: Actor, plan_id: UUID, activity_id: UUID, *, clock: Clock
) -> None:
    """Give the place to the next in line, who is told by mail."""
    view = lock_plan(session, actor, plan_id, shared=True)
    found = lock_activity(session, view, activity_id)
    now = clock.after_lock(session)
    mine = session.get(SignUp, (activity_id, actor.person_id), populate_existing=True)
    if mine is None:
        require_in_plan(actor, PlanPermission.ACTIVITY_JOIN, view.scope)
        return
    _require_open(view, found, now)
    session.delete(mine)
    session.flush()
    fill_places(session, found.activity, facts_of(view, found), now=now)


def fill_places(
    session: Session,
    activity: Activity,
    facts: Facts,
    *,
    but: UUID | None = None,
    now: datetime,
) -> None:
    """Give free places to those who wait, in order, and tell them; `but` reads it on the page.

    The caller holds the activity's lock.
    """
    given = {each.person_id for each in _move_up(session, activity)} - {but}
    session.flush()
    if given:
        key = f"place:{activity.id}:{now.isoformat()}"
        tell(session, "place_given", given, event_key=key, facts=facts, now=now)


def facts_of(view: PlanView, found: ActivityView) -> Facts:
    """What the mails about an activity need."""
    return {
        "activity_name": name_of(found),
        "time": found.activity.time,
        "unit_slug": view.unit.slug,
        "half_year": view.plan.half_year,
        "activity_id": str(found.activity.id),
    }


def _move_up(session: Session, activity: Activity) -> list[SignUp]:
    queue = session.scalars(
        select(SignUp)
        .where(SignUp.activity_id == activity.id)
        .order_by(SignUp.seq)
        .execution_options(populate_existing=True)
    ).all()
    waiting = [each for each in queue if each.is_waiting]
    free = free_places(activity.capacity, len(queue) - len(waiting), len(waiting))
    for each in waiting[:free]:
        each.is_waiting = False
    return waiting[:free]


def _next_seq(session: Session, activity_id: UUID) -> int:
    last = session.scalar(select(func.max(SignUp.seq)).where(SignUp.activity_id == activity_id))
    return (last or 0) + 1


def _require_open(view: PlanView, found: ActivityView, now: datetime) -> None:
    if found.activity.status not in OPEN_STATUSES:
        raise FrozenError(reason="activity_over")
    last = last_day(view, found)
    if day_of(now) > last:
        raise DeadlinePassedError(deadline=instant_of(last, END_OF_DAY))


def give_free_places(session: Session, *, now: datetime) -> None:
    """Let those who wait move up where a place has become free by itself.

    That is where the number of places grew, or somebody who had one was erased.
    """
    for activity_id, name, words, slug, half_year in list_with_free_places(session):
        activity = session.scalars(
            select(Activity)
            .where(Activity.id == activity_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        facts: Facts = {
            "activity_name": name,
            "time": words,
            "unit_slug": slug,
            "half_year": half_year,
            "activity_id": str(activity_id),
        }
        fill_places(session, activity, facts, now=now)
