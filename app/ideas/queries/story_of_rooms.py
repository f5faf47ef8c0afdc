"""The part of a proposal's story that began in a meeting, as parts of one statement."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from app.ideas.queries.story_of_plans import CAMPAIGN, IDEA, line
from app.models import RoomGroup, RoomMeeting, RoomNote

GROUPS = RoomGroup.__table__
MEETINGS = RoomMeeting.__table__
NOTES = RoomNote.__table__


def room_parts() -> Iterator[Select[Any]]:
    """A proposal made of a group of notes carries the group's own id."""
    of_meeting = MEETINGS.c.id == GROUPS.c.meeting_id
    here = (GROUPS.c.id == IDEA, MEETINGS.c.campaign_id == CAMPAIGN)
    hanging = NOTES.c.removed_at.is_(None)
    number = (
        select(func.count())
        .select_from(NOTES)
        .where(NOTES.c.group_id == GROUPS.c.id, hanging)
        .scalar_subquery()
    )
    yield (
        line(
            "room",
            at=MEETINGS.c.opened_at,
            text=MEETINGS.c.title,
            ref=MEETINGS.c.id,
            more=number,
            is_set=MEETINGS.c.ended_at.is_not(None),
        )
        .join(GROUPS, of_meeting)
        .where(*here)
    )
    yield (
        line("room_note", text=NOTES.c.text, more=NOTES.c.seq)
        .join(GROUPS, GROUPS.c.id == NOTES.c.group_id)
        .join(MEETINGS, of_meeting)
        .where(*here, hanging)
    )
