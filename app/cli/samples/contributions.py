"""What the sample's people have added to proposals, and how often its pages were opened."""

import struct
import zlib

from sqlalchemy.orm import Session

from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.models import Attachment, CoAuthorInvitation, Person, Report, VisitDay

WIDTH, HEIGHT = 320, 180
BARS = ((40, 90), (110, 130), (180, 60), (250, 110))
"""Where each bar of the drawing begins, and how high it is."""


def add_contributions(session: Session, calendar: Calendar) -> None:
    """Files, an invitation and reports, after the proposals and comments are there."""
    content = entries("contributions")
    for entry in content["attachments"]:
        drawing = _drawing()
        session.add(
            Attachment(
                **_of_idea(entry),
                name=entry["name"],
                media_type="image/png",
                size=len(drawing),
                content=drawing,
                added_by=id_of("person", entry["by"]),
                added_at=calendar.past(entry["day"]),
            )
        )
    for entry in content["invitations"]:
        session.add(_invitation(session, entry, calendar))
    for entry in content["reports"]:
        session.add(
            Report(
                **_of_idea(entry),
                reporter_id=id_of("person", entry["by"]),
                concern=entry["concern"],
                text=entry["text"],
                reported_at=calendar.past(entry["day"]),
            )
        )
    for entry in content["visits"]:
        _add_visits(session, entry, calendar)
    session.flush()


def _of_idea(entry: Entry) -> Entry:
    return {
        "campaign_id": id_of("campaign", entry["campaign"]),
        "idea_id": id_of("idea", entry["idea"]),
    }


def _invitation(session: Session, entry: Entry, calendar: Calendar) -> CoAuthorInvitation:
    asked = session.get_one(Person, id_of("person", entry["asked"]))
    return CoAuthorInvitation(
        **_of_idea(entry),
        email=asked.email or "",
        person_id=asked.id,
        invited_by=id_of("person", entry["by"]),
        invited_at=calendar.past(entry["day"]),
    )


def _add_visits(session: Session, entry: Entry, calendar: Calendar) -> None:
    """The same number each day of the past `days`, fewer at week-ends."""
    for day in range(-entry["days"], 0):
        on = calendar.on(day)
        share = 1 if on.weekday() < 5 else 6
        for page, number in entry["a_day"].items():
            session.add(
                VisitDay(
                    campaign_id=id_of("campaign", entry["campaign"]),
                    day=on,
                    page=page,
                    number=number // share,
                )
            )


def _drawing() -> bytes:
    """Four bars in grey, as PNG."""
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)
        for x in range(WIDTH):
            is_bar = any(left <= x < left + 40 and HEIGHT - y <= high for left, high in BARS)
            rows.append(90 if is_bar else 240)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(told)) + kind + told + struct.pack(">I", zlib.crc32(kind + told))
        for kind, told in parts
    )
