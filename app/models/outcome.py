"""What becomes of the winners: decision, learning plan, strategy input."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
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


class Plan(Base):
    """A unit's learning plan for half a year (plan for læring)."""

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("unit_id", "half_year"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    half_year: Mapped[str] = mapped_column(String(6))
    """`2027-1` is spring, `2027-2` autumn."""
    introduction: Mapped[str] = mapped_column(default="")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]


class PlanTheme(Base):
    """What is to be learnt, with the way back to where it came from."""

    __tablename__ = "plan_themes"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
        UniqueConstraint("plan_id", "campaign_id", "idea_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    campaign_id: Mapped[UUID | None]
    idea_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    """Why it was added by hand, where it comes from no campaign."""


class PlanRow(Base):
    """One line of the five-column table: outcome, arena, method, participants, time."""

    __tablename__ = "plan_rows"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("plan_themes.id"), index=True)
    position: Mapped[int]
    outcome: Mapped[str] = mapped_column(default="")
    arena: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="")
    participants: Mapped[str] = mapped_column(default="")
    time: Mapped[str] = mapped_column(default="")


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
