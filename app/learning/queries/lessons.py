"""«What to learn next»: what evaluations said, waiting for the next call for learning themes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.permissions import Actor
from app.learning.queries.plans import looked_after
from app.models import (
    Activity,
    Body,
    Campaign,
    CampaignBody,
    Evaluation,
    EvaluationAnswer,
    GroupMember,
    Idea,
    LearningOutcome,
    Plan,
    PlanTheme,
)

LEARNING = "learning_themes"
"""The template of the calls that ask what to learn."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one answer said should be learnt next, and what it became."""

    id: UUID
    text: str
    unit_id: UUID
    unit: str
    half_year: str
    idea_id: UUID | None
    """The draft or proposal it became, where that is still there."""
    idea_nr: int | None
    idea_state: str | None


def list_lessons(session: Session, view: CampaignView) -> tuple[list[Lesson], list[Lesson]]:
    """What waits for this campaign, and what it has taken up or put aside. One statement.

    From closed evaluations of units that the campaign's owners are, or stand above; the newest
    half-year first, and within it in an order that chance made.
    """
    of_idea = and_(
        Idea.campaign_id == EvaluationAnswer.used_in, Idea.id == EvaluationAnswer.idea_id
    )
    found = session.execute(
        _lessons(
            EvaluationAnswer.id,
            EvaluationAnswer.learn_next,
            Body.id,
            Body.name,
            Plan.half_year,
            Idea.id,
            Idea.nr,
            Idea.state,
            EvaluationAnswer.used_in,
        )
        .outerjoin(Idea, of_idea)
        .where(
            or_(*(Body.path.startswith(owner.path) for owner in view.owners)),
            or_(
                EvaluationAnswer.used_in.is_(None),
                EvaluationAnswer.used_in == view.campaign.id,
            ),
        )
        .order_by(Plan.half_year.desc(), Body.path, EvaluationAnswer.id)
    ).all()
    waiting = [Lesson(*row[:-1]) for row in found if row[-1] is None]
    return waiting, [Lesson(*row[:-1]) for row in found if row[-1] is not None]


def _lessons(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(EvaluationAnswer)
        .join(Evaluation, Evaluation.plan_id == EvaluationAnswer.plan_id)
        .join(Plan, Plan.id == Evaluation.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .where(EvaluationAnswer.learn_next != "", Evaluation.key.is_(None))
    )


def waiting_for_campaign() -> ColumnElement[int]:
    """How many wait for the campaign of the statement around it."""
    owner = Body.__table__.alias("lesson_owner")
    is_owned = (
        select(CampaignBody.body_id)
        .join(owner, owner.c.id == CampaignBody.body_id)
        .where(
            CampaignBody.campaign_id == Campaign.id,
            CampaignBody.part == "owner",
            Body.path.startswith(owner.c.path),
        )
        .correlate(Campaign, Body)
        .exists()
    )
    return (
        _lessons(func.count())
        .where(EvaluationAnswer.used_in.is_(None), Campaign.template == LEARNING, is_owned)
        .correlate(Campaign)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class ToEvaluate:
    """An activity whose date of evaluation is near."""

    activity_id: UUID
    name: str
    evaluate_on: date
    unit: str
    unit_slug: str
    half_year: str


def list_to_evaluate(session: Session, actor: Actor, today: date) -> Sequence[ToEvaluate]:
    """Activities to be evaluated this week, of plans this person makes. One statement."""
    monday = today - timedelta(days=today.weekday())
    in_group = select(GroupMember.plan_id).where(GroupMember.person_id == actor.person_id)
    rows: Sequence[Any] = session.execute(
        select(
            Activity.id,
            Activity.method,
            Activity.arena,
            Activity.evaluate_on,
            Body.name,
            Body.slug,
            Plan.half_year,
        )
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .where(
            Activity.evaluate_on.between(monday, monday + timedelta(days=6)),
            Activity.status != "cancelled",
            Plan.state == "approved",
            or_(looked_after(actor), Plan.id.in_(in_group)),
        )
        .order_by(Activity.evaluate_on, Activity.position, Activity.id)
    ).all()
    return [ToEvaluate(row[0], ", ".join(filter(None, (row[1], row[2]))), *row[3:]) for row in rows]
