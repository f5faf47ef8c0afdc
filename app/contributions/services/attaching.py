"""Files beside a proposal: added by its author until the deadline, and removed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view
from app.contributions.queries import count_attachments, get_attachment
from app.core.clock import Clock
from app.domain.attachments import MOST_ATTACHMENTS, file_name
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import IdeaState
from app.ideas.queries.single import IdeaView, get_idea, get_idea_view
from app.ideas.services.access import lock_shared, require_author, require_open, require_visible
from app.models import Attachment, Idea


def require_attachable(view: CampaignView, idea: Idea, now: datetime) -> None:
    """Raise unless one may attach to the proposal: its author, until their own deadline."""
    require_visible(view, idea)
    require_author(view, idea)
    require_open(view, Permission.IDEA_EDIT, now)
    if idea.state != IdeaState.SUBMITTED:
        raise ConflictError(f"the proposal is {idea.state}")


def attach_file(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    *,
    name: str,
    media_type: str,
    content: bytes,
    clock: Clock,
) -> Attachment:
    """Keep a file beside one's own proposal. `content` has been through `clean_file`.

    InvalidInputError (`too_many`) where there are as many as a proposal can have.
    """
    view, now = lock_shared(session, actor, slug, clock)
    # The row is locked, so that two who send at once are counted one after the other.
    idea = get_idea(session, view.campaign.id, nr)
    require_attachable(view, idea, now)
    if count_attachments(session, idea) >= MOST_ATTACHMENTS:
        raise InvalidInputError(field="file", reason="too_many", most=MOST_ATTACHMENTS)
    attachment = Attachment(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        name=file_name(name, media_type),
        media_type=media_type,
        size=len(content),
        content=content,
        added_by=actor.person_id,
        added_at=now,
    )
    session.add(attachment)
    session.flush()
    return attachment


def require_removable(view: CampaignView, found: IdeaView, now: datetime) -> None:
    """Raise unless one may remove files: the author until the deadline, a facilitator always."""
    if view.may(Permission.ATTACHMENT_REMOVE, now):
        return
    require_author(view, found.idea)
    require_open(view, Permission.IDEA_EDIT, now)


def remove_attachment(
    session: Session, actor: Actor, slug: str, nr: int, attachment_id: UUID, *, now: datetime
) -> None:
    """Delete a file for good, see `require_removable`."""
    view = get_campaign_view(session, actor, slug)
    found = get_idea_view(session, view, nr)
    attachment = get_attachment(session, found, attachment_id)
    require_removable(view, found, now)
    session.delete(attachment)
    session.flush()
