"""Files beside a draft: seen by those who may see the draft, handed in together with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.contributions.queries import get_draft, get_file
from app.contributions.services.attaching import SentFile, keep_file
from app.core.clock import Clock
from app.domain.errors import DeadlinePassedError
from app.domain.permissions import Actor, BodyKind, Permission
from app.domain.roles import GROUP_OF_KIND
from app.ideas.services.access import lock_idea, lock_shared, require_open
from app.ideas.services.telling import tell_of_draft
from app.models import Attachment, Body, DraftApproval, Idea


def require_changeable(session: Session, view: CampaignView, idea: Idea, now: datetime) -> None:
    """Raise unless the draft can still be handed in: by one's own deadline, or by the body's."""
    if idea.shared_at is None:
        require_open(view, Permission.IDEA_SUBMIT, now)
        return
    view.require(Permission.IDEA_SUBMIT, now)
    body = session.get_one(Body, idea.on_behalf_of)
    closes_at = view.scope.timetable.submission_closes_for(GROUP_OF_KIND[BodyKind(body.kind)])
    if now >= closes_at:
        raise DeadlinePassedError("draft", deadline=closes_at)


def attach_to_draft(
    session: Session, actor: Actor, slug: str, idea_id: UUID, *, sent: SentFile, clock: Clock
) -> Attachment:
    """Keep a file beside a draft. InvalidInputError (`too_many`) where there is no room."""
    view, idea, now = _lock(session, actor, slug, idea_id, clock)
    kept = keep_file(session, idea, sent, by=actor.person_id, now=now)
    _ask_anew(session, view, idea, now)
    return kept


def remove_from_draft(
    session: Session, actor: Actor, slug: str, idea_id: UUID, attachment_id: UUID, *, clock: Clock
) -> None:
    """Delete a file for good."""
    view, idea, now = _lock(session, actor, slug, idea_id, clock)
    session.delete(get_file(session, idea, attachment_id))
    _ask_anew(session, view, idea, now)


def _lock(
    session: Session, actor: Actor, slug: str, idea_id: UUID, clock: Clock
) -> tuple[CampaignView, Idea, datetime]:
    """The draft held still, so that it is not handed in meanwhile and files are counted in line."""
    view, now = lock_shared(session, actor, slug, clock)
    lock_idea(session, view.campaign.id, idea_id)
    idea = get_draft(session, view, idea_id)
    require_changeable(session, view, idea, now)
    return view, idea, now


def _ask_anew(session: Session, view: CampaignView, idea: Idea, now: datetime) -> None:
    """What members have approved is what is handed in, files and all."""
    idea.updated_at = now
    if idea.shared_at is None:
        session.flush()
        return
    approved = select(DraftApproval.person_id).where(
        DraftApproval.campaign_id == idea.campaign_id,
        DraftApproval.idea_id == idea.id,
        DraftApproval.version == idea.version,
    )
    was_approved = session.scalar(approved.limit(1)) is not None
    idea.version += 1
    session.flush()
    if was_approved:
        tell_of_draft(session, view.campaign, idea, by=view.actor.person_id, now=now)
