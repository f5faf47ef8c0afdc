"""Signing in: sessions, links, invitations and throttling. Tokens are stored as SHA-256 only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class SignIn(Base):
    """One signed-in browser. Deleting the row ends it."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Moved forward at most every few minutes, so that reading stays reading."""
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("personal_links.id"))
    """Opened by a personal link: it reaches what the link is for, as long as the link does."""


class MailedLink(Base):
    """A link sent by mail to sign in or to choose a new password; used once, by POST.

    The worker makes it at the moment it sends the mail, so that its ten minutes start then.
    """

    __tablename__ = "mailed_links"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    """`sign_in_link` or `reset_link`, as the mail's kind."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    next_url: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A place for one address in one body; single use, expiring, revocable."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    role: Mapped[str] = mapped_column(String(20))
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Throttle(Base):
    """How often something was tried in a window; the bucket is a keyed hash, never an address."""

    __tablename__ = "throttles"

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_started_at: Mapped[datetime]
    attempts: Mapped[int]


_WAITING = text("sent_at IS NULL AND failed_at IS NULL")


class OutboxMail(Base):
    """A mail that waits, or was sent. Rendered by the worker; a mail holds no secret at rest."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("uq_outbox_event_key_person_id", "event_key", "person_id", unique=True),
        # The next to send is the first of it, however many wait or were sent.
        Index(
            "ix_outbox_waiting", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    address: Mapped[str | None] = mapped_column(String(254))
    """For an invitation, and for somebody who asks for a link: the worker looks up who it is."""
    address_hint: Mapped[str | None] = mapped_column(String(254))
    """The same with most of it hidden; stays when the mail has left, so that one can look it up."""
    event_key: Mapped[str | None] = mapped_column(String(200))
    """What happened; a person gets one mail of it. Empty where each mail is an event by itself."""
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[str]
    """JSON object with what the template needs; emptied, as `address`, once sent or given up."""
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When to try (again). A worker that takes the mail moves it forward: that is its claim."""
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(200))


class HighWater(Base):
    """The latest moment a deadline was judged at, on a single-host SQLite installation."""

    __tablename__ = "high_water"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    moment: Mapped[str] = mapped_column(String(40))
