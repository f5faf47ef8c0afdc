"""What people add to proposals beside words: files, people who stand behind them, reports."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


def _of_idea() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"])


class Attachment(Base):
    """A file beside a proposal, without metadata; deleted when the proposal is withdrawn."""

    __tablename__ = "attachments"
    __table_args__ = (_of_idea(), Index("ix_attachments_idea", "campaign_id", "idea_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID]
    idea_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(120))
    """As it is handed out, with the ending of what it is."""
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    """Bytes of `content`, so that lists need not read it."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime]


class CoAuthorInvitation(Base):
    """Somebody is asked to stand behind a proposal. Whoever says yes becomes a CoAuthor."""

    __tablename__ = "co_author_invitations"
    __table_args__ = (
        _of_idea(),
        UniqueConstraint("campaign_id", "idea_id", "email"),
        CheckConstraint("answer IN ('yes', 'no')", name="answer"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID]
    idea_id: Mapped[UUID]
    email: Mapped[str] = mapped_column(String(254))
    """As the proposer wrote it. Whether anybody has that address is not told."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """Who has that address and takes part in the campaign; empty where nobody does."""
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    invited_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(3))
    answered_at: Mapped[datetime | None]


class Report(Base):
    """Somebody asks the facilitator to look at a proposal, or at one comment to it."""

    __tablename__ = "reports"
    __table_args__ = (
        _of_idea(),
        Index("ix_reports_waiting", "campaign_id", "settled_at"),
        CheckConstraint("concern IN ('person', 'offensive', 'off_topic', 'other')", name="concern"),
        CheckConstraint("outcome IN ('hidden', 'kept')", name="outcome"),
        CheckConstraint("settled_at IS NULL OR reporter_id IS NULL", name="reporter_forgotten"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID]
    idea_id: Mapped[UUID]
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("comments.id"))
    """Empty: the proposal itself."""
    reporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """To tell them what came of it. Forgotten when that is settled."""
    concern: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(1000), default="")
    reported_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(6))
    reason: Mapped[str | None] = mapped_column(String(500))
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    settled_at: Mapped[datetime | None]
