"""The plan for learning: themes, what is to be learnt, and the activities that lead there."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Plan(Base):
    """A unit's learning plan for half a year (plan for læring)."""

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("unit_id", "half_year"),
        CheckConstraint(
            "state IN ('draft', 'hearing', 'approved', 'evaluated', 'archived')", name="state"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    half_year: Mapped[str] = mapped_column(String(6))
    """`2027-1` is spring, `2027-2` autumn."""
    introduction: Mapped[str] = mapped_column(default="")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="draft", server_default="draft")
    hearing_ends_at: Mapped[datetime | None]
    mandate: Mapped[str] = mapped_column(default="", server_default="")
    work_starts_on: Mapped[date | None]
    work_ends_on: Mapped[date | None]
    """The working group's time frame: until when the plan is to be made, both days included."""
    skips_mandate: Mapped[bool] = mapped_column(default=False, server_default=false())
    skips_map: Mapped[bool] = mapped_column(default=False, server_default=false())
    minutes_each: Mapped[int | None]
    """How much time each person has for learning in the half-year, in minutes."""
    names_attendance: Mapped[str | None]
    """Why the unit keeps names of who attended; None: numbers alone."""
    copied_from: Mapped[UUID | None] = mapped_column(ForeignKey("plans.id"))


class PlanVersion(Base):
    """The plan as it was approved. Refuses UPDATE and DELETE."""

    __tablename__ = "plan_versions"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    canonical: Mapped[str]
    """Canonical JSON of the whole plan."""
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str]
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    approved_at: Mapped[datetime]


class PlanTheme(Base):
    """What is to be learnt, with the way back to where it came from."""

    __tablename__ = "plan_themes"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "idea_id"], ["ideas.campaign_id", "ideas.id"]),
        UniqueConstraint("plan_id", "campaign_id", "idea_id"),
        CheckConstraint("conclusion IN ('continue', 'change', 'stop')", name="conclusion"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    campaign_id: Mapped[UUID | None]
    idea_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    """Why it was added by hand, where it comes from no campaign."""
    signal_id: Mapped[UUID | None] = mapped_column(ForeignKey("steering_signals.id"))
    """The steering signal it comes from, where it comes from no campaign."""
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))
    """Of which team's sub-plan it is a part; None: the whole unit's."""
    is_voluntary: Mapped[bool] = mapped_column(default=False, server_default=false())
    responsible_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    carried_from: Mapped[UUID | None] = mapped_column(ForeignKey("plan_themes.id"))
    """The theme of an earlier half-year that goes on here."""
    conclusion: Mapped[str | None] = mapped_column(String(10))
    """What the working group concluded after the evaluation: continue, change or stop."""
    summary: Mapped[str] = mapped_column(default="", server_default="")
    concluded_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    concluded_at: Mapped[datetime | None]


class LearningOutcome(Base):
    """What a person knows, can or is able to do afterwards (læringsutbytte)."""

    __tablename__ = "learning_outcomes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("plan_themes.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(default="")
    level: Mapped[str | None] = mapped_column(String(20))
    """One of the qualification framework's, see `app.domain.learning.outcomes`."""


class Activity(Base):
    """How an outcome is reached. The words of the table's cells always stand as they were typed."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("attended >= 0", name="attended"),
        CheckConstraint("status IN ('planned', 'done', 'moved', 'cancelled')", name="status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    outcome_id: Mapped[UUID] = mapped_column(ForeignKey("learning_outcomes.id"), index=True)
    position: Mapped[int]
    arena: Mapped[str] = mapped_column(default="")
    arena_id: Mapped[UUID | None] = mapped_column(ForeignKey("arenas.id"), index=True)
    method: Mapped[str] = mapped_column(default="")
    participants: Mapped[str] = mapped_column(default="")
    time: Mapped[str] = mapped_column(default="")
    """When, in words; what can be read out of them as days stands in `activity_days`."""
    time_kind: Mapped[str] = mapped_column(String(20), default="words", server_default="words")
    """How the words were understood, see `app.domain.learning.times`."""
    lecturer: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Who teaches, or the partner that is co-responsible."""
    responsible_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    place: Mapped[str] = mapped_column(String(300), default="", server_default="")
    link: Mapped[str | None] = mapped_column(String(500))
    minutes: Mapped[int | None]
    """How long it takes each participant in all, in minutes."""
    capacity: Mapped[int | None]
    service_users: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Service users who take part, as a number or in plain words, never by name."""
    is_voluntary: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether others than those named may join."""
    evaluate_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(10), default="planned", server_default="planned")
    status_note: Mapped[str] = mapped_column(default="", server_default="")
    attended: Mapped[int | None]
    """How many came, as a number."""
    moved_from: Mapped[str | None]
    """The time words that were approved, where it was moved since. No version is made of a move."""
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    """Grows when its days or its status change, so that calendars take the newer one."""
    revised_at: Mapped[datetime | None]


class ActivityDay(Base):
    """A day on which, or by which, an activity takes place."""

    __tablename__ = "activity_days"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    starts: Mapped[time | None]
    ends: Mapped[time | None]


class ActivityParticipant(Base):
    """Who needs an activity, and who wants it: a person, a body or a role in words."""

    __tablename__ = "activity_participants"
    __table_args__ = (CheckConstraint("need IN ('needs', 'wants')", name="need"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    body_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"), index=True)
    words: Mapped[str] = mapped_column(String(200), default="")
    need: Mapped[str] = mapped_column(String(10), default="needs")


class SignUp(Base):
    """Somebody who joins an activity; the order of `seq` is the order of the waiting list."""

    __tablename__ = "sign_ups"
    __table_args__ = (UniqueConstraint("activity_id", "seq"),)

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    seq: Mapped[int]
    is_waiting: Mapped[bool]
    signed_at: Mapped[datetime]


class Attendance(Base):
    """Who came, by name: only where the unit decided so and said why."""

    __tablename__ = "attendances"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)


class Reflection(Base):
    """A person's own note on an activity, which nobody else sees."""

    __tablename__ = "reflections"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    text: Mapped[str]
    written_at: Mapped[datetime]


class Material(Base):
    """A link to, or a file of, what an activity used."""

    __tablename__ = "materials"
    __table_args__ = (CheckConstraint("(url IS NULL) != (content IS NULL)", name="link_or_file"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str | None] = mapped_column(String(500))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    media_type: Mapped[str | None] = mapped_column(String(100))
    added_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime]


class CalendarFeed(Base):
    """A secret address from which a calendar program fetches a person's, team's or plan's days."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (UniqueConstraint("person_id", "kind", "of_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    """Whose rights the feed has."""
    kind: Mapped[str] = mapped_column(String(10))
    """person, team or plan."""
    of_id: Mapped[UUID]
    """The person, the team's body or the plan."""
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
