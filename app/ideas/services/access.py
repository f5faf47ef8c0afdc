"""What every act on a proposal checks first: the lock, the clock, the person's own deadline."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view, get_campaign_view_by_id
from app.campaigns.queries import lock_campaign as lock_row
from app.core.clock import Clock
from app.domain.errors import (
    DeadlinePassedError,
    FrozenError,
    NotAllowedError,
    NotFoundError,
    NotOpenError,
)
from app.domain.permissions import Actor, Permission, Role
from app.domain.proposals import OUT_OF_SIGHT
from app.models import Idea, Topic


def require_open(view: CampaignView, permission: Permission, now: datetime) -> None:
    """Raise unless the phase and the deadline of the person's own group allow the act.

    The errors carry the date, which is what somebody who is refused needs to know.
    """
    timetable = view.scope.timetable
    try:
        view.require(permission, now)
    except DeadlinePassedError as late:
        deadline = timetable.submission_closes_for(view.group)
        raise DeadlinePassedError(permission, deadline=deadline) from late
    except NotOpenError as early:
        raise NotOpenError(permission, opens=timetable.opens_at) from early
    timetable.require_submission_open(view.group, now)


def lock_shared(
    session: Session, actor: Actor, slug: str, clock: Clock
) -> tuple[CampaignView, datetime]:
    """The campaign locked against changes of its dates, and the moment read after the lock."""
    found = get_campaign_view(session, actor, slug)
    lock_row(session, found.campaign.id, exclusive=False)
    moment = clock.after_lock(session)
    # Read again under the lock: the deadline may have moved while we waited for it.
    return get_campaign_view_by_id(session, actor, found.campaign.id), moment


def lock_idea(session: Session, campaign_id: UUID, idea_id: UUID) -> None:
    """Hold a proposal or a draft still until the unit of work ends; read it afterwards."""
    row = select(Idea.id).where(Idea.campaign_id == campaign_id, Idea.id == idea_id)
    session.execute(row.with_for_update())


def require_body(actor: Actor, body_id: UUID | None) -> None:
    """Raise NotAllowedError unless the person belongs to the body at this moment."""
    if body_id is not None and not actor.is_member_of(body_id):
        raise NotAllowedError("on behalf of a body one is no member of")


def require_topic_open(
    session: Session, campaign_id: UUID, topic_id: UUID | None, now: datetime
) -> None:
    """Raise unless the topic belongs to the campaign and its own period, if any, is running."""
    if topic_id is None:
        return
    topic = session.get(Topic, topic_id)
    if topic is None or topic.campaign_id != campaign_id:
        raise NotFoundError(f"topic {topic_id}")
    if topic.opens_at and now < topic.opens_at:
        raise NotOpenError("topic", opens=topic.opens_at, topic=topic.name_nb)
    if topic.closes_at and now >= topic.closes_at:
        raise DeadlinePassedError("topic", deadline=topic.closes_at, topic=topic.name_nb)


def require_undecided(idea: Idea) -> None:
    """Raise FrozenError for what a body decided on together: no one alone changes it after that."""
    if idea.shared_at is not None:
        raise FrozenError("the body decided on it")


def require_author(view: CampaignView, idea: Idea) -> None:
    """Raise NotAllowedError unless one may change the proposal: its author alone, and of what a
    body decided on together, only while one still belongs to it.
    """
    if not is_own(view, idea):
        raise NotAllowedError("not the author")


def is_own(view: CampaignView, idea: Idea) -> bool:
    """Whether `require_author` lets the person through."""
    body_id = idea.on_behalf_of if idea.shared_at is not None else None
    belongs = body_id is None or view.actor.is_member_of(body_id)
    return belongs and idea.author_id == view.actor.person_id


def require_visible(view: CampaignView, idea: Idea) -> None:
    """Raise NotFoundError for what is out of sight, unless it is one's own to look after."""
    is_author = idea.author_id == view.actor.person_id
    if idea.state in OUT_OF_SIGHT and not (is_author or Role.FACILITATOR in view.roles):
        raise NotFoundError(f"idea {idea.nr}")
