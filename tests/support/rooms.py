"""Meetings in a room: builders, and those of the world."""

from datetime import timedelta
from uuid import uuid4

from app.accounts.queries import get_actor, hash_token
from app.models import BoardColumn, RoomGroup, RoomGuest, RoomMeeting, RoomNote
from app.rooms.services.hands import record_hands
from app.rooms.services.meetings import end_meeting

TOKEN = "what-the-phone-of-a-guest-carries"


def make_room(session, campaign, *, code="BCD234", title="Kontormøte", opened_at=None, **columns):
    """A meeting that takes notes; whoever made the campaign holds it."""
    meeting = RoomMeeting(
        campaign_id=campaign.id,
        title=title,
        code=code,
        opened_by=campaign.created_by,
        opened_at=opened_at or campaign.opens_at,
        **{"needs_name": False} | columns,
    )
    session.add(meeting)
    session.flush()
    return meeting


def make_guest(session, meeting, *, token=TOKEN, name=None, in_minutes=False):
    guest = RoomGuest(
        meeting_id=meeting.id,
        token_hash=hash_token(token),
        name=name,
        is_named=name is not None,
        in_minutes=in_minutes,
        joined_at=meeting.opened_at,
    )
    session.add(guest)
    session.flush()
    return guest


def make_note(session, meeting, text, *, guest=None, group=None):
    meeting.last_seq += 1
    note = RoomNote(
        meeting_id=meeting.id,
        seq=meeting.last_seq,
        guest_id=guest.id if guest else None,
        client_key=uuid4().hex,
        text=text,
        group_id=group.id if group else None,
    )
    session.add(note)
    session.flush()
    return note


def make_group(session, meeting, name="Ro"):
    group = RoomGroup(meeting_id=meeting.id, position=1, name=name)
    session.add(group)
    session.flush()
    return group


def add_rooms(session, office, campaign, *, now):
    """A meeting that goes on, one that has ended, and a column of the board."""
    place = next(each for each in office.places.values() if each["slug"] == campaign.slug)
    facilitator = get_actor(session, office.facilitator, now=now)
    code = "".join("BCDFGHJKLMNPQRST"[int(digit, 16)] for digit in office.unit.hex[-6:])
    meeting = make_room(session, campaign, code=code, opened_at=now - timedelta(hours=1))
    guest = make_guest(session, meeting, token=f"{TOKEN}-{office.unit}")
    group = make_group(session, meeting)
    note = make_note(session, meeting, "Stille time før lunsj", guest=guest, group=group)
    make_note(session, meeting, "Ingen møter på fredager", guest=guest)
    counts = [("Ja", 7), ("Nei", 2)]
    asked = {"question": "Skal vi begynne i mai?", "counts": counts, "now": now}
    hands = record_hands(session, facilitator, campaign.slug, meeting.id, **asked)
    ended = make_room(session, campaign, code=None, opened_at=now - timedelta(days=2))
    make_note(session, ended, "Mer tid til hver", group=make_group(session, ended, "Tid"))
    record_hands(session, facilitator, campaign.slug, ended.id, **asked)
    end_meeting(session, facilitator, campaign.slug, ended.id, present=12, now=now)
    column = BoardColumn(campaign_id=campaign.id, position=1, name="I gang")
    session.add(column)
    session.flush()
    place |= {
        "room_id": meeting.id,
        "room_group_id": group.id,
        "room_note_id": note.id,
        "hands_id": hands.id,
        "ended_room_id": ended.id,
        "code": code,
    }
