"""Drafts: kept while one writes, seen by nobody else, never lost to a deadline."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view
from app.domain.permissions import Actor
from app.domain.proposals import IdeaState, Proposal
from app.ideas.queries.single import find_own
from app.ideas.services.submitting import write
from app.models import Idea, Topic


def save_draft(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    idea_id: UUID,
    proposal: Proposal,
    now: datetime,
) -> Idea | None:
    """Keep a draft as it stands. The last text wins; it is one's own, on one's own machines.

    Allowed in every phase, since a text typed past the deadline must not be lost either. None
    where there is nothing to keep. A proposal that has been handed in is left as it is, so that
    a late autosave changes nothing.
    """
    view = get_campaign_view(session, actor, slug)
    idea = find_own(session, view.campaign.id, idea_id, actor)
    if idea is not None and idea.state != IdeaState.DRAFT:
        return idea
    proposal = _kept(session, actor, view.campaign.id, proposal.cleaned())
    if idea is None:
        if proposal.is_blank:
            return None
        idea = Idea(
            campaign_id=view.campaign.id, id=idea_id, author_id=actor.person_id, created_at=now
        )
        session.add(idea)
    write(idea, proposal)
    idea.state, idea.updated_at = IdeaState.DRAFT, now
    session.flush()
    return idea


def _kept(session: Session, actor: Actor, campaign_id: UUID, proposal: Proposal) -> Proposal:
    """Without a topic or a body that could not be handed in anyway; a draft refuses nothing."""
    topic = session.get(Topic, proposal.topic_id) if proposal.topic_id else None
    if topic is None or topic.campaign_id != campaign_id:
        proposal = replace(proposal, topic_id=None)
    if proposal.on_behalf_of and not actor.is_member_of(proposal.on_behalf_of):
        proposal = replace(proposal, on_behalf_of=None)
    return proposal


def discard_draft(session: Session, actor: Actor, slug: str, idea_id: UUID) -> None:
    """Throw one's own draft away. NotFoundError for others'; nothing to do where it is gone."""
    view = get_campaign_view(session, actor, slug)
    idea = find_own(session, view.campaign.id, idea_id, actor)
    if idea is not None and idea.state == IdeaState.DRAFT:
        session.delete(idea)
        session.flush()
