"""From a local campaign to the larger one, and from one office's example to the others."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

RUNNING = text("undone_at IS NULL")
HELD = text("ended_at IS NULL")
WAITING = text("answer_id IS NULL AND withdrawn_at IS NULL")


class Forwarding(Base):
    """A proposal that a local campaign sent on to the larger one, with what stood behind it."""

    __tablename__ = "forwardings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["from_campaign_id", "from_idea_id"], ["ideas.campaign_id", "ideas.id"]
        ),
        ForeignKeyConstraint(["to_campaign_id", "to_idea_id"], ["ideas.campaign_id", "ideas.id"]),
        CheckConstraint("(support IS NULL) = (ballots IS NULL)", name="support_of_ballots"),
        Index("ix_forwardings_target", "to_campaign_id", "to_idea_id"),
        # A proposal stands in the larger campaign once, however many press the button.
        Index(
            "uq_forwardings_running",
            "from_campaign_id",
            "from_idea_id",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    from_campaign_id: Mapped[UUID]
    from_idea_id: Mapped[UUID]
    to_campaign_id: Mapped[UUID]
    to_idea_id: Mapped[UUID]
    unit_name: Mapped[str] = mapped_column(String(200))
    """Whose local campaign it was, as it was called then."""
    forwarded_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    forwarded_at: Mapped[datetime]
    support: Mapped[int | None]
    """In the sealed local result, where everyone may see it; empty where nobody had voted yet."""
    ballots: Mapped[int | None]
    """How many ballots that was of."""
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    undone_at: Mapped[datetime | None]


class Assignment(Base):
    """Who has taken on a proposal, and until when. A new one ends the one before."""

    __tablename__ = "assignments"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
        Index("ix_assignments_owner_id", "owner_id"),
        Index(
            "uq_assignments_held",
            "campaign_id",
            "idea_id",
            unique=True,
            sqlite_where=HELD,
            postgresql_where=HELD,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID]
    idea_id: Mapped[UUID]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    due_on: Mapped[date]
    message: Mapped[str] = mapped_column(String(1000), default="")
    assigned_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    assigned_at: Mapped[datetime]
    report: Mapped[str | None] = mapped_column(String(2000))
    """What the owner found out or did; those who look after the campaign read it."""
    reported_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Example(Base):
    """A proposal that was carried out, told so that others can do the same."""

    __tablename__ = "examples"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID]
    idea_id: Mapped[UUID]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    """Where it was carried out."""
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str]
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    """Who answers those who ask."""
    published_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ExampleAnswer(Base):
    """One answer to one or several who asked: a file to read, a visit, a webinar for all."""

    __tablename__ = "example_answers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    example_id: Mapped[UUID] = mapped_column(ForeignKey("examples.id"), index=True)
    text: Mapped[str]
    starts_at: Mapped[datetime | None]
    """When they can come, or see it."""
    place: Mapped[str | None] = mapped_column(String(300))
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime]


class ExampleRequest(Base):
    """Somebody asks for the presentation, a visit, or to see it in practice."""

    __tablename__ = "example_requests"
    __table_args__ = (
        CheckConstraint("kind IN ('presentation', 'visit', 'practice')", name="known_kind"),
        Index(
            "uq_example_requests_open",
            "example_id",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    example_id: Mapped[UUID] = mapped_column(ForeignKey("examples.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    body_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))
    """The unit, council or partner one asks for."""
    kind: Mapped[str] = mapped_column(String(12))
    message: Mapped[str] = mapped_column(String(1000), default="")
    asked_at: Mapped[datetime]
    answer_id: Mapped[UUID | None] = mapped_column(ForeignKey("example_answers.id"), index=True)
    """The answer as it stands now; one that it replaced is kept without requests."""
    withdrawn_at: Mapped[datetime | None]
