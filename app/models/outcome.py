"""What becomes of the winners: steering signals, decision, strategy input."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class SteeringSignal(Base):
    """A letter of assignment, grant letter or strategy that weighs in (sentrale føringer)."""

    __tablename__ = "steering_signals"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    """assignment_letter, grant_letter, strategy or other."""
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[date | None]
    passage: Mapped[str] = mapped_column(default="")
    url: Mapped[str | None] = mapped_column(String(500))
    added_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime]


class Decision(Base):
    """What goes forward: who, when, why and on what evidence. Refuses UPDATE and DELETE."""

    __tablename__ = "decisions"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime]
    reason: Mapped[str]
    canonical: Mapped[str]
    """Canonical JSON of the whole decision with the hash of the result it rests on."""
    sha256: Mapped[str] = mapped_column(String(64))


class DecisionItem(Base):
    """One proposal in the decision. Refuses UPDATE and DELETE."""

    __tablename__ = "decision_items"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.campaign_id"), primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    is_going_forward: Mapped[bool]
    is_rule_winner: Mapped[bool]
    reason: Mapped[str | None]
    """Required where the decision deviates from the rule."""
    signal_id: Mapped[UUID | None] = mapped_column(ForeignKey("steering_signals.id"))


class StrategyInput(Base):
    """A proposal handed over to the business strategy, and its receiver."""

    __tablename__ = "strategy_inputs"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    receiver_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    receiver: Mapped[str] = mapped_column(String(200), default="")
    handed_over_at: Mapped[datetime]


class StrategyAnswer(Base):
    """What the receiver answered; a new answer adds a line, the newest counts."""

    __tablename__ = "strategy_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "idea_id"], ["strategy_inputs.campaign_id", "strategy_inputs.idea_id"]
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID]
    idea_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(String(20))
    """taken_in, considered or not_taken_in."""
    passage: Mapped[str | None]
    reason: Mapped[str | None]
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime]
