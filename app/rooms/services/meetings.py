"""Opening a meeting, steering it, and ending it with minutes that stay."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view
from app.domain.errors import ConflictError, FrozenError, InvalidInputError, NotFoundError
from app.domain.permissions import Actor, Permission
from app.domain.rooms import MAX_TITLE, MOST_HANDS, MOST_MINUTES, Steering, make_code
from app.domain.text import clean_line, within
from app.models import RoomGuest, RoomMeeting
from app.rooms.services.minutes import freeze_minutes

TRIES = 8
"""Codes drawn before giving up; of half a milliard, a handful are in use."""
NAMES_KEPT_FOR = timedelta(days=7)
"""How long a meeting that nobody ended keeps the names that people gave."""

_SWITCHES: dict[Steering, tuple[str, bool]] = {
    Steering.OPEN_NOTES: ("takes_notes", True),
    Steering.CLOSE_NOTES: ("takes_notes", False),
    Steering.HIDE: ("hides_notes", True),
    Steering.REVEAL: ("hides_notes", False),
    Steering.LET_GROUP: ("room_groups", True),
    Steering.STOP_GROUPING: ("room_groups", False),
    Steering.SHOW_BALLOT: ("shows_ballot", True),
    Steering.HIDE_BALLOT: ("shows_ballot", False),
}


def open_meeting(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    title: str,
    needs_name: bool,
    hides_notes: bool,
    now: datetime,
) -> RoomMeeting:
    """A new meeting with a code of its own.

    Where the campaign shows names, everybody in the room says theirs.
    """
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.ROOM_HOLD, now)
    title = within(clean_line(title), field="title", most=MAX_TITLE, least=1)
    meeting = RoomMeeting(
        campaign_id=view.campaign.id,
        title=title,
        code=_free_code(session),
        needs_name=needs_name or not view.campaign.allows_anonymous,
        hides_notes=hides_notes,
        opened_by=actor.person_id,
        opened_at=now,
    )
    session.add(meeting)
    session.flush()
    return meeting


def _free_code(session: Session) -> str:
    for _ in range(TRIES):
        code = make_code(secrets.choice)
        taken = session.scalar(select(RoomMeeting.id).where(RoomMeeting.code == code))
        if taken is None:
            return code
    raise ConflictError("no free code")


def lock_room(session: Session, meeting_id: UUID) -> RoomMeeting:
    """The meeting, locked for a change and read fresh. FrozenError when it has ended."""
    meeting = session.scalar(
        select(RoomMeeting)
        .where(RoomMeeting.id == meeting_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if meeting is None:
        raise NotFoundError(f"meeting {meeting_id}")
    if meeting.ended_at is not None:
        raise FrozenError("the meeting has ended")
    return meeting


def lock_held(
    session: Session, actor: Actor, slug: str, meeting_id: UUID, *, now: datetime
) -> tuple[CampaignView, RoomMeeting]:
    """The same for the facilitator. NotAllowedError for everybody else."""
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.ROOM_HOLD, now)
    meeting = lock_room(session, meeting_id)
    if meeting.campaign_id != view.campaign.id:
        raise NotFoundError(f"meeting {meeting_id}")
    return view, meeting


def touch(meeting: RoomMeeting, *, phones: bool = False) -> None:
    """Let the screen know that there is something new, and the phones where they show it."""
    meeting.version += 1
    if phones or (meeting.room_groups and not meeting.hides_notes):
        meeting.phone_version += 1


def steer(
    session: Session,
    actor: Actor,
    slug: str,
    meeting_id: UUID,
    act: Steering,
    *,
    minutes: int | None = None,
    now: datetime,
) -> RoomMeeting:
    """Do one thing to the meeting. Doing it twice is the same, except that a timer starts anew."""
    _, meeting = lock_held(session, actor, slug, meeting_id, now=now)
    if act is Steering.START_TIMER:
        if minutes is None or not 1 <= minutes <= MOST_MINUTES:
            raise InvalidInputError(field="minutes", reason="out_of_range", most=MOST_MINUTES)
        meeting.timer_ends_at = now + timedelta(minutes=minutes)
    elif act is Steering.STOP_TIMER:
        meeting.timer_ends_at = None
    else:
        name, value = _SWITCHES[act]
        setattr(meeting, name, value)
    touch(meeting, phones=True)
    session.flush()
    return meeting


def end_meeting(
    session: Session,
    actor: Actor,
    slug: str,
    meeting_id: UUID,
    *,
    present: int | None,
    now: datetime,
) -> RoomMeeting:
    """Write the minutes, which nobody can change afterwards, and forget the names in the room.

    `present` is how many the facilitator counted. FrozenError when it has ended already.
    """
    if present is not None and not 0 <= present <= MOST_HANDS:
        raise InvalidInputError(field="present", reason="out_of_range", most=MOST_HANDS)
    view, meeting = lock_held(session, actor, slug, meeting_id, now=now)
    meeting.present, meeting.ended_at, meeting.code = present, now, None
    meeting.takes_notes = meeting.hides_notes = meeting.room_groups = False
    meeting.shows_ballot, meeting.timer_ends_at = False, None
    freeze_minutes(session, view, meeting)
    _forget_names(session, [meeting.id])
    touch(meeting, phones=True)
    session.flush()
    return meeting


def _forget_names(session: Session, meeting_ids: list[UUID]) -> None:
    session.execute(
        update(RoomGuest)
        .where(RoomGuest.meeting_id.in_(meeting_ids), RoomGuest.name.is_not(None))
        .values(name=None)
    )


def sweep_rooms(session: Session, *, now: datetime) -> None:
    """Forget the names in meetings that somebody opened a week ago and never ended."""
    stale = select(RoomMeeting.id).where(
        RoomMeeting.ended_at.is_(None), RoomMeeting.opened_at < now - NAMES_KEPT_FOR
    )
    _forget_names(session, list(session.scalars(stale)))
