"""Files beside a proposal: added by its author until the deadline, and removed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view
from app.contributions.queries import get_attachment
from app.core.clock import Clock
from app.domain.attachments import MOST_ATTACHMENTS, file_name
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import IdeaState
from app.ideas.queries.single import IdeaView, count_files, get_idea, get_idea_view
from app.ideas.services.access import (
    lock_shared,
    require_author,
    require_open,
    require_undecided,
    require_visible,
)
from app.models import Attachment, Idea


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that has been through `clean_file`."""

    name: str
    media_type: str
    content: bytes


def require_attachable(view: CampaignView, idea: Idea, now: datetime) -> None:
    """Raise unless one may attach to the proposal: its author, until their own deadline. What a
    body decided on is as it was: FrozenError."""
    require_visible(view, idea)
    require_author(view, idea)
    require_open(view, Permission.IDEA_EDIT, now)
    require_undecided(idea)
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
    sent = SentFile(name, media_type, content)
    return keep_file(session, idea, sent, by=actor.person_id, now=now)


def keep_file(
    session: Session, idea: Idea, sent: SentFile, *, by: UUID, now: datetime
) -> Attachment:
    """Under a name that every system takes. The proposal's row must be locked."""
    if count_files(session, idea.campaign_id, idea.id) >= MOST_ATTACHMENTS:
        raise InvalidInputError(field="file", reason="too_many", most=MOST_ATTACHMENTS)
    attachment = Attachment(
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        name=file_name(sent.name, sent.media_type),
        media_type=sent.media_type,
        size=len(sent.content),
        content=sent.content,
        added_by=by,
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
    require_undecided(found.idea)
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
