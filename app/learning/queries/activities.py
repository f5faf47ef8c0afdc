"""One activity with all that is known of it, and who can be chosen for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.learning.times import Day, TimeKind, TimePlan
from app.learning.queries.plans import PlanView
from app.learning.queries.units import belongs_to
from app.models import (
    Activity,
    ActivityDay,
    ActivityParticipant,
    Affiliation,
    Arena,
    Body,
    LearningOutcome,
    Person,
    PlanTheme,
)

MOST_PEOPLE = 400
"""People offered to choose from; a larger unit plans through its teams."""


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """Who needs or wants an activity: a person, a body or a role in words."""

    participant: ActivityParticipant
    person_name: str | None
    body_name: str | None
    body_kind: str | None

    @property
    def name(self) -> str | None:
        """None: a person who has been erased."""
        if self.participant.person_id:
            return self.person_name
        return self.body_name or self.participant.words


@dataclass(frozen=True, slots=True)
class ActivityView:
    """An activity with what it is part of."""

    activity: Activity
    outcome: LearningOutcome
    theme: PlanTheme
    team: Body | None
    arena: Arena | None
    responsible: str | None
    understood: TimePlan
    participants: list[ParticipantView]

    @property
    def team_path(self) -> str | None:
        return self.team.path if self.team else None


def get_activity(session: Session, view: PlanView, activity_id: UUID) -> ActivityView:
    """An activity of this very plan, in three statements; NotFoundError."""
    row = session.execute(
        select(Activity, LearningOutcome, PlanTheme, Body, Arena, Person.name)
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .outerjoin(Body, Body.id == PlanTheme.team_id)
        .outerjoin(Arena, Arena.id == Activity.arena_id)
        .outerjoin(Person, Person.id == Activity.responsible_id)
        .where(Activity.id == activity_id, PlanTheme.plan_id == view.plan.id)
    ).first()
    if row is None:
        raise NotFoundError(f"activity {activity_id}")
    activity, outcome, theme, team, arena, responsible = row
    only_this = Activity.id == activity_id
    days = _days_where(session, only_this).get(activity_id, [])
    understood = TimePlan(TimeKind(activity.time_kind), tuple(days))
    participants = _participants_where(session, only_this).get(activity_id, [])
    return ActivityView(
        activity, outcome, theme, team, arena, responsible, understood, participants
    )


def days_by_activity(session: Session, plan_id: UUID) -> dict[UUID, list[Day]]:
    """The days of every activity of the plan that has any. One statement."""
    return _days_where(session, PlanTheme.plan_id == plan_id)


def participants_by_activity(session: Session, plan_id: UUID) -> dict[UUID, list[ParticipantView]]:
    """The chosen participants of every activity of the plan. One statement."""
    return _participants_where(session, PlanTheme.plan_id == plan_id)


def _days_where(session: Session, wanted: ColumnElement[bool]) -> dict[UUID, list[Day]]:
    found: dict[UUID, list[Day]] = {}
    for activity_id, day, starts, ends in session.execute(
        select(ActivityDay.activity_id, ActivityDay.day, ActivityDay.starts, ActivityDay.ends)
        .join(Activity, Activity.id == ActivityDay.activity_id)
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .where(wanted)
        .order_by(ActivityDay.day)
    ):
        found.setdefault(activity_id, []).append(Day(day, starts, ends))
    return found


def _participants_where(
    session: Session, wanted: ColumnElement[bool]
) -> dict[UUID, list[ParticipantView]]:
    rows = session.execute(
        select(ActivityParticipant, Person.name, Body.name, Body.kind)
        .join(Activity, Activity.id == ActivityParticipant.activity_id)
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .outerjoin(Person, Person.id == ActivityParticipant.person_id)
        .outerjoin(Body, Body.id == ActivityParticipant.body_id)
        .where(wanted)
    )
    found: dict[UUID, list[ParticipantView]] = {}
    for participant, *names in rows:
        line = ParticipantView(participant, *names)
        found.setdefault(participant.activity_id, []).append(line)
    for lines in found.values():
        lines.sort(key=_place)
    return found


def _place(line: ParticipantView) -> tuple[int, str, str]:
    """Bodies first, then people, then words."""
    one = line.participant
    kind = 0 if one.body_id else 1 if one.person_id else 2
    return kind, sort_key(line.name or ""), str(one.id)


def list_people_to_choose(
    session: Session, unit: Body, *, now: datetime
) -> Sequence[tuple[UUID, str]]:
    """People of the unit and below it by name, with their ids. One statement."""
    rows = session.execute(
        select(Person.id, Person.name, Person.email)
        .where(belongs_to(unit, now))
        .order_by(Person.sort_key, Person.id)
        .limit(MOST_PEOPLE)
    )
    return [(row[0], row[1] or row[2] or "") for row in rows]


def list_bodies_to_choose(session: Session, unit: Body) -> list[Body]:
    """The unit, its teams, and the councils and partners that belong there. One statement."""
    within = select(Body.id).where(Body.path.startswith(unit.path))
    belongs = select(Affiliation.body_id).where(Affiliation.unit_id.in_(within))
    bodies = session.scalars(
        select(Body).where(
            Body.path.startswith(unit.path) | Body.id.in_(belongs), Body.dissolved_at.is_(None)
        )
    )
    return sorted(
        bodies, key=lambda body: (body.kind != "unit", body.path != unit.path, sort_key(body.name))
    )
