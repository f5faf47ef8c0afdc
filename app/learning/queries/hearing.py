"""What was said of a plan's themes, and for whom one may speak."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.learning.queries.plans import PlanView
from app.models import Body, Person, PlanTheme, ThemeComment

_SPEAKING = ("council", "user_organisation", "partner", "municipality")


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment as this person may see it."""

    id: UUID
    theme_id: UUID
    who: str | None
    """None: somebody who is erased."""
    body_name: str | None
    """The council or partner it was said for."""
    body_kind: str | None
    text: str | None
    """None: it is hidden from this person."""
    written_at: datetime
    answer: str
    answered_by: str | None
    is_own: bool
    is_hidden: bool
    hidden_reason: str | None

    @property
    def may_withdraw(self) -> bool:
        return self.is_own and not self.answer and not self.is_hidden


def list_comments(session: Session, view: PlanView) -> Mapping[UUID, Sequence[CommentView]]:
    """All that was said, by theme, oldest first. One statement."""
    answerer = aliased(Person)
    rows = session.execute(
        select(ThemeComment, Person.name, Body.name, Body.kind, answerer.name)
        .join(PlanTheme, PlanTheme.id == ThemeComment.theme_id)
        .join(Person, Person.id == ThemeComment.person_id)
        .outerjoin(Body, Body.id == ThemeComment.on_behalf_of)
        .outerjoin(answerer, answerer.id == ThemeComment.answered_by)
        .where(PlanTheme.plan_id == view.plan.id)
        .order_by(ThemeComment.written_at, ThemeComment.id)
    )
    by_theme: defaultdict[UUID, list[CommentView]] = defaultdict(list)
    for comment, who, body_name, body_kind, answered_by in rows:
        is_own = comment.person_id == view.actor.person_id
        is_hidden = comment.hidden_at is not None
        by_theme[comment.theme_id].append(
            CommentView(
                id=comment.id,
                theme_id=comment.theme_id,
                who=who,
                body_name=body_name,
                body_kind=body_kind,
                text=comment.text if is_own or not is_hidden else None,
                written_at=comment.written_at,
                answer=comment.answer,
                answered_by=answered_by,
                is_own=is_own,
                is_hidden=is_hidden,
                hidden_reason=comment.hidden_reason if is_own else None,
            )
        )
    return by_theme


def list_bodies_to_speak_for(session: Session, view: PlanView) -> list[Body]:
    """Councils, organisations and partners one is a member of that are heard in this plan."""
    held = {
        one.body.id
        for one in view.actor.memberships
        if one.body.path in view.scope.affiliated or one.body.path in view.scope.invited
    }
    if not held:
        return []
    return list(
        session.scalars(
            select(Body)
            .where(Body.id.in_(held), Body.kind.in_(_SPEAKING), Body.dissolved_at.is_(None))
            .order_by(Body.name, Body.id)
        )
    )
