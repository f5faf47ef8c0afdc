"""The minutes of a meeting, as they were when it ended."""

from datetime import datetime
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.domain.errors import NotFoundError
from app.domain.permissions import Permission
from app.rooms.queries.meetings import find_minutes, get_room, get_wall, read_minutes
from app.rooms.routes.blueprint import MEETING, bp
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.get(MEETING + "/referat")
@needs(Permission.CAMPAIGN_VIEW)
def minutes(slug: str, room_id: UUID) -> ResponseReturnValue:
    session, moment = db.session(), now()
    room = get_room(session, current_actor(), slug, room_id)
    written = find_minutes(session, room_id)
    if written is None:
        raise NotFoundError("no minutes yet")
    content = read_minutes(session, room.view.campaign.id, written)
    known = {group["idea"]["nr"] for group in content["groups"] if "idea" in group}
    groups = get_wall(session, room.meeting).groups
    return render_template(
        "rooms/minutes.html",
        room=room,
        campaign=room.view.campaign,
        content=content,
        opened=datetime.fromisoformat(content["opened_at"]),
        ended=datetime.fromisoformat(content["ended_at"]),
        sha256=written.sha256,
        later=[each for each in groups if each.is_settled and each.idea_nr not in known],
        open_groups=[each for each in groups if each.notes and not each.is_settled],
        may_hold=room.view.may(Permission.ROOM_HOLD, moment),
        may_propose=room.view.may(Permission.ROOM_PROPOSE, moment),
    )
