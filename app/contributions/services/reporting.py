"""Asking the facilitator to look at something, and what the facilitator makes of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view
from app.campaigns.queries.concerned import facilitators_of
from app.core.clock import Clock
from app.domain.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
)
from app.domain.permissions import Actor, Permission
from app.domain.proposals import MAX_HIDING_REASON, IdeaState
from app.domain.reports import MAX_REPORT, MOST_WAITING, Concern, Outcome
from app.domain.text import clean_text, within
from app.ideas.queries.single import get_idea
from app.ideas.services import hide_comment
from app.ideas.services.access import lock_shared, require_visible
from app.models import Comment, Idea, Membership, Report
from app.notices.services import tell
from app.outbox.services import queue_mail

Facts = dict[str, str | int | None]


def report(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    *,
    comment_id: UUID | None,
    concern: str,
    text: str,
    now: datetime,
) -> None:
    """Ask the facilitator to look at a proposal, or at one comment to it.

    Asking twice while it waits changes what one said. NotAllowedError for one's own words.
    """
    view = get_campaign_view(session, actor, slug)
    idea = get_idea(session, view.campaign.id, nr)
    require_visible(view, idea)
    get_reportable(session, view, idea, comment_id, now)
    if concern not in list(Concern):
        raise InvalidInputError(field="concern", reason="unknown")
    text = within(clean_text(text), field="text", most=MAX_REPORT)
    if concern == Concern.OTHER and not text:
        raise InvalidInputError(field="text", reason="missing")
    waiting = _waiting_of(session, actor, idea, comment_id)
    if waiting is None:
        _refuse_floods(session, actor, view)
        waiting = Report(
            campaign_id=idea.campaign_id,
            idea_id=idea.id,
            comment_id=comment_id,
            reporter_id=actor.person_id,
            reported_at=now,
        )
        _tell_facilitators(session, view, idea, waiting, now)
        session.add(waiting)
    waiting.concern, waiting.text = concern, text
    session.flush()


def _tell_facilitators(
    session: Session, view: CampaignView, idea: Idea, reported: Report, now: datetime
) -> None:
    """Once for each thing that comes into the queue; its author is not among them."""
    others = select(Report.id).where(*_about(idea, reported.comment_id))
    if session.scalar(others.where(Report.settled_at.is_(None)).limit(1)):
        return
    comment = session.get(Comment, reported.comment_id) if reported.comment_id else None
    people = facilitators_of(view.campaign.id, now).where(
        Membership.person_id.not_in([(comment or idea).author_id, view.actor.person_id])
    )
    number = session.scalar(select(func.count(Report.id)).where(*_about(idea, reported.comment_id)))
    key = f"reported:{reported.comment_id or idea.id}:{number}"
    facts: Facts = {"slug": view.campaign.slug, "title": idea.title}
    tell(session, "report_waiting", people, event_key=key, facts=facts, now=now)


def _about(idea: Idea, comment_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    return (
        Report.campaign_id == idea.campaign_id,
        Report.idea_id == idea.id,
        Report.comment_id == comment_id,
    )


def get_reportable(
    session: Session, view: CampaignView, idea: Idea, comment_id: UUID | None, now: datetime
) -> Comment | None:
    """The comment one wants to report, or None for the proposal itself."""
    view.require(Permission.REPORT_SEND, now)
    comment = get_shown_comment(session, idea, comment_id) if comment_id else None
    if comment is None and idea.state not in (IdeaState.SUBMITTED, IdeaState.MERGED):
        raise ConflictError(f"the proposal is {idea.state}")
    if view.actor.person_id == (comment or idea).author_id:
        raise NotAllowedError("one's own words")
    return comment


def get_shown_comment(session: Session, idea: Idea, comment_id: UUID) -> Comment:
    """A comment everybody can read, on this very proposal."""
    comment = session.get(Comment, comment_id)
    if (
        comment is None
        or (comment.campaign_id, comment.idea_id) != (idea.campaign_id, idea.id)
        or comment.deleted_at
        or comment.hidden_at
    ):
        raise NotFoundError(f"comment {comment_id}")
    return comment


def _waiting_of(
    session: Session, actor: Actor, idea: Idea, comment_id: UUID | None
) -> Report | None:
    return session.scalar(
        select(Report).where(*_about(idea, comment_id), Report.reporter_id == actor.person_id)
    )


def _refuse_floods(session: Session, actor: Actor, view: CampaignView) -> None:
    waiting = session.scalar(
        select(func.count(Report.id)).where(
            Report.campaign_id == view.campaign.id, Report.reporter_id == actor.person_id
        )
    )
    if (waiting or 0) >= MOST_WAITING:
        raise InvalidInputError(field="text", reason="too_many", most=MOST_WAITING)


def settle_reports(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    *,
    comment_id: UUID | None,
    outcome: str,
    reason: str,
    clock: Clock,
) -> None:
    """Hide what was reported, or keep it, with a reason, and tell those who reported it.

    All that wait about the same thing are settled at once, and who they were is forgotten. Its
    author is told where it is hidden, and never who reported it. NotAllowedError for what one
    wrote oneself; a proposal can be hidden until voting opens.
    """
    view, now = lock_shared(session, actor, slug, clock)
    idea = get_idea(session, view.campaign.id, nr)
    view.require(Permission.REPORT_SETTLE, now)
    reports = _waiting(session, idea, comment_id)
    if outcome not in list(Outcome):
        raise InvalidInputError(field="outcome", reason="unknown")
    reason = within(clean_text(reason), field="reason", most=MAX_HIDING_REASON)
    if not reason:
        raise ReasonMissingError("settle")
    comment = session.get(Comment, comment_id) if comment_id else None
    if actor.person_id == (comment.author_id if comment else idea.author_id):
        raise NotAllowedError("one's own words")
    if outcome == Outcome.HIDDEN:
        _hide(session, view, idea, comment, reason, now)
    for each in reports:
        _settle(session, view, idea, each, outcome, reason, now)
    session.flush()


def _waiting(session: Session, idea: Idea, comment_id: UUID | None) -> list[Report]:
    reports = session.scalars(
        select(Report)
        .where(*_about(idea, comment_id), Report.settled_at.is_(None))
        .order_by(Report.id)
    ).all()
    if not reports:
        raise NotFoundError("report")
    return list(reports)


def _hide(
    session: Session,
    view: CampaignView,
    idea: Idea,
    comment: Comment | None,
    reason: str,
    now: datetime,
) -> None:
    actor, slug = view.actor, view.campaign.slug
    if comment is not None:
        # Deleted or hidden meanwhile, it is out of sight already.
        if not (comment.deleted_at or comment.hidden_at):
            hide_comment(session, actor, slug, idea.nr or 0, comment.id, reason=reason, now=now)
        return
    view.require(Permission.IDEA_HIDE, now)
    if idea.state == IdeaState.WITHDRAWN:
        return
    if idea.state != IdeaState.SUBMITTED:
        raise ConflictError(f"the proposal is {idea.state}")
    idea.state, idea.hidden_reason = IdeaState.HIDDEN, reason
    idea.hidden_at = idea.updated_at = now
    facts: Facts = {"slug": slug, "nr": idea.nr, "title": idea.title, "reason": reason}
    key = f"hidden:{idea.id}:{now.isoformat()}"
    tell(session, "idea_hidden", [idea.author_id], event_key=key, facts=facts, now=now)


def _settle(
    session: Session,
    view: CampaignView,
    idea: Idea,
    settled: Report,
    outcome: str,
    reason: str,
    now: datetime,
) -> None:
    facts: Facts = {
        "slug": view.campaign.slug,
        "nr": idea.nr,
        "title": idea.title,
        "about": "comment" if settled.comment_id else "idea",
        "outcome": outcome,
        "reason": reason,
    }
    if settled.reporter_id is not None:
        queue_mail(session, "report_settled", person_id=settled.reporter_id, facts=facts, now=now)
    settled.reporter_id = None
    settled.outcome, settled.reason = outcome, reason
    settled.settled_by, settled.settled_at = view.actor.person_id, now


def show_idea_again(session: Session, actor: Actor, slug: str, nr: int, *, clock: Clock) -> Idea:
    """Take back that a proposal is hidden, until voting opens; its author is told."""
    view, now = lock_shared(session, actor, slug, clock)
    idea = get_idea(session, view.campaign.id, nr)
    view.require(Permission.IDEA_HIDE, now)
    if idea.state != IdeaState.HIDDEN:
        raise ConflictError(f"the proposal is {idea.state}")
    idea.state, idea.hidden_reason, idea.hidden_at = IdeaState.SUBMITTED, None, None
    idea.updated_at = now
    facts: Facts = {"slug": slug, "nr": idea.nr, "title": idea.title}
    key = f"shown:{idea.id}:{now.isoformat()}"
    session.flush()
    tell(session, "idea_shown_again", [idea.author_id], event_key=key, facts=facts, now=now)
    return idea
