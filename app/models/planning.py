"""What comes before and beside a plan: working group, meetings, arenas, knowledge flow, hearing."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.models.voting import WITHOUT_ROWID

_STRUCTURES = "('individual', 'internal', 'external')"


class GroupMember(Base):
    """A member of the working group that makes a plan."""

    __tablename__ = "group_members"
    __table_args__ = (CheckConstraint("part IN ('lead', 'minutes', 'member')", name="part"),)

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(String(10), default="member")
    profession: Mapped[str] = mapped_column(String(100), default="")


class GroupWish(Base):
    """Somebody who said «Jeg vil være med»."""

    __tablename__ = "group_wishes"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    profession: Mapped[str] = mapped_column(String(100), default="")
    wished_at: Mapped[datetime]


class GroupMeeting(Base):
    """A meeting of the working group: agenda, minutes or a link to them."""

    __tablename__ = "group_meetings"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    agenda: Mapped[str] = mapped_column(default="")
    minutes: Mapped[str] = mapped_column(default="")
    minutes_url: Mapped[str | None] = mapped_column(String(500))
    minutes_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class GroupDecision(Base):
    """What a meeting decided, and the theme, proposal or steering signal that it concerns."""

    __tablename__ = "group_decisions"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("group_meetings.id"), index=True)
    position: Mapped[int]
    text: Mapped[str]
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan_themes.id"))
    campaign_id: Mapped[UUID | None]
    idea_id: Mapped[UUID | None]
    signal_id: Mapped[UUID | None] = mapped_column(ForeignKey("steering_signals.id"))


class Arena(Base):
    """Where learning happens at a unit, again and again (kunnskapsarena)."""

    __tablename__ = "arenas"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    frequency: Mapped[str] = mapped_column(String(200), default="")
    participants: Mapped[str] = mapped_column(String(500), default="")
    responsible: Mapped[str] = mapped_column(String(200), default="")
    """Formally responsible, as a role or a name in words."""
    informal: Mapped[str] = mapped_column(String(200), default="")
    """Who sees to it in practice."""
    is_external: Mapped[bool] = mapped_column(default=False, server_default=false())
    develops: Mapped[bool] = mapped_column(default=False, server_default=false())
    shares: Mapped[bool] = mapped_column(default=False, server_default=false())
    spreads: Mapped[bool] = mapped_column(default=False, server_default=false())
    retired_at: Mapped[datetime | None]


class KnowledgeFlow(Base):
    """A row in one of the nine cells of the map of knowledge flow (after Sveiby)."""

    __tablename__ = "knowledge_flows"
    __table_args__ = (
        CheckConstraint(f"source IN {_STRUCTURES}", name="source"),
        CheckConstraint(f"target IN {_STRUCTURES}", name="target"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    source: Mapped[str] = mapped_column(String(10))
    target: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    activity: Mapped[str] = mapped_column(String(500), default="")
    arena: Mapped[str] = mapped_column(String(200), default="")
    responsible: Mapped[str] = mapped_column(String(200), default="")


class ThemeComment(Base):
    """What somebody said of a theme in the hearing, for themselves or a body."""

    __tablename__ = "theme_comments"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("plan_themes.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    on_behalf_of: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))
    text: Mapped[str]
    written_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    """What those who make the plan answered."""
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    hidden_reason: Mapped[str | None] = mapped_column(String(500))


class SourceNote(Base):
    """An interview with an employer or a council's input (kildenotat), without personal data."""

    __tablename__ = "source_notes"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
        CheckConstraint("kind IN ('employer', 'council', 'partner', 'other')", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("plans.id"), index=True)
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan_themes.id"))
    campaign_id: Mapped[UUID | None]
    idea_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(10))
    sector: Mapped[str] = mapped_column(String(200), default="")
    held_on: Mapped[date]
    text: Mapped[str]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime]


class Evaluation(Base):
    """The evaluation of a plan: open to those concerned for a time."""

    __tablename__ = "evaluations"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="closes_after_opening"),)

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    asks_organisation: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it also asks about ways of working, division of work, organisation and leadership."""
    key: Mapped[bytes | None]
    """Makes the marks of who has answered; erased when the evaluation has closed."""
    reminded_at: Mapped[datetime | None]


class EvaluationMove(Base):
    """An evaluation that was given more time: from when, to when, why, by whom. Never changed."""

    __tablename__ = "evaluation_moves"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("evaluations.plan_id"), index=True)
    moved_from: Mapped[datetime]
    moved_to: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500))
    moved_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    moved_at: Mapped[datetime]


class EvaluationMark(Base):
    """That a person has answered, as a keyed hash; erased when the evaluation has closed."""

    __tablename__ = "evaluation_marks"
    __table_args__ = (WITHOUT_ROWID,)

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("evaluations.plan_id"), primary_key=True)
    person_mac: Mapped[bytes] = mapped_column(primary_key=True)


class EvaluationAnswer(Base):
    """One anonymous answer. Nothing leads from it to a person, and it bears no time."""

    __tablename__ = "evaluation_answers"
    __table_args__ = (
        CheckConstraint("voice IN ('staff', 'councils', 'partners')", name="voice"),
        WITHOUT_ROWID,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("evaluations.plan_id"), index=True)
    voice: Mapped[str] = mapped_column(String(10))
    works: Mapped[str] = mapped_column(default="")
    changes: Mapped[str] = mapped_column(default="")
    learn_next: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    used_in: Mapped[UUID | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    """The campaign that took up «learn next» or put it aside, or None while it waits."""
    idea_id: Mapped[UUID | None]
    """The draft it became in that campaign, which may have been thrown away since."""


class EvaluationRating(Base):
    """How far one answer says that an outcome was reached: 0 not at all to 3 fully."""

    __tablename__ = "evaluation_ratings"
    __table_args__ = (CheckConstraint("reached BETWEEN 0 AND 3", name="reached"), WITHOUT_ROWID)

    answer_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation_answers.id"), primary_key=True)
    outcome_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_outcomes.id"), primary_key=True, index=True
    )
    reached: Mapped[int]


class SelectionProtocol(Base):
    """How the themes were chosen, as issued. Refuses UPDATE and DELETE."""

    __tablename__ = "selection_protocols"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.campaign_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(String(50), default="")
    """Saksnummer in the archive."""
    canonical: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    issued_at: Mapped[datetime]
