"""Drafts: kept while one writes, seen by nobody else, never lost to a deadline."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view
from app.domain.permissions import Actor, Permission
from app.domain.proposals import IdeaState, Proposal
from app.ideas.queries.single import find_own
from app.ideas.services.access import require_open
from app.ideas.services.submitting import delete_files, speaks_as_one, write
from app.ideas.services.telling import tell_of_draft
from app.models import Body, Idea, Topic


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
    where there is nothing to keep. A proposal that has been handed in, or shared with a council, is
    left as it is, so that a late autosave changes nothing.
    """
    view = get_campaign_view(session, actor, slug)
    idea = find_own(session, view.campaign.id, idea_id, actor)
    if idea is not None and (idea.state != IdeaState.DRAFT or idea.shared_at is not None):
        return idea
    proposal = keep_possible(session, actor, view.campaign.id, proposal.cleaned())
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


def keep_possible(
    session: Session, actor: Actor, campaign_id: UUID, proposal: Proposal
) -> Proposal:
    """Without a topic or a body that could not be handed in anyway; a draft refuses nothing."""
    topic = session.get(Topic, proposal.topic_id) if proposal.topic_id else None
    if topic is None or topic.campaign_id != campaign_id:
        proposal = replace(proposal, topic_id=None)
    if proposal.on_behalf_of and not actor.is_member_of(proposal.on_behalf_of):
        proposal = replace(proposal, on_behalf_of=None)
    return proposal


def discard_draft(session: Session, actor: Actor, slug: str, idea_id: UUID) -> None:
    """Throw one's own draft away, files and all. NotFoundError for others'; nothing to do where it
    is gone."""
    view = get_campaign_view(session, actor, slug)
    idea = find_own(session, view.campaign.id, idea_id, actor)
    if idea is not None and idea.state == IdeaState.DRAFT and idea.shared_at is None:
        delete_files(session, idea)
        session.delete(idea)
        session.flush()


def share_draft(
    session: Session, actor: Actor, slug: str, idea_id: UUID, *, now: datetime
) -> Body | None:
    """Hand one's own draft over to the body it names, whose members go on with it together.

    None where there is nothing to share, or no body of one's own that speaks as one. Raises as
    handing in does when the deadline has passed: the draft then stays one's own.
    """
    view = get_campaign_view(session, actor, slug)
    idea = find_own(session, view.campaign.id, idea_id, actor)
    if idea is None or idea.state != IdeaState.DRAFT or not speaks_as_one(actor, idea.on_behalf_of):
        return None
    require_open(view, Permission.IDEA_SUBMIT, now)
    if idea.shared_at is None:
        idea.shared_at, idea.is_anonymous = now, False
        session.flush()
        tell_of_draft(session, view.campaign, idea, by=actor.person_id, now=now)
    return session.get(Body, idea.on_behalf_of)
