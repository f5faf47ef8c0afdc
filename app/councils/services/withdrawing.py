"""Taking back, in the body's name, what it has handed in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries.concerned import members_of
from app.core.clock import Clock
from app.councils.queries.drafts import Room, find_draft, get_room
from app.councils.services.drafts import require_time
from app.domain.councils import MAX_WITHDRAWAL
from app.domain.errors import ConflictError, NotAllowedError
from app.domain.permissions import Actor
from app.domain.proposals import IdeaState
from app.domain.text import clean_text, within
from app.ideas.services.access import lock_idea, lock_shared
from app.ideas.services.submitting import take_back
from app.models import CouncilWithdrawal, Idea
from app.notices.services import tell


def withdraw_proposal(
    session: Session,
    actor: Actor,
    slug: str,
    campaign_slug: str,
    idea_id: UUID,
    *,
    reason: str,
    clock: Clock,
) -> Idea:
    """Take it back until the body's own deadline, with a reason that every member gets.

    Doing it twice is the same. NotAllowedError for all but those of `CouncilView.may_withdraw`,
    InvalidInputError on `reason`, ConflictError for what is not handed in or is merged by now.
    """
    _view, now = lock_shared(session, actor, campaign_slug, clock)
    room = get_room(session, actor, slug, campaign_slug, now=now)
    lock_idea(session, room.campaign.campaign.id, idea_id)
    idea = require_withdrawable(session, room, idea_id, now)
    if idea.state == IdeaState.WITHDRAWN:
        return idea
    reason = within(clean_text(reason), field="reason", least=1, most=MAX_WITHDRAWAL)
    take_back(session, idea, now)
    session.add(
        CouncilWithdrawal(
            campaign_id=idea.campaign_id,
            idea_id=idea.id,
            body_id=room.council.body.id,
            reason=reason,
            withdrawn_by=actor.person_id,
            withdrawn_at=now,
        )
    )
    session.flush()
    _tell_members(session, room, idea, reason, now)
    return idea


def require_withdrawable(session: Session, room: Room, idea_id: UUID, now: datetime) -> Idea:
    """The proposal, where one may take it back now, or it is taken back already."""
    idea = find_draft(session, room, idea_id)
    if not room.council.may_withdraw:
        raise NotAllowedError("neither leader nor secretary")
    if idea.state == IdeaState.WITHDRAWN:
        return idea
    if idea.state != IdeaState.SUBMITTED:
        raise ConflictError(f"the proposal is {idea.state}")
    require_time(room, now)
    return idea


def _tell_members(session: Session, room: Room, idea: Idea, reason: str, now: datetime) -> None:
    """All of them alike, also the one who did it: this is the receipt."""
    campaign, body = room.campaign.campaign, room.council.body
    facts: dict[str, str | int | None] = {
        "slug": campaign.slug,
        "campaign": campaign.title_nb,
        "campaign_nn": campaign.title_nn,
        "title": idea.title,
        "body": body.name,
        "body_slug": body.slug,
        "reason": reason,
    }
    people = set(session.scalars(members_of(body.id, now)))
    event_key = f"council_withdrawn:{idea.id}"
    tell(session, "council_idea_withdrawn", people, event_key=event_key, facts=facts, now=now)
