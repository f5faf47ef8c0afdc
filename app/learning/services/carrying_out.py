"""Carrying out: an activity is done, moved or cancelled. None of it makes a version of the plan."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import FrozenError, InvalidInputError, NotFoundError, ReasonMissingError
from app.domain.national_id import find_national_ids
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_text, within
from app.learning.queries.activities import ActivityView
from app.learning.queries.concerned import behind_the_themes
from app.learning.queries.doing import (
    OPEN_STATUSES,
    list_names_kept,
    list_who_may_have_come,
    lock_activity,
)
from app.learning.queries.plans import PlanView, lock_plan
from app.learning.services.joining import facts_of, fill_places
from app.learning.services.times import read_days_anew, revise
from app.models import (
    Activity,
    Attendance,
    LearningOutcome,
    PlanTheme,
    SignUp,
)
from app.notices.services import tell

LONGEST_NOTE = 1_000
LONGEST_TIME = 500
MOST_ATTENDED = 100_000


@dataclass(frozen=True, slots=True)
class Attended:
    """How many came, and who, where names are kept; None: not said."""

    number: int | None = None
    names: frozenset[UUID] | None = None


def mark_done(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    activity_id: UUID,
    *,
    attended: Attended,
    note: str = "",
    now: datetime,
) -> None:
    """Say that it was carried out. What was said before is replaced."""
    view, found = _to_carry_out(session, actor, plan_id, activity_id)
    if found.activity.status == "cancelled":
        raise FrozenError(reason="activity_over")
    number = attended.number
    if number is not None and not 0 <= number <= MOST_ATTENDED:
        raise InvalidInputError(field="attended", reason="out_of_range", most=MOST_ATTENDED)
    if attended.names is not None:
        _write_names(session, view, activity_id, attended.names, now)
        number = len(attended.names) if number is None else number
    found.activity.attended = number
    _set_status(found.activity, "done", _words(note, "note", LONGEST_NOTE), now)
    _tell_of_first(session, view, found, now=now)


def move_activity(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    activity_id: UUID,
    *,
    time: str,
    note: str = "",
    now: datetime,
) -> None:
    """Give it another time. The approved one stands beside it, and those who joined are told."""
    view, found = _to_carry_out(session, actor, plan_id, activity_id)
    activity = found.activity
    _require_open(activity)
    words = _words(time, "time", LONGEST_TIME)
    if not words:
        raise InvalidInputError(field="time", reason="missing")
    if words == activity.time:
        raise InvalidInputError(field="time", reason="unchanged")
    activity.moved_from = activity.time if activity.moved_from is None else activity.moved_from
    activity.time = words
    _set_status(activity, "moved", _words(note, "note", LONGEST_NOTE), now)
    read_days_anew(session, activity, view.half_year, now=now)
    _tell(session, "activity_moved", view, found, now=now)


def cancel_activity(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    activity_id: UUID,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Call it off, and tell those who joined. ReasonMissingError without a reason."""
    view, found = _to_carry_out(session, actor, plan_id, activity_id)
    _require_open(found.activity)
    reason = _words(reason, "note", LONGEST_NOTE)
    if not reason:
        raise ReasonMissingError(field="note")
    _set_status(found.activity, "cancelled", reason, now)
    _tell(session, "activity_cancelled", view, found, now=now)


def undo_status(
    session: Session, actor: Actor, plan_id: UUID, activity_id: UUID, *, now: datetime
) -> None:
    """Take back the latest: done and cancelled first, then a move with its time."""
    view, found = _to_carry_out(session, actor, plan_id, activity_id)
    activity, before = found.activity, found.activity.status
    if before == "planned":
        return
    if before == "moved":
        activity.time, activity.moved_from = activity.moved_from or activity.time, None
        read_days_anew(session, activity, view.half_year, now=now)
    if before == "done":
        activity.attended = None
        session.execute(delete(Attendance).where(Attendance.activity_id == activity_id))
    is_moved = before != "moved" and activity.moved_from is not None
    _set_status(activity, "moved" if is_moved else "planned", "", now)
    if before == "cancelled":
        fill_places(session, activity, facts_of(view, found), now=now)
    if before != "done":
        kind = "activity_moved" if before == "moved" else "activity_on_again"
        _tell(session, kind, view, found, now=now)


def decide_on_names(session: Session, actor: Actor, plan_id: UUID, *, reason: str) -> None:
    """Keep names of those who come, for this reason; an empty reason ends it and deletes them."""
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.ATTENDANCE_NAME, view.scope)
    view.plan.names_attendance = _words(reason, "reason", LONGEST_NOTE) or None
    if view.plan.names_attendance is None:
        of_plan = (
            select(Activity.id)
            .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
            .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
            .where(PlanTheme.plan_id == plan_id)
        )
        session.execute(delete(Attendance).where(Attendance.activity_id.in_(of_plan)))
    session.flush()


def _to_carry_out(
    session: Session, actor: Actor, plan_id: UUID, activity_id: UUID
) -> tuple[PlanView, ActivityView]:
    view = lock_plan(session, actor, plan_id)
    found = lock_activity(session, view, activity_id)
    require_in_plan(actor, PlanPermission.ACTIVITY_CARRY_OUT, view.scope, found.team_path)
    return view, found


def _require_open(activity: Activity) -> None:
    if activity.status not in OPEN_STATUSES:
        raise FrozenError(reason="activity_over")


def _set_status(activity: Activity, status: str, note: str, now: datetime) -> None:
    activity.status, activity.status_note = status, note
    revise(activity, now=now)


def _words(typed: str, field: str, most: int) -> str:
    cleaned = within(clean_text(typed), field=field, most=most)
    if find_national_ids(cleaned):
        raise InvalidInputError(field=field, reason="national_id")
    return cleaned


def _write_names(
    session: Session, view: PlanView, activity_id: UUID, names: Collection[UUID], now: datetime
) -> None:
    if view.plan.names_attendance is None:
        raise FrozenError(reason="no_names")
    if set(names) - {id_ for id_, _ in list_who_may_have_come(session, activity_id, now=now)}:
        raise NotFoundError("person")
    kept = list_names_kept(session, activity_id)
    session.execute(
        delete(Attendance).where(
            Attendance.activity_id == activity_id, Attendance.person_id.in_(kept - set(names))
        )
    )
    session.add_all(
        Attendance(activity_id=activity_id, person_id=person_id) for person_id in set(names) - kept
    )
    session.flush()


def _tell_of_first(session: Session, view: PlanView, found: ActivityView, *, now: datetime) -> None:
    """What became of a proposal: those behind it hear of the first thing done, and once only."""
    session.flush()
    theme = found.theme
    facts = facts_of(view, found) | {
        "title": theme.title,
        "theme_id": str(theme.id),
        "unit": view.unit.name,
    }
    behind = set(session.scalars(behind_the_themes(PlanTheme.id == theme.id, now)))
    others, key = behind - {view.actor.person_id}, f"carried_out:{theme.id}"
    tell(session, "theme_carried_out", others, event_key=key, facts=facts, now=now)


def _tell(
    session: Session, kind: str, view: PlanView, found: ActivityView, *, now: datetime
) -> None:
    """Everybody who joined, those who wait included."""
    session.flush()
    facts = facts_of(view, found) | {"note": found.activity.status_note}
    joined = select(SignUp.person_id).where(SignUp.activity_id == found.activity.id)
    event_key = f"{kind}:{found.activity.id}:{now.isoformat()}"
    tell(session, kind, session.scalars(joined), event_key=event_key, facts=facts, now=now)
