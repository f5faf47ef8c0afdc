"""What people say of a plan's themes while it is heard, and what its makers answer."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.domain.errors import (
    DeadlinePassedError,
    FrozenError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
)
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, require_in_plan
from app.domain.text import clean_text, within
from app.learning.queries.hearing import list_bodies_to_speak_for
from app.learning.queries.plans import PlanView, lock_plan
from app.learning.services.states import is_hearing_open
from app.models import PlanTheme, ThemeComment
from app.notices.services import tell

LONGEST_COMMENT = 5_000
LONGEST_HIDING_REASON = 500
SENT_TWICE = timedelta(minutes=1)
"""Within this the same words again are a second press, not a second comment."""


def comment_on_theme(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    theme_id: UUID,
    *,
    text: str,
    on_behalf_of: UUID | None = None,
    clock: Clock,
) -> ThemeComment:
    """Say something about a theme, for oneself or a council one is a member of.

    DeadlinePassedError (`deadline`) once the hearing has ended. NotAllowedError for a council that
    one is no member of, or that has no say in this plan.
    """
    view = lock_plan(session, actor, plan_id)
    now = clock.after_lock(session)
    _require_open(view, now)
    _require_theme(session, plan_id, theme_id)
    if on_behalf_of and on_behalf_of not in _may_speak_for(session, view):
        raise NotAllowedError(PlanPermission.PLAN_COMMENT)
    text = within(clean_text(text), field="text", least=1, most=LONGEST_COMMENT)
    if twin := _just_said(session, actor, theme_id, text, now):
        return twin
    comment = ThemeComment(
        theme_id=theme_id,
        person_id=actor.person_id,
        on_behalf_of=on_behalf_of,
        text=text,
        written_at=now,
    )
    session.add(comment)
    session.flush()
    return comment


def _require_open(view: PlanView, now: datetime) -> None:
    require_in_plan(view.actor, PlanPermission.PLAN_COMMENT, view.scope)
    if not is_hearing_open(view.plan, now):
        raise DeadlinePassedError("hearing", deadline=view.plan.hearing_ends_at)


def _require_theme(session: Session, plan_id: UUID, theme_id: UUID) -> None:
    theme = session.get(PlanTheme, theme_id)
    if theme is None or theme.plan_id != plan_id:
        raise NotFoundError(f"theme {theme_id}")


def _may_speak_for(session: Session, view: PlanView) -> set[UUID]:
    return {body.id for body in list_bodies_to_speak_for(session, view)}


def _just_said(
    session: Session, actor: Actor, theme_id: UUID, text: str, now: datetime
) -> ThemeComment | None:
    """The same words by the same person a moment ago: the form was sent twice."""
    return session.scalar(
        select(ThemeComment)
        .where(
            ThemeComment.theme_id == theme_id,
            ThemeComment.person_id == actor.person_id,
            ThemeComment.text == text,
            ThemeComment.written_at > now - SENT_TWICE,
        )
        .limit(1)
    )


def withdraw_comment(
    session: Session, actor: Actor, plan_id: UUID, comment_id: UUID, *, clock: Clock
) -> None:
    """Take back one's own words while the hearing is open and nobody has answered them."""
    view = lock_plan(session, actor, plan_id)
    now = clock.after_lock(session)
    _require_open(view, now)
    comment = get_comment(session, plan_id, comment_id)
    if comment.person_id != actor.person_id:
        raise NotAllowedError(PlanPermission.PLAN_COMMENT)
    if comment.answered_at or comment.hidden_at:
        raise FrozenError("answered or hidden")
    session.delete(comment)
    session.flush()


def answer_comment(
    session: Session, actor: Actor, plan_id: UUID, comment_id: UUID, *, text: str, now: datetime
) -> None:
    """Answer what somebody said, for everybody to read. Answering again replaces the answer."""
    _, comment = _to_answer(session, actor, plan_id, comment_id)
    comment.answer = within(clean_text(text), field="text", least=1, most=LONGEST_COMMENT)
    comment.answered_by, comment.answered_at = actor.person_id, now
    session.flush()


def hide_comment(
    session: Session, actor: Actor, plan_id: UUID, comment_id: UUID, *, reason: str, now: datetime
) -> None:
    """Hide a comment from everybody but its author, who is told why."""
    view, comment = _to_answer(session, actor, plan_id, comment_id)
    if comment.hidden_at:
        return
    reason = within(clean_text(reason), field="reason", most=LONGEST_HIDING_REASON)
    if not reason:
        raise ReasonMissingError(field="reason")
    comment.hidden_at, comment.hidden_by, comment.hidden_reason = now, actor.person_id, reason
    facts: dict[str, str | int | None] = {
        "unit": view.unit.name,
        "unit_slug": view.unit.slug,
        "half_year": view.plan.half_year,
        "reason": reason,
        "comment_id": str(comment_id),
    }
    session.flush()
    key = f"theme_comment_hidden:{comment_id}"
    tell(
        session,
        "theme_comment_hidden",
        [comment.person_id],
        event_key=key,
        facts=facts,
        now=now,
    )


def _to_answer(
    session: Session, actor: Actor, plan_id: UUID, comment_id: UUID
) -> tuple[PlanView, ThemeComment]:
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.COMMENT_ANSWER, view.scope)
    return view, get_comment(session, plan_id, comment_id)


def get_comment(session: Session, plan_id: UUID, comment_id: UUID) -> ThemeComment:
    """A comment on a theme of this very plan."""
    comment = session.scalar(
        select(ThemeComment)
        .join(PlanTheme, PlanTheme.id == ThemeComment.theme_id)
        .where(ThemeComment.id == comment_id, PlanTheme.plan_id == plan_id)
    )
    if comment is None:
        raise NotFoundError(f"comment {comment_id}")
    return comment
