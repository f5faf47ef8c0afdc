"""What people are told in the application, how they want it by mail, and how far reminders are."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Notice(Base):
    """One thing one person is told, once. Holds no name of anybody and no text but titles."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event_key", "person_id"),
        Index("ix_notices_person_id_created_at", "person_id", "created_at"),
        # Counted on every page of somebody signed in.
        Index(
            "ix_notices_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    event_key: Mapped[str] = mapped_column(String(200))
    """What happened, e.g. `answer:<id>`: nobody is told twice of the same."""
    kind: Mapped[str] = mapped_column(String(40))
    """The template in `templates/mail/`, whose first line and first link are the notice."""
    facts: Mapped[str]
    """JSON object with what the template needs."""
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    digest_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it is to be mailed with others; emptied when that mail is queued."""
    digest_id: Mapped[UUID | None] = mapped_column(index=True)
    """The queued mail that holds it."""


class NoticeSetting(Base):
    """How somebody wants mail under one heading; without a row as `DEFAULTS` says."""

    __tablename__ = "notice_settings"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(20), primary_key=True)
    delivery: Mapped[str] = mapped_column(String(10))


class ReminderRun(Base):
    """How far one round of reminders has come. No person is kept but the last one looked at.

    The deadline is part of the key: one that is moved gets rounds of its own, and what was left
    of the old ones is never sent.
    """

    __tablename__ = "reminder_runs"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    act: Mapped[str] = mapped_column(String(10), primary_key=True)
    """`submit` or `vote`."""
    step: Mapped[str] = mapped_column(String(5), primary_key=True)
    """`week`, `day` or `hour`."""
    deadline_at: Mapped[datetime] = mapped_column(primary_key=True)
    cursor: Mapped[UUID | None]
    """The last person, by id, who was looked at; emptied at the end."""
    claimed_until: Mapped[datetime | None]
    """A worker's claim, which runs out when it dies."""
    finished_at: Mapped[datetime | None]
