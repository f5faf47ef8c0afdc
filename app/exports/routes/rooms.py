"""The minutes of a meeting as a file."""

from datetime import datetime
from io import BytesIO
from uuid import UUID

from flask import redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.domain.permissions import Permission
from app.exports.docx_format import MIMETYPE, docx_bytes
from app.exports.room_paper import room_minutes_name, room_paper
from app.exports.routes.blueprint import bp
from app.models import RoomMeeting
from app.rooms.queries.meetings import get_minutes, get_phone, get_room, read_minutes
from app.rooms.routes.blueprint import MEETING, PHONE
from app.rooms.routes.joining import carried_token
from app.web.access import current_actor, needs


@bp.get(MEETING + "/referat.docx")
@needs(Permission.CAMPAIGN_VIEW)
def room_minutes(slug: str, room_id: UUID) -> ResponseReturnValue:
    return _file(get_room(db.session(), current_actor(), slug, room_id).meeting)


@bp.get(PHONE + "/referat.docx")
@needs(None)
def guest_minutes(room_id: UUID) -> ResponseReturnValue:
    """The same for those who were in the room."""
    found = get_phone(db.session(), room_id, carried_token())
    if found.guest is None:
        return redirect(url_for("rooms.join"), 303)
    return _file(found.meeting)


def _file(meeting: RoomMeeting) -> ResponseReturnValue:
    written = get_minutes(db.session(), meeting.id)
    content = read_minutes(db.session(), meeting.campaign_id, written)
    ended = datetime.fromisoformat(content["ended_at"])
    answer = send_file(
        BytesIO(docx_bytes(room_paper(content, written.sha256), now=ended)),
        mimetype=MIMETYPE,
        as_attachment=True,
        download_name=f"{room_minutes_name(content)}.docx",
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
