"""Giving those who evaluate a plan more time, with the reason kept."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.domain.errors import (
    DeadlinePassedError,
    InvalidInputError,
    NotOpenError,
    ReasonMissingError,
)
from app.domain.learning.evaluation import LONGEST_DAYS, reminds_at
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_line, within
from app.learning.queries.evaluations import find_evaluation, is_closed
from app.learning.queries.plans import lock_plan
from app.models import Evaluation, EvaluationMove

LONGEST_REASON = 500


def extend_evaluation(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    *,
    closes_at: datetime,
    reason: str,
    clock: Clock,
) -> Evaluation:
    """Close it later than was said, and keep the move. Who has not answered is reminded again.

    NotOpenError before it is opened, DeadlinePassedError once it has closed: what is erased then
    does not come back. InvalidInputError (field `closes_on`): `not_later` or `too_far`.
    ReasonMissingError.
    """
    view = lock_plan(session, actor, plan_id)
    now = clock.after_lock(session)
    require_in_plan(actor, PlanPermission.EVALUATION_OPEN, view.scope)
    evaluation = find_evaluation(session, plan_id)
    if evaluation is None:
        raise NotOpenError(f"evaluation of {plan_id}")
    if is_closed(evaluation, now):
        raise DeadlinePassedError(deadline=evaluation.closes_at)
    if closes_at <= evaluation.closes_at:
        raise InvalidInputError(field="closes_on", reason="not_later")
    if closes_at > now + timedelta(days=LONGEST_DAYS + 1):
        raise InvalidInputError(field="closes_on", reason="too_far", days=LONGEST_DAYS)
    words = within(clean_line(reason), field="reason", most=LONGEST_REASON)
    if not words:
        raise ReasonMissingError(field="reason")
    session.add(
        EvaluationMove(
            plan_id=plan_id,
            moved_from=evaluation.closes_at,
            moved_to=closes_at,
            reason=words,
            moved_by=actor.person_id,
            moved_at=now,
        )
    )
    evaluation.closes_at = closes_at
    if now < reminds_at(evaluation.opens_at, closes_at):
        evaluation.reminded_at = None
    session.flush()
    return evaluation
