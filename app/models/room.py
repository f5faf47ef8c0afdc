"""Meetings in a room, with what people write there, and the board of a campaign's proposals."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class RoomMeeting(Base):
    """One meeting in a campaign, with a screen on the wall and a phone in every hand."""

    __tablename__ = "room_meetings"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(8), unique=True)
    """What people type to come in; given back when the meeting ends."""
    needs_name: Mapped[bool]
    """Whether everybody says who they are, or may be somebody in the room."""
    takes_notes: Mapped[bool] = mapped_column(default=True)
    hides_notes: Mapped[bool] = mapped_column(default=False)
    """Until they are revealed, everybody sees their own notes and how many there are."""
    room_groups: Mapped[bool] = mapped_column(default=False)
    """Whether the phones may sort notes too."""
    shows_ballot: Mapped[bool] = mapped_column(default=False)
    """Whether the phones lead to the campaign's own ballot."""
    timer_ends_at: Mapped[datetime | None]
    present: Mapped[int | None]
    """How many were in the room, as the facilitator counted them."""
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """Counts every change, for the screen; `phone_version` those that phones show."""
    phone_version: Mapped[int] = mapped_column(default=1)
    last_seq: Mapped[int] = mapped_column(default=0)
    """The number of the last note."""


class RoomGuest(Base):
    """A phone in the room. Nobody's account is tied to it; the name goes when the meeting ends."""

    __tablename__ = "room_guests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("room_meetings.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str | None] = mapped_column(String(100))
    is_named: Mapped[bool]
    """Stays when the name has gone, so that the minutes can say how many were named."""
    in_minutes: Mapped[bool | None]
    """Whether they asked to be named there among those who took part; never beside a note."""
    joined_at: Mapped[datetime]


class RoomGroup(Base):
    """Notes that say the same. A proposal made of it carries the group's own id."""

    __tablename__ = "room_groups"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("room_meetings.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))


class RoomNote(Base):
    """One thought, from a phone or, without a guest, from the wall."""

    __tablename__ = "room_notes"
    __table_args__ = (
        UniqueConstraint("meeting_id", "client_key"),
        UniqueConstraint("meeting_id", "seq"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("room_meetings.id"))
    seq: Mapped[int]
    guest_id: Mapped[UUID | None] = mapped_column(ForeignKey("room_guests.id"), index=True)
    client_key: Mapped[str] = mapped_column(String(64))
    """Made where it was written, so that what is sent again after a lost answer comes once."""
    text: Mapped[str] = mapped_column(String(280))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("room_groups.id"), index=True)
    removed_at: Mapped[datetime | None]


class RoomHands(Base):
    """A show of hands, as the facilitator counted it. No ballot, and never counted as one."""

    __tablename__ = "room_hands"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("room_meetings.id"), index=True)
    position: Mapped[int]
    question: Mapped[str] = mapped_column(String(300))


class RoomHandCount(Base):
    """How many hands one of the alternatives got."""

    __tablename__ = "room_hand_counts"
    __table_args__ = (CheckConstraint("hands >= 0", name="hands_not_negative"),)

    hands_id: Mapped[UUID] = mapped_column(ForeignKey("room_hands.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(String(200))
    hands: Mapped[int]


class RoomMinutes(Base):
    """The minutes as they were when the meeting ended. Refuses UPDATE and DELETE."""

    __tablename__ = "room_minutes"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("room_meetings.id"), primary_key=True)
    canonical: Mapped[str]
    """Canonical JSON; holds no names of people."""
    sha256: Mapped[str] = mapped_column(String(64))


class BoardColumn(Base):
    """A column that facilitators made for a campaign's board."""

    __tablename__ = "board_columns"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))


class BoardCard(Base):
    """Where a proposal lies on the board; without a row it lies among the unsorted."""

    __tablename__ = "board_cards"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
        Index("ix_board_cards_column_id", "column_id", "position"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    column_id: Mapped[UUID] = mapped_column(ForeignKey("board_columns.id"))
    position: Mapped[int]
