"""The minutes of a meeting as a file."""

from io import BytesIO
from uuid import UUID

from flask import send_file
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.domain.errors import NotFoundError
from app.domain.permissions import Permission
from app.exports.docx_format import MIMETYPE, docx_bytes
from app.exports.room_paper import room_minutes_name, room_paper
from app.exports.routes.blueprint import bp
from app.rooms.queries.meetings import find_minutes, get_room, read_minutes
from app.web.access import current_actor, needs


@bp.get("/dugnader/<slug>/moter/<uuid:room_id>/referat.docx")
@needs(Permission.CAMPAIGN_VIEW)
def room_minutes(slug: str, room_id: UUID) -> ResponseReturnValue:
    room = get_room(db.session(), current_actor(), slug, room_id)
    written = find_minutes(db.session(), room_id)
    ended = room.meeting.ended_at
    if written is None or ended is None:
        raise NotFoundError("no minutes yet")
    content = read_minutes(db.session(), room.view.campaign.id, written)
    answer = send_file(
        BytesIO(docx_bytes(room_paper(content, written.sha256), now=ended)),
        mimetype=MIMETYPE,
        as_attachment=True,
        download_name=f"{room_minutes_name(content)}.docx",
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
