"""A proposal that comes from a campaign below: it keeps its author, its text and its name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, lock_campaign
from app.core.clock import Clock
from app.domain.errors import ConflictError, DeadlinePassedError, NotFoundError, NotOpenError
from app.domain.permissions import Permission, require_phase
from app.domain.proposals import (
    Horizon,
    IdeaState,
    Proposal,
    Reach,
    Source,
    parts_of,
    require_complete,
)
from app.ideas.services.access import require_topic_open
from app.ideas.services.submitting import take_number, write
from app.models import CoAuthor, Idea


def require_receiving(larger: CampaignView, now: datetime) -> None:
    """Raise NotOpenError or DeadlinePassedError unless the campaign takes proposals now.

    The local facilitator need not be one of its participants: seeing it is enough to send there.
    """
    require_phase(Permission.IDEA_SUBMIT, larger.phase_at(now))
    larger.scope.timetable.require_submission_open(larger.group, now)


def is_receiving(larger: CampaignView, now: datetime) -> bool:
    """The same question without the exception."""
    try:
        require_receiving(larger, now)
    except (NotOpenError, DeadlinePassedError):
        return False
    return True


def receive_idea(
    session: Session,
    larger: CampaignView,
    source: Idea,
    *,
    topic_id: UUID | None,
    on_behalf_of: UUID,
    clock: Clock,
) -> tuple[Idea, datetime]:
    """Make `source` a proposal of the campaign `larger`, by its deadline, and say when.

    The author stays the author; who proposed without a name stays without one, whatever the
    larger campaign allows: that was promised. Raises as handing in does.
    """
    _, nr = take_number(session, larger.campaign.slug)
    now = clock.after_lock(session)
    require_receiving(larger, now)
    require_topic_open(session, larger.campaign.id, topic_id, now)
    proposal = _proposal_of(source, topic_id, on_behalf_of)
    require_complete(proposal, parts_of(larger.campaign.required_parts))
    idea = Idea(
        campaign_id=larger.campaign.id,
        author_id=source.author_id,
        created_at=now,
        shared_at=source.shared_at,  # what a council decided on is its own here too
        nr=nr,
        state=IdeaState.SUBMITTED,
        submitted_at=now,
        updated_at=now,
    )
    write(idea, proposal)
    session.add(idea)
    session.flush()
    _bring_co_authors(session, source, idea)
    return idea, now


def _proposal_of(source: Idea, topic_id: UUID | None, on_behalf_of: UUID) -> Proposal:
    return Proposal(
        title=source.title,
        body=source.body,
        topic_id=topic_id,
        horizon=Horizon(source.horizon) if source.horizon else None,
        reach=Reach(source.reach) if source.reach else None,
        sources=tuple(Source(each) for each in source.sources.split(",") if each),
        cost=source.cost,
        is_anonymous=source.is_anonymous,
        on_behalf_of=on_behalf_of,
    ).cleaned()


def _bring_co_authors(session: Session, source: Idea, idea: Idea) -> None:
    for other in session.scalars(
        select(CoAuthor).where(
            CoAuthor.campaign_id == source.campaign_id, CoAuthor.idea_id == source.id
        )
    ).all():
        session.add(
            CoAuthor(
                campaign_id=idea.campaign_id,
                idea_id=idea.id,
                person_id=other.person_id,
                is_anonymous=other.is_anonymous,
                on_behalf_of=other.on_behalf_of,
            )
        )


def take_back_received(
    session: Session, larger: CampaignView, idea_id: UUID, *, clock: Clock
) -> Idea:
    """Withdraw it while one can still propose; ConflictError once it was joined or answered."""
    lock_campaign(session, larger.campaign.id, exclusive=False)
    now = clock.after_lock(session)
    require_receiving(larger, now)
    # Held still: whoever merges or answers it now comes before this, or after it.
    key = (larger.campaign.id, idea_id)
    idea = session.get(Idea, key, with_for_update=True, populate_existing=True)
    if idea is None:
        raise NotFoundError(f"idea {idea_id}")
    if idea.state == IdeaState.WITHDRAWN:
        return idea
    if idea.state != IdeaState.SUBMITTED or idea.status is not None:
        raise ConflictError("joined or answered meanwhile")
    idea.state, idea.withdrawn_at, idea.updated_at = IdeaState.WITHDRAWN, now, now
    session.flush()
    return idea
