"""Joint drafts: begun, changed by any member, talked about inside the body."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.councils.queries.drafts import Room, find_draft, get_room, get_standing
from app.domain.council_access import CouncilPermission, CouncilRole
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    InvalidInputError,
    NotAllowedError,
    NotOpenError,
)
from app.domain.permissions import Actor
from app.domain.proposals import MAX_COMMENT, IdeaState, Proposal
from app.domain.text import clean_text, within
from app.ideas.queries.single import require_free
from app.ideas.services.access import lock_idea
from app.ideas.services.drafts import keep_possible
from app.ideas.services.submitting import delete_files, write
from app.ideas.services.telling import tell_of_draft
from app.models import CouncilDecision, DraftApproval, DraftComment, Idea

SENT_TWICE = timedelta(minutes=1)


def require_time(room: Room, now: datetime) -> None:
    """Raise unless the body's own deadline is still ahead."""
    timetable = room.campaign.scope.timetable
    if now < timetable.opens_at:
        raise NotOpenError("draft", opens=timetable.opens_at)
    if now >= room.deadline:
        raise DeadlinePassedError("draft", deadline=room.deadline)


def lock_draft(session: Session, room: Room, idea_id: UUID) -> Idea:
    """The draft, held still until the unit of work ends. ConflictError when it is handed in."""
    lock_idea(session, room.campaign.campaign.id, idea_id)
    idea = find_draft(session, room, idea_id)
    if idea.state != IdeaState.DRAFT:
        raise ConflictError("handed in", nr=idea.nr)
    return idea


def require_version(idea: Idea, version: int) -> None:
    """Raise ConflictError where somebody changed the draft since the page was made."""
    if idea.version != version:
        raise ConflictError("edited meanwhile", version=idea.version)


def begin_draft(
    session: Session,
    actor: Actor,
    slug: str,
    campaign_slug: str,
    *,
    idea_id: UUID,
    proposal: Proposal,
    clock: Clock,
) -> Idea:
    """A new draft that all members see. Sending the same form twice makes one."""
    now = clock.after_lock(session)
    room = get_room(session, actor, slug, campaign_slug, now=now)
    room.council.require(CouncilPermission.DRAFT_WRITE)
    require_time(room, now)
    campaign_id = room.campaign.campaign.id
    if session.get(Idea, (campaign_id, idea_id)) is not None:
        return find_draft(session, room, idea_id)
    require_free(session, idea_id)
    idea = Idea(
        campaign_id=campaign_id,
        id=idea_id,
        author_id=actor.person_id,
        created_at=now,
        shared_at=now,
        updated_at=now,
    )
    session.add(idea)
    write(idea, _of_body(session, room, proposal))
    idea.state = IdeaState.DRAFT
    session.flush()
    tell_of_draft(session, room.campaign.campaign, idea, by=actor.person_id, now=now)
    return idea


def _of_body(session: Session, room: Room, proposal: Proposal) -> Proposal:
    """What was typed, in the body's name and never without a name. The title is needed."""
    proposal = replace(proposal.cleaned(), on_behalf_of=room.council.body.id, is_anonymous=False)
    if not proposal.title:
        raise InvalidInputError(field="title", reason="missing")
    return keep_possible(session, room.council.actor, room.campaign.campaign.id, proposal)


def edit_draft(
    session: Session,
    actor: Actor,
    slug: str,
    campaign_slug: str,
    idea_id: UUID,
    *,
    proposal: Proposal,
    version: int,
    clock: Clock,
) -> Idea:
    """Change it. Everybody is then asked anew: a yes holds for the text it was given to. Those who
    are to look again hear of it, and nobody hears of each small change before that.

    ConflictError when somebody else was faster, DeadlinePassedError when it is too late: what
    stood there at the deadline goes on standing there.
    """
    now = clock.after_lock(session)
    room = get_room(session, actor, slug, campaign_slug, now=now)
    room.council.require(CouncilPermission.DRAFT_WRITE)
    idea = lock_draft(session, room, idea_id)
    require_time(room, now)
    require_version(idea, version)
    was_approved = get_standing(session, room, idea, now=now).backing.approvals > 0
    write(idea, _of_body(session, room, proposal))
    idea.version += 1
    idea.updated_at = now
    session.flush()
    if was_approved:
        tell_of_draft(session, room.campaign.campaign, idea, by=actor.person_id, now=now)
    return idea


def discard(
    session: Session, actor: Actor, slug: str, campaign_slug: str, idea_id: UUID, *, now: datetime
) -> None:
    """Throw a draft away: whoever began it, the leader or the secretary."""
    room = get_room(session, actor, slug, campaign_slug, now=now)
    room.council.require(CouncilPermission.DRAFT_WRITE)
    idea = lock_draft(session, room, idea_id)
    if not may_discard(room, idea):
        raise NotAllowedError("begun by somebody else")
    for table in (DraftComment, DraftApproval, CouncilDecision):
        session.execute(
            delete(table).where(table.campaign_id == idea.campaign_id, table.idea_id == idea.id)
        )
    delete_files(session, idea)
    session.delete(idea)
    session.flush()


def may_discard(room: Room, idea: Idea) -> bool:
    heads = {CouncilRole.LEADER, CouncilRole.SECRETARY}
    return idea.author_id == room.council.actor.person_id or bool(heads & room.council.roles)


def comment_on_draft(
    session: Session,
    actor: Actor,
    slug: str,
    campaign_slug: str,
    idea_id: UUID,
    *,
    body: str,
    now: datetime,
) -> DraftComment:
    """Say something to the other members. The same words twice are a second press."""
    room = get_room(session, actor, slug, campaign_slug, now=now)
    room.council.require(CouncilPermission.DRAFT_COMMENT)
    idea = find_draft(session, room, idea_id)
    body = within(clean_text(body), field="body", least=1, most=MAX_COMMENT)
    twin = session.scalar(
        select(DraftComment).where(
            DraftComment.campaign_id == idea.campaign_id,
            DraftComment.idea_id == idea.id,
            DraftComment.author_id == actor.person_id,
            DraftComment.body == body,
            DraftComment.created_at > now - SENT_TWICE,
        )
    )
    if twin is not None:
        return twin
    comment = DraftComment(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        author_id=actor.person_id,
        body=body,
        created_at=now,
    )
    session.add(comment)
    session.flush()
    return comment
