"""Councils and others who speak as one: offices, meetings, joint drafts, decisions, links."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


def _of_idea() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"])


class Office(Base):
    """A dated office in a council, an organisation or a partner. Ended, never rewritten."""

    __tablename__ = "offices"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR starts_at <= ends_at", name="ends_after_start"),
        CheckConstraint("kind IN ('leader', 'secretary', 'representative')", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(20))
    mandate: Mapped[str] = mapped_column(String(500), default="")
    """Who gave it and in which case: what a representative speaks on."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]


class CouncilSettings(Base):
    """How a body decides, and whom its members can call."""

    __tablename__ = "council_settings"
    __table_args__ = (CheckConstraint("approvals_needed >= 2", name="approvals_needed"),)

    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), primary_key=True)
    approvals_needed: Mapped[int]
    phone: Mapped[str] = mapped_column(String(50), default="")
    phone_name: Mapped[str] = mapped_column(String(200), default="")


class CouncilMeeting(Base):
    """A date on which the body meets. Cancelled ones stay, so that calendars hear of it."""

    __tablename__ = "council_meetings"
    __table_args__ = (Index("ix_council_meetings_body_id", "body_id", "starts_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200), default="")
    revision: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class DraftComment(Base):
    """What a member says to the other members about a joint draft."""

    __tablename__ = "draft_comments"
    __table_args__ = (_of_idea(), Index("ix_draft_comments_idea", "campaign_id", "idea_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID]
    idea_id: Mapped[UUID]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    body: Mapped[str]
    created_at: Mapped[datetime]


class DraftApproval(Base):
    """A member's yes to one version of a joint draft; an edit asks anew."""

    __tablename__ = "draft_approvals"
    __table_args__ = (_of_idea(),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    approved_at: Mapped[datetime]


class CouncilDecision(Base):
    """How a body decided on one version of a draft: in a meeting, by approvals, on a mandate."""

    __tablename__ = "council_decisions"
    __table_args__ = (
        _of_idea(),
        CheckConstraint("way IN ('meeting', 'approvals', 'mandate')", name="way"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    way: Mapped[str] = mapped_column(String(10))
    decided_on: Mapped[date]
    present: Mapped[str] = mapped_column(String(500), default="")
    decision: Mapped[str] = mapped_column(String(2000), default="")
    """What was decided, as the minutes say it; the mandate where one spoke on that."""
    dissent: Mapped[str] = mapped_column(String(1000), default="")
    approvals: Mapped[int] = mapped_column(default=0)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Empty until it is handed in."""


class CouncilWithdrawal(Base):
    """A body took back what it had handed in: who did it in its name, and why."""

    __tablename__ = "council_withdrawals"
    __table_args__ = (_of_idea(),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    idea_id: Mapped[UUID] = mapped_column(primary_key=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    reason: Mapped[str] = mapped_column(String(500))
    withdrawn_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    withdrawn_at: Mapped[datetime]


class PersonalLink(Base):
    """A way in for one member, to one body's matters in one campaign, and to nothing else.

    The token is made as the mail leaves, and the days count from then.
    """

    __tablename__ = "personal_links"
    __table_args__ = (Index("ix_personal_links_body_id", "body_id", "campaign_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
