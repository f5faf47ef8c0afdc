"""What the working group makes of the answers, theme by theme, and telling all who took part."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, select, union
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError, NotOpenError
from app.domain.learning.evaluation import Conclusion
from app.domain.national_id import without_national_id
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_text, within
from app.learning.queries.evaluations import find_evaluation, is_closed
from app.learning.queries.plans import PlanView, lock_plan
from app.learning.services.states import mark_evaluated
from app.models import CoAuthor, Follower, Idea, PlanTheme, Voter
from app.notices.services import tell

LONGEST_SUMMARY = 5_000
CHUNK = 500
"""Mails held in memory at a time."""


def conclude_theme(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    theme_id: UUID,
    *,
    conclusion: str,
    summary: str,
    clock: Clock,
) -> PlanTheme:
    """Write down what was learnt of a theme, and whether it goes on. Seen by makers alone so far.

    NotOpenError until the evaluation has closed; FrozenError once the plan is evaluated.
    """
    view = lock_plan(session, actor, plan_id)
    now = clock.after_lock(session)
    _require_closed(session, view, now)
    theme = session.get(PlanTheme, theme_id)
    if theme is None or theme.plan_id != plan_id:
        raise NotFoundError(f"theme {theme_id}")
    if conclusion not in set(Conclusion):
        raise InvalidInputError(field="conclusion", reason="unknown")
    words = within(clean_text(summary), field="summary", most=LONGEST_SUMMARY, least=1)
    theme.conclusion = conclusion
    theme.summary = without_national_id(words, field="summary")
    theme.concluded_by, theme.concluded_at = actor.person_id, now
    session.flush()
    return theme


def finish_evaluation(session: Session, actor: Actor, plan_id: UUID, *, clock: Clock) -> int:
    """Publish the conclusions and tell all who took part, once; returns how many were told.

    ConflictError (`left`: how many) while a theme has no conclusion. The plan is evaluated after
    this, so it cannot happen twice.
    """
    view = lock_plan(session, actor, plan_id)
    now = clock.after_lock(session)
    _require_closed(session, view, now)
    themes = session.scalars(select(PlanTheme).where(PlanTheme.plan_id == plan_id)).all()
    if left := sum(theme.conclusion is None for theme in themes):
        raise ConflictError("themes without a conclusion", left=left)
    mark_evaluated(view)
    session.flush()
    return _tell_all(session, view, now)


def _require_closed(session: Session, view: PlanView, now: datetime) -> None:
    require_in_plan(view.actor, PlanPermission.EVALUATION_CONCLUDE, view.scope)
    evaluation = find_evaluation(session, view.plan.id)
    if evaluation is None or not is_closed(evaluation, now):
        raise NotOpenError(f"evaluation of {view.plan.id}")


def _tell_all(session: Session, view: PlanView, now: datetime) -> int:
    facts: dict[str, str | int | None] = {
        "unit": view.unit.name,
        "unit_slug": view.unit.slug,
        "half_year": view.plan.half_year,
    }
    people, event_key = _receivers(view.plan.id), f"plan_evaluated:{view.plan.id}"
    return tell(session, "plan_evaluated", people, event_key=event_key, facts=facts, now=now)


def _receivers(plan_id: UUID) -> Select[UUID]:
    """All who could vote or proposed in a campaign behind the plan, and followers of its themes.

    Everybody on the roll, whether they voted or not, so that nobody is addressed as a supporter.
    """
    behind = select(PlanTheme.campaign_id).where(
        PlanTheme.plan_id == plan_id, PlanTheme.campaign_id.is_not(None)
    )
    chosen = and_(
        PlanTheme.campaign_id == Follower.campaign_id, PlanTheme.idea_id == Follower.idea_id
    )
    took_part = union(
        select(Voter.person_id).where(Voter.campaign_id.in_(behind)),
        select(Idea.author_id).where(Idea.campaign_id.in_(behind), Idea.state != "draft"),
        select(CoAuthor.person_id).where(CoAuthor.campaign_id.in_(behind)),
        select(Follower.person_id).join(PlanTheme, chosen).where(PlanTheme.plan_id == plan_id),
    ).subquery()
    return select(took_part.c.person_id)
