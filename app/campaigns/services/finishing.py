"""The last two acts: publish what was decided, and put the campaign away."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.campaigns.queries import list_unanswered, lock_campaign_view
from app.core.clock import Clock
from app.domain.errors import ConflictError, NotCountedError
from app.domain.permissions import Actor, Permission
from app.models import Campaign, Result


def publish_campaign(session: Session, actor: Actor, slug: str, *, clock: Clock) -> Campaign:
    """Show the result to everyone the campaign was for. NotCountedError before it is counted.

    Publishing twice is publishing once: the first moment stands.
    """
    view = lock_campaign_view(session, actor, slug)
    now: datetime = clock.after_lock(session)
    view.require(Permission.CAMPAIGN_PUBLISH, now)
    if session.get(Result, view.campaign.id) is None:
        raise NotCountedError
    if view.campaign.published_at is None:
        view.campaign.published_at = now
        session.flush()
    return view.campaign


def archive_campaign(session: Session, actor: Actor, slug: str, *, clock: Clock) -> Campaign:
    """Put a published campaign away. It stays readable; nothing more is asked of anybody.

    ConflictError (fact `unanswered`: numbers and titles) until every proposal has an answer.
    """
    view = lock_campaign_view(session, actor, slug)
    now: datetime = clock.after_lock(session)
    view.require(Permission.CAMPAIGN_ARCHIVE, now)
    if unanswered := list_unanswered(session, view.campaign.id):
        raise ConflictError("proposals without an answer", unanswered=unanswered)
    if view.campaign.archived_at is None:
        view.campaign.archived_at = now
        session.flush()
    return view.campaign
