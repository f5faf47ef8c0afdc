"""Roll, open and sealed ballots, results. No moment of voting is stored anywhere.

Tables marked WITHOUT ROWID have no hidden insertion order on SQLite; on PostgreSQL closing
rewrites every ballot under a fresh random key (`model.md`, Ballots).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

WITHOUT_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}


class Voter(Base):
    """One place on a campaign's roll. One a person, whatever accounts they have had."""

    __tablename__ = "voters"
    __table_args__ = (
        UniqueConstraint("campaign_id", "person_id"),
        UniqueConstraint("campaign_id", "identity_mac"),
        WITHOUT_ROWID,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """Empty for imported elections, whose voters are nobody we know."""
    identity_mac: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Keyed hash of the address until close, so that nobody comes back as somebody new."""
    group: Mapped[str | None] = mapped_column("voter_group", String(20))
    """Empty for imported elections alone."""
    has_voted: Mapped[bool] = mapped_column(default=False)
    added_reason: Mapped[str | None] = mapped_column(String(500))
    """Why somebody was added after voting opened."""


class OpenBallot(Base):
    """The ballot while voting is open; changed in place, deleted at close."""

    __tablename__ = "open_ballots"
    __table_args__ = (
        CheckConstraint("used >= 0 AND (quota IS NULL OR used <= quota)", name="within_quota"),
        WITHOUT_ROWID,
    )

    voter_id: Mapped[UUID] = mapped_column(ForeignKey("voters.id"), primary_key=True)
    ballot_key: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    quota: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    is_abstention: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    last_key: Mapped[str | None] = mapped_column(String(64))
    last_mac: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    commitment: Mapped[str] = mapped_column(String(64))


class OpenMark(Base):
    """One mark on an open ballot."""

    __tablename__ = "open_marks"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
        CheckConstraint("value >= 0 AND (most IS NULL OR value <= most)", name="within_limits"),
        Index(
            "uq_open_marks_ballot_key_place",
            "ballot_key",
            "value",
            unique=True,
            postgresql_where=text("is_place"),
            sqlite_where=text("is_place"),
        ),
        WITHOUT_ROWID,
    )

    ballot_key: Mapped[UUID] = mapped_column(
        ForeignKey("open_ballots.ballot_key", ondelete="CASCADE"), primary_key=True
    )
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID]
    value: Mapped[int] = mapped_column(default=1)
    most: Mapped[int | None]
    """What the promises allow on one idea, so that the database holds it too."""
    is_place: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A place in a ranking, which one ballot gives once."""


class SealedBallot(Base):
    """A ballot after the close, under a fresh random key. Refuses UPDATE and DELETE."""

    __tablename__ = "sealed_ballots"
    __table_args__ = (WITHOUT_ROWID,)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    random_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    group: Mapped[str | None] = mapped_column("voter_group", String(20))
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    commitment: Mapped[str] = mapped_column(String(64))
    marks: Mapped[str]
    """Canonical JSON: {"<idea id>": value, …}; an abstention is {}."""


class Result(Base):
    """The one result of a campaign, with its seal. Refuses UPDATE and DELETE."""

    __tablename__ = "results"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    canonical: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    counted_at: Mapped[datetime]
