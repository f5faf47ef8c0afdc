"""The last two acts: publish what was decided, and put the campaign away."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import list_unanswered, lock_campaign_view
from app.campaigns.queries.concerned import people_of
from app.core.clock import Clock
from app.domain.errors import ConflictError, NotCountedError
from app.domain.permissions import Actor, Permission
from app.models import Campaign, Idea, Result
from app.notices.services import tell


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
        if view.campaign.shows_result_at == "close":  # else the result itself is told of now
            _tell(session, "campaign_published", view.campaign, now)
    return view.campaign


def archive_campaign(session: Session, actor: Actor, slug: str, *, clock: Clock) -> Campaign:
    """Put a published campaign away. It stays readable; nothing more is asked of anybody.

    ConflictError (fact `unanswered`: which they are) until every proposal has an answer.
    """
    view = lock_campaign_view(session, actor, slug)
    now: datetime = clock.after_lock(session)
    view.require(Permission.CAMPAIGN_ARCHIVE, now)
    if unanswered := list_unanswered(session, view.campaign.id):
        raise ConflictError("proposals without an answer", unanswered=unanswered)
    if view.campaign.archived_at is None:
        view.campaign.archived_at = now
        session.flush()
        _tell(session, "campaign_concluded", view.campaign, now)
    return view.campaign


def _tell(session: Session, kind: str, campaign: Campaign, now: datetime) -> None:
    """All who could vote or have proposed, alike: nobody is told of «their» proposal here."""
    counts = dict(
        session.execute(
            select(Idea.status, func.count())
            .where(Idea.campaign_id == campaign.id, Idea.status.is_not(None))
            .group_by(Idea.status)
        ).all()
    )
    facts: dict[str, str | int | None] = {
        "slug": campaign.slug,
        "title_nb": campaign.title_nb,
        "title_nn": campaign.title_nn,
        "going_forward": counts.get("going_forward", 0),
        "carried_out": counts.get("carried_out", 0),
        "answered": sum(counts.values()),
    }
    people, event_key = people_of(campaign.id), f"{kind}:{campaign.id}"
    tell(session, kind, people, event_key=event_key, facts=facts, now=now)
