"""Campaigns where proposals wait for news of what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.plan_access import PlanState
from app.domain.proposals import AnswerStatus, IdeaState
from app.models import Answer, Campaign, Idea, Plan, PlanTheme, StrategyAnswer

_PENDING = (AnswerStatus.UNDER_REVIEW.value, AnswerStatus.GOING_FORWARD.value)
_ON_ITS_WAY = (PlanState.HEARING.value, PlanState.APPROVED.value)
"""A plan tells what becomes of its themes as it is approved, carried out and evaluated."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A campaign, how many of its proposals wait, and when there was news of one of them last."""

    campaign_id: UUID
    slug: str
    title_nb: str
    title_nn: str | None
    waiting: int
    going_forward: int
    since: datetime


def list_silent(session: Session, *, before: datetime) -> Sequence[Silence]:
    """Where nothing has been heard since `before`. One statement."""
    last = (
        select(Answer.campaign_id, Answer.idea_id, func.max(Answer.answered_at).label("at"))
        .group_by(Answer.campaign_id, Answer.idea_id)
        .subquery()
    )
    in_plan = (
        select(PlanTheme.id)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .where(
            PlanTheme.campaign_id == Idea.campaign_id,
            PlanTheme.idea_id == Idea.id,
            or_(Plan.state.in_(_ON_ITS_WAY), PlanTheme.concluded_at > before),
        )
    )
    by_strategy = select(StrategyAnswer.id).where(
        StrategyAnswer.campaign_id == Idea.campaign_id,
        StrategyAnswer.idea_id == Idea.id,
        StrategyAnswer.answered_at > before,
    )
    since = func.max(last.c.at)
    rows = session.execute(
        select(
            Campaign.id,
            Campaign.slug,
            Campaign.title_nb,
            Campaign.title_nn,
            func.count(),
            func.sum(case((Idea.status == AnswerStatus.GOING_FORWARD.value, 1), else_=0)),
            since,
        )
        .join(Idea, Idea.campaign_id == Campaign.id)
        .join(last, and_(last.c.campaign_id == Idea.campaign_id, last.c.idea_id == Idea.id))
        .where(
            Campaign.closed_at.is_not(None),
            Idea.state == IdeaState.SUBMITTED,
            Idea.status.in_(_PENDING),
            ~in_plan.exists(),
            ~by_strategy.exists(),
        )
        .group_by(Campaign.id)
        .having(since < before)
        .order_by(Campaign.id)
    )
    return [Silence(*row) for row in rows]
