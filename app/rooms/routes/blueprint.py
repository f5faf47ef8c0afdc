"""The blueprint that the modules beside it hang their views on, and what they share."""

import re
from uuid import UUID

from flask import Blueprint, Response, current_app, make_response, request

from app.core.db import db
from app.domain.permissions import Permission
from app.domain.rooms import spaced_code
from app.rooms.queries.meetings import RoomView, get_room
from app.web.access import current_actor
from app.web.clock import now

bp = Blueprint("rooms", __name__)
bp.add_app_template_filter(spaced_code)

MEETINGS = "/dugnader/<slug>/moter"
MEETING = MEETINGS + "/<uuid:room_id>"
PHONE = "/rom/mote/<uuid:room_id>"
_NUMBER = re.compile(r"[0-9]+")


def held(slug: str, room_id: UUID) -> RoomView:
    """The meeting for its facilitator; the same answer as the services give to everybody else."""
    room = get_room(db.session(), current_actor(), slug, room_id)
    room.view.require(Permission.ROOM_HOLD, now())
    return room


def address_to_join(code: str = "") -> str:
    """The whole address of the page where one comes in, for QR codes and for the wall."""
    base: str = current_app.config["BASE_URL"]
    return f"{base}/rom/{code}" if code else f"{base}/rom"


def is_known(version: int) -> bool:
    """Whether the one who asks has this version already."""
    said = _NUMBER.search(request.headers.get("If-None-Match", ""))
    return said is not None and said[0] == str(version)


def tagged(body: str, version: int, *, status: int = 200) -> Response:
    """A part of a page with the version it shows."""
    answer = make_response(body, status)
    answer.headers["ETag"] = f'"{version}"'
    return answer
