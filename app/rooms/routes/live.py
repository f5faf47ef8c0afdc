"""The big screen, and the parts of pages that are asked for again while people write."""

from io import BytesIO
from typing import Any
from uuid import UUID

import segno
from flask import Response, render_template
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.domain.errors import NotFoundError
from app.domain.permissions import Permission
from app.rooms.queries.meetings import RoomView, count_in_room, get_wall, list_hands
from app.rooms.routes.blueprint import MEETING, address_to_join, bp, held, is_known, tagged
from app.rooms.routes.wall import what_is_possible
from app.web.access import needs


@bp.get(MEETING + "/skjerm")
@needs(Permission.ROOM_HOLD)
def screen(slug: str, room_id: UUID) -> ResponseReturnValue:
    """For the wall: the question, the way in, what people write. Nothing of who shows it."""
    return render_template("rooms/screen.html", **_on_the_wall(held(slug, room_id)))


@bp.get(MEETING + "/skjerm/nytt")
@needs(Permission.ROOM_HOLD)
def screen_news(slug: str, room_id: UUID) -> ResponseReturnValue:
    room = held(slug, room_id)
    if is_known(room.meeting.version):
        return tagged("", room.meeting.version, status=304)
    part = render_template("rooms/_screen.html", **_on_the_wall(room))
    return tagged(part, room.meeting.version)


def _on_the_wall(room: RoomView) -> dict[str, Any]:
    session, meeting = db.session(), room.meeting
    possible = what_is_possible(room)
    return {
        "room": room,
        "meeting": meeting,
        "campaign": room.view.campaign,
        "wall": get_wall(session, meeting),
        "counted": count_in_room(session, meeting.id),
        "hands": list_hands(session, meeting.id),
        "address": address_to_join(),
        "moment": possible["moment"],
        "is_voting": possible["is_voting"],
    }


@bp.get(MEETING + "/nytt")
@needs(Permission.ROOM_HOLD)
def control_news(slug: str, room_id: UUID) -> ResponseReturnValue:
    """Notes and groups on the facilitator's page."""
    room = held(slug, room_id)
    version = room.meeting.version
    if is_known(version):
        return tagged("", version, status=304)
    session = db.session()
    part = render_template(
        "rooms/_wall.html",
        room=room,
        meeting=room.meeting,
        campaign=room.view.campaign,
        wall=get_wall(session, room.meeting),
        counted=count_in_room(session, room.meeting.id),
        **what_is_possible(room),
    )
    return tagged(part, version)


@bp.get(MEETING + "/qr.svg")
@needs(Permission.ROOM_HOLD)
def qr(slug: str, room_id: UUID) -> ResponseReturnValue:
    """The way in as a picture for phones."""
    code = held(slug, room_id).meeting.code
    if code is None:
        raise NotFoundError("the meeting has ended")
    file = BytesIO()
    picture = segno.make(address_to_join(code), error="m", micro=False)
    picture.save(file, kind="svg", border=2, light="#fff", xmldecl=False, omitsize=True)
    return Response(file.getvalue(), mimetype="image/svg+xml")
