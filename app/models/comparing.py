"""Answers to which of two matters most, and what is left of them. No moment is stored anywhere."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.domain.comparing import MOST_ANSWERS
from app.models.voting import WITHOUT_ROWID


def _of_idea(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["campaign_id", column], ["ideas.campaign_id", "ideas.id"])


class PairwiseAnswer(Base):
    """One person's answer about a pair. All of a campaign's are deleted when its voting opens."""

    __tablename__ = "pairwise_answers"
    __table_args__ = (
        _of_idea("idea_low"),
        _of_idea("idea_high"),
        CheckConstraint("idea_low < idea_high", name="unordered"),
        CheckConstraint(f"seq BETWEEN 1 AND {MOST_ANSWERS}", name=f"at_most_{MOST_ANSWERS}"),
        CheckConstraint("result IN ('low', 'high', 'neither')", name="known_result"),
        UniqueConstraint("campaign_id", "person_mac", "seq"),
        WITHOUT_ROWID,
    )

    # A pair once a person; in this order, the answers of one person do not lie side by side.
    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_low: Mapped[UUID] = mapped_column(primary_key=True)
    idea_high: Mapped[UUID] = mapped_column(primary_key=True)
    person_mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """Keyed hash of the address, so that nobody comes back as somebody new."""
    seq: Mapped[int]
    """The person's first answer is 1, so that the last can be undone."""
    result: Mapped[str] = mapped_column(String(7))
    """Which was preferred: `low`, `high` or `neither`."""


class PairwiseTotal(Base):
    """What the answers added up to for an idea when voting opened, of nobody in particular."""

    __tablename__ = "pairwise_totals"
    __table_args__ = (_of_idea("idea_id"),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    wins: Mapped[int]
    losses: Mapped[int]
    people: Mapped[int]
