"""The sample's meetings in a room, one that has ended and one that goes on, and its board."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.queries import get_actor, hash_token
from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.models import (
    BoardCard,
    BoardColumn,
    Campaign,
    RoomGroup,
    RoomGuest,
    RoomHandCount,
    RoomHands,
    RoomMeeting,
    RoomNote,
)
from app.rooms.services.meetings import end_meeting

LASTED = timedelta(minutes=45)
CODE = "NMT247"
"""Of the meeting that goes on, to be tried in the demo."""


def add_rooms(session: Session, calendar: Calendar) -> None:
    """After the proposals: a group that became one of them carries its id."""
    content = entries("rooms")
    campaign = session.get_one(Campaign, id_of("campaign", content["campaign"]))
    for entry in content["meetings"]:
        opened_at = calendar.past(entry["day"], "09:00") - LASTED
        meeting = _add_meeting(session, campaign, entry, content["facilitator"], opened_at)
        if entry["ends"]:
            _end(session, campaign, meeting, entry, content["facilitator"])
    for position, entry in enumerate(content["board"], start=1):
        _add_column(session, campaign, entry, position)
    session.flush()


def _add_meeting(
    session: Session, campaign: Campaign, entry: Entry, facilitator: str, opened_at: datetime
) -> RoomMeeting:
    meeting = RoomMeeting(
        id=id_of("room", entry["key"]),
        campaign_id=campaign.id,
        title=entry["title"],
        code=None if entry["ends"] else CODE,
        needs_name=False,
        opened_by=id_of("person", facilitator),
        opened_at=opened_at,
    )
    session.add(meeting)
    session.flush()
    for number in range(entry["phones"]):
        session.add(_guest(meeting, entry, number))
    for position, group in enumerate(entry["groups"], start=1):
        _add_group(session, meeting, entry, group, position)
    for text in entry["loose"]:
        _add_note(session, meeting, text)
    for position, hands in enumerate(entry["hands"], start=1):
        _add_hands(session, meeting, entry, hands, position)
    session.flush()
    return meeting


def _guest(meeting: RoomMeeting, entry: Entry, number: int) -> RoomGuest:
    """Nobody has the token that belongs to the hash."""
    return RoomGuest(
        meeting_id=meeting.id,
        token_hash=hash_token(str(id_of("guest", f"{entry['key']}/{number}"))),
        is_named=number < entry["named"],
        joined_at=meeting.opened_at,
    )


def _add_group(
    session: Session, meeting: RoomMeeting, entry: Entry, group: Entry, position: int
) -> None:
    key = f"{entry['key']}/{position}"
    id_ = id_of("idea", group["idea"]) if "idea" in group else id_of("room-group", key)
    session.add(RoomGroup(id=id_, meeting_id=meeting.id, position=position, name=group["name"]))
    session.flush()
    for text in group["notes"]:
        _add_note(session, meeting, text).group_id = id_


def _add_note(session: Session, meeting: RoomMeeting, text: str) -> RoomNote:
    meeting.last_seq += 1
    note = RoomNote(
        meeting_id=meeting.id,
        seq=meeting.last_seq,
        client_key=f"of-the-sample-{meeting.last_seq}",
        text=text,
    )
    session.add(note)
    return note


def _add_hands(
    session: Session, meeting: RoomMeeting, entry: Entry, hands: Entry, position: int
) -> None:
    id_ = id_of("room-hands", f"{entry['key']}/{position}")
    session.add(
        RoomHands(id=id_, meeting_id=meeting.id, position=position, question=hands["question"])
    )
    session.flush()
    for place, (label, number) in enumerate(hands["counts"], start=1):
        session.add(RoomHandCount(hands_id=id_, position=place, label=label, hands=number))


def _end(
    session: Session, campaign: Campaign, meeting: RoomMeeting, entry: Entry, facilitator: str
) -> None:
    ended_at = meeting.opened_at + LASTED
    actor = get_actor(session, id_of("person", facilitator), now=ended_at)
    slug, present = campaign.slug, entry["present"]
    end_meeting(session, actor, slug, meeting.id, present=present, now=ended_at)


def _add_column(session: Session, campaign: Campaign, entry: Entry, position: int) -> None:
    column = BoardColumn(
        id=id_of("board-column", entry["name"]),
        campaign_id=campaign.id,
        position=position,
        name=entry["name"],
    )
    session.add(column)
    session.flush()
    for place, key in enumerate(entry["ideas"]):
        card = {"campaign_id": campaign.id, "idea_id": id_of("idea", key)}
        session.add(BoardCard(**card, column_id=column.id, position=place))
