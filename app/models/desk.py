"""What the facilitator's desk keeps: visits without visitors, and pairs that are no duplicates."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class VisitDay(Base):
    """How often a campaign's pages were opened on one day. Nobody who opened them is kept."""

    __tablename__ = "visit_days"
    __table_args__ = (
        CheckConstraint("page IN ('campaign', 'list', 'idea', 'ballot')", name="page"),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int]


class DismissedPair(Base):
    """Two proposals that look alike, and that a facilitator has said are not the same."""

    __tablename__ = "dismissed_pairs"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "low_id"], ["ideas.campaign_id", "ideas.id"]),
        ForeignKeyConstraint(["campaign_id", "high_id"], ["ideas.campaign_id", "ideas.id"]),
        CheckConstraint("low_id < high_id", name="in_order"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    low_id: Mapped[UUID] = mapped_column(primary_key=True)
    high_id: Mapped[UUID] = mapped_column(primary_key=True)
    dismissed_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    dismissed_at: Mapped[datetime]
