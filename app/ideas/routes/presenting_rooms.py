"""What a proposal's page says of the meeting that it came out of."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import ngettext

from app.ideas.queries.story import Event


def from_room(slug: str, event: Event) -> dict[str, Any]:
    """The line of the story; the meeting's minutes can be read when it has ended."""
    text = ngettext(
        "Ble til i møtet «%(title)s», av %(num)s lapp",
        "Ble til i møtet «%(title)s», av %(num)s lapper",
        int(event.more or 0),
        title=event.text,
    )
    told: dict[str, Any] = {"text": text, "icon": "MeetingLarge"}
    if event.is_set and event.ref:
        told["url"] = url_for("rooms.minutes", slug=slug, room_id=UUID(event.ref))
    return told


def notes_behind(events: Iterable[Event]) -> list[str | None]:
    """The notes that the proposal was made of, in the order they were written."""
    notes = [event for event in events if event.kind == "room_note"]
    return [event.text for event in sorted(notes, key=lambda event: int(event.more or 0))]
