"""What a meeting's minutes hold, gathered from what happened, and frozen when it ends."""

from typing import Any

from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.sealing import canonical_json, sha256_hex
from app.domain.turnout import turnout_from_json
from app.models import RoomMeeting, RoomMinutes
from app.rooms.queries.meetings import (
    GroupView,
    count_in_room,
    get_wall,
    list_attendees,
    list_hands,
)

Minutes = dict[str, Any]


def gather_minutes(session: Session, view: CampaignView, meeting: RoomMeeting) -> Minutes:
    """The minutes as they would be now. Names only of those who asked for it, never by a note:
    who said what belongs to the room.
    """
    wall, counted = get_wall(session, meeting), count_in_room(session, meeting.id)
    campaign = view.campaign
    known = {
        "campaign": _known(
            {
                "slug": campaign.slug,
                "title_nb": campaign.title_nb,
                "title_nn": campaign.title_nn,
                "owners": [body.name for body in view.owners],
            }
        ),
        "title": meeting.title,
        "opened_at": meeting.opened_at.isoformat(),
        "ended_at": meeting.ended_at.isoformat() if meeting.ended_at else None,
        "present": meeting.present,
        "phones": counted.phones,
        "named": counted.named,
        "attendees": list_attendees(session, meeting.id) or None,
        "groups": [_group(group) for group in wall.groups if group.notes or group.is_settled],
        "loose": [note.text for note in wall.loose],
        "hands": [
            {"question": each.question, "counts": [list(pair) for pair in each.counts]}
            for each in list_hands(session, meeting.id)
        ],
        "turnout": _turnout(view, meeting),
    }
    return _known(known)


def _known(values: Minutes) -> Minutes:
    """Without what is unknown: canonical JSON has no word for nothing."""
    return {name: value for name, value in values.items() if value is not None}


def _group(group: GroupView) -> Minutes:
    idea = {"nr": group.idea_nr, "title": group.idea_title} if group.is_settled else None
    notes = [note.text for note in group.notes]
    return _known({"name": group.name, "notes": notes, "idea": idea})


def _turnout(view: CampaignView, meeting: RoomMeeting) -> Minutes | None:
    """As the campaign itself shows it, at most hourly, where voting has begun before the end."""
    until = meeting.ended_at
    has_begun = until is not None and view.campaign.voting_opens_at <= until
    turnout = turnout_from_json(view.campaign.turnout) if has_begun else None
    return {"eligible": turnout.eligible, "voted": turnout.voted} if turnout else None


def freeze_minutes(session: Session, view: CampaignView, meeting: RoomMeeting) -> None:
    canonical = canonical_json(gather_minutes(session, view, meeting))
    session.add(
        RoomMinutes(meeting_id=meeting.id, canonical=canonical, sha256=sha256_hex(canonical))
    )
