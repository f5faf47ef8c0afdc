"""What follows a close: how far the count has come, the package, and counts beside the result."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class BallotPaper(Base):
    """The ideas as they stood when voting opened. Refuses UPDATE and DELETE."""

    __tablename__ = "ballot_papers"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    canonical: Mapped[str]
    """Canonical JSON, in the order of ids, whose hash was promised: id, title, cost."""


class CountProgress(Base):
    """How many sealed ballots the count has read; gone once the result is there."""

    __tablename__ = "count_progress"
    __table_args__ = (CheckConstraint("done >= 0 AND done <= total", name="within_total"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    done: Mapped[int]
    total: Mapped[int]


class ResultPackage(Base):
    """The public edition, written with the result. Refuses UPDATE and DELETE."""

    __tablename__ = "result_packages"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("results.campaign_id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """A zip file (`docs/package.md`)."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the file."""


class PackageHandout(Base):
    """The auditor's edition given to somebody, by whom and why. Refuses UPDATE and DELETE."""

    __tablename__ = "package_handouts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("results.campaign_id"), index=True)
    auditor: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(1000))
    given_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    given_at: Mapped[datetime]


class FurtherCount(Base):
    """The same sealed ballots counted once more. Refuses UPDATE and DELETE.

    `without`: an idea was found impossible after the close. `beside`: what other rules would have
    given, counted after the decision and never a result.
    """

    __tablename__ = "further_counts"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("results.campaign_id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    canonical: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Empty where the machine counted."""
    counted_at: Mapped[datetime]
