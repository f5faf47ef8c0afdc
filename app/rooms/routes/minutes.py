"""The minutes of a meeting, as they were when it ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.domain.permissions import Permission
from app.models import Campaign, RoomMeeting
from app.rooms.queries.meetings import (
    get_minutes,
    get_phone,
    get_room,
    get_wall,
    read_minutes,
)
from app.rooms.routes.blueprint import MEETING, PHONE, bp
from app.rooms.routes.joining import carried_token
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.get(MEETING + "/referat")
@needs(Permission.CAMPAIGN_VIEW)
def minutes(slug: str, room_id: UUID) -> ResponseReturnValue:
    room, moment = get_room(db.session(), current_actor(), slug, room_id), now()
    return _page(
        room.view.campaign,
        room.meeting,
        room=room,
        docx_url=url_for("exports.room_minutes", **room.address),
        may_propose=room.view.may(Permission.ROOM_HOLD, moment)
        and room.view.may(Permission.ROOM_PROPOSE, moment),
    )


@bp.get(PHONE + "/referat", endpoint="guest_minutes")
@needs(None)
def of_guest(room_id: UUID) -> ResponseReturnValue:
    """For those who were in the room, as long as the phone knows it; with no way into the rest."""
    found = get_phone(db.session(), room_id, carried_token())
    if found.guest is None:
        return redirect(url_for(".join"), 303)
    docx_url = url_for("exports.guest_minutes", room_id=room_id)
    return _page(found.campaign, found.meeting, docx_url=docx_url, is_guest=True)


def _page(campaign: Campaign, meeting: RoomMeeting, **more: Any) -> str:
    session = db.session()
    written = get_minutes(session, meeting.id)
    content = read_minutes(session, campaign.id, written)
    known = {group["idea"]["nr"] for group in content["groups"] if "idea" in group}
    groups = get_wall(session, meeting).groups
    return render_template(
        "rooms/minutes.html",
        campaign=campaign,
        content=content,
        opened=datetime.fromisoformat(content["opened_at"]),
        ended=datetime.fromisoformat(content["ended_at"]),
        sha256=written.sha256,
        later=[each for each in groups if each.is_settled and each.idea_nr not in known],
        open_groups=[each for each in groups if each.notes and not each.is_settled],
        **more,
    )
