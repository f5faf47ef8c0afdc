"""Comments: written, changed for a quarter of an hour, deleted or hidden with a trace."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view
from app.domain.errors import (
    DeadlinePassedError,
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
)
from app.domain.permissions import Actor, Permission
from app.domain.proposals import MAX_COMMENT, MAX_HIDING_REASON, OUT_OF_SIGHT, Stance
from app.domain.text import clean_text, within
from app.ideas.queries.single import get_idea
from app.ideas.services.access import require_visible
from app.ideas.services.telling import tell_of_comment
from app.models import Comment, Idea
from app.notices.services import tell

EDITABLE_FOR = timedelta(minutes=15)
"""Long enough to mend a slip, short enough that nobody has answered something else."""
SENT_TWICE = timedelta(minutes=1)
"""Within this the same words again are a second press, not a second comment."""


def write_comment(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    *,
    body: str,
    parent_id: UUID | None = None,
    stance: str | None = None,
    now: datetime,
) -> Comment:
    """Say something about a proposal. FrozenError where the discussion is switched off."""
    view, idea = _discussed(session, actor, slug, nr, now)
    if parent_id is not None:
        _get_comment(session, idea, parent_id)
    body = _cleaned(body)
    if twin := _just_said(session, actor, idea, body, parent_id, now):
        return twin
    comment = Comment(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        parent_id=parent_id,
        author_id=actor.person_id,
        stance=_stance(view, stance),
        body=body,
        created_at=now,
    )
    session.add(comment)
    _count(session, idea, 1)
    session.flush()
    tell_of_comment(session, view, idea, comment, now=now)
    return comment


def _just_said(
    session: Session, actor: Actor, idea: Idea, body: str, parent_id: UUID | None, now: datetime
) -> Comment | None:
    """The same words by the same person a moment ago: the form was sent twice."""
    return session.scalar(
        select(Comment)
        .where(
            Comment.campaign_id == idea.campaign_id,
            Comment.idea_id == idea.id,
            Comment.author_id == actor.person_id,
            Comment.body == body,
            Comment.parent_id == parent_id,
            Comment.created_at > now - SENT_TWICE,
            Comment.deleted_at.is_(None),
        )
        .limit(1)
    )


def _discussed(
    session: Session, actor: Actor, slug: str, nr: int, now: datetime
) -> tuple[CampaignView, Idea]:
    view = get_campaign_view(session, actor, slug)
    idea = get_idea(session, view.campaign.id, nr)
    require_visible(view, idea)
    view.require(Permission.COMMENT_WRITE, now)
    if not view.campaign.allows_discussion:
        raise FrozenError("the discussion is switched off")
    if idea.state in OUT_OF_SIGHT:
        raise FrozenError(f"the proposal is {idea.state}")
    return view, idea


def _stance(view: CampaignView, stance: str | None) -> str | None:
    if not view.campaign.asks_stance or not stance:
        return None
    if stance not in list(Stance):
        raise InvalidInputError(field="stance", reason="unknown")
    return stance


def _cleaned(body: str) -> str:
    return within(clean_text(body), field="body", least=1, most=MAX_COMMENT)


def _count(session: Session, idea: Idea, change: int) -> None:
    """Keep the number of visible comments, in the transaction that changes them."""
    session.execute(
        update(Idea)
        .where(Idea.campaign_id == idea.campaign_id, Idea.id == idea.id)
        .values(comment_count=Idea.comment_count + change)
        .execution_options(synchronize_session=False)
    )


def _get_comment(session: Session, idea: Idea, comment_id: UUID) -> Comment:
    """A comment that is still to be seen, on this very proposal."""
    comment = session.get(Comment, comment_id, with_for_update=True, populate_existing=True)
    if (
        comment is None
        or (comment.campaign_id, comment.idea_id) != (idea.campaign_id, idea.id)
        or comment.deleted_at
        or comment.hidden_at
    ):
        raise NotFoundError(f"comment {comment_id}")
    return comment


def get_own_comment(
    session: Session, actor: Actor, slug: str, nr: int, comment_id: UUID
) -> Comment:
    """One's own comment. NotAllowedError when it is somebody else's."""
    view = get_campaign_view(session, actor, slug)
    idea = get_idea(session, view.campaign.id, nr)
    require_visible(view, idea)
    comment = _get_comment(session, idea, comment_id)
    if comment.author_id != actor.person_id:
        raise NotAllowedError("not the author")
    return comment


def edit_comment(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    comment_id: UUID,
    *,
    body: str,
    now: datetime,
) -> Comment:
    """Mend one's own comment within a quarter of an hour."""
    comment = get_own_comment(session, actor, slug, nr, comment_id)
    _discussed(session, actor, slug, nr, now)
    closes = comment.created_at + EDITABLE_FOR
    if now >= closes:
        raise DeadlinePassedError("comment", deadline=closes)
    comment.body, comment.edited_at = _cleaned(body), now
    session.flush()
    return comment


def delete_comment(
    session: Session, actor: Actor, slug: str, nr: int, comment_id: UUID, *, now: datetime
) -> None:
    """Take one's own words away at any time; that there was a comment stays to be seen."""
    comment = get_own_comment(session, actor, slug, nr, comment_id)
    comment.body, comment.deleted_at = "", now
    _count(session, session.get_one(Idea, (comment.campaign_id, comment.idea_id)), -1)
    session.flush()


def get_comment_to_hide(
    session: Session, actor: Actor, slug: str, nr: int, comment_id: UUID, *, now: datetime
) -> tuple[Comment, Idea]:
    """What a facilitator may hide, and the proposal it is about."""
    view = get_campaign_view(session, actor, slug)
    idea = get_idea(session, view.campaign.id, nr)
    view.require(Permission.COMMENT_HIDE, now)
    return _get_comment(session, idea, comment_id), idea


def hide_comment(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    comment_id: UUID,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Hide a comment from everybody but its author, who is told why."""
    comment, idea = get_comment_to_hide(session, actor, slug, nr, comment_id, now=now)
    reason = within(clean_text(reason), field="reason", most=MAX_HIDING_REASON)
    if not reason:
        raise ReasonMissingError("hide")
    comment.hidden_at, comment.hidden_by, comment.hidden_reason = now, actor.person_id, reason
    _count(session, idea, -1)
    facts: dict[str, str | int | None] = {
        "slug": slug,
        "nr": nr,
        "title": idea.title,
        "reason": reason,
        "comment_id": str(comment.id),
    }
    its_author, event_key = [comment.author_id], f"hidden:{comment.id}"
    tell(session, "comment_hidden", its_author, event_key=event_key, facts=facts, now=now)
    session.flush()
