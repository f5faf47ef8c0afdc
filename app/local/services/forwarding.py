"""Sending proposals on to the larger campaign, and taking them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view_by_id, lock_campaign_view
from app.core.clock import Clock
from app.decisions.evidence import find_evidence, is_result_open
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError, NotOpenError
from app.domain.permissions import Actor, Permission
from app.domain.proposals import IdeaState
from app.domain.timetable import Phase
from app.ideas.queries.single import get_idea
from app.ideas.services.access import lock_shared
from app.ideas.services.receiving import receive_idea, require_receiving, take_back_received
from app.ideas.services.telling import tell_of_forwarding
from app.models import Forwarding, Idea

_CLOSED = frozenset({Phase.CLOSED, Phase.PUBLISHED})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One proposal to send on, and its topic in the larger campaign."""

    nr: int
    topic_id: UUID | None = None


def get_larger(session: Session, view: CampaignView) -> CampaignView:
    """The campaign this one belongs to. NotFoundError without one, or one that is invisible."""
    if view.campaign.parent_id is None:
        raise NotFoundError(f"campaign above {view.campaign.slug}")
    return get_campaign_view_by_id(session, view.actor, view.campaign.parent_id)


def forward_ideas(
    session: Session, actor: Actor, slug: str, *, wanted: Sequence[Wanted], clock: Clock
) -> list[Forwarding]:
    """Send proposals on with origin and support; their authors and followers are told.

    All or none. One that was sent before stays as it is, so that pressing twice sends once.
    Raises NotOpenError (`count` or `result`) after the vote until everybody may see the result:
    what is sent on would give it away. InvalidInputError carries `lacking`: each proposal that
    lacks something the larger campaign asks for, by number, and the first thing it lacks.
    """
    view = lock_campaign_view(session, actor, slug)
    now = clock.after_lock(session)
    view.require(Permission.IDEA_FORWARD, now)
    larger = get_larger(session, view)
    ballots = _ballots_behind(session, view, now)
    sent = _already_sent(session, view.campaign.id)
    made, lacking = [], {}
    for each in sorted(wanted, key=lambda one: one.nr):
        idea = get_idea(session, view.campaign.id, each.nr)
        if idea.id in sent:
            continue
        try:
            made.append(_forward(session, view, larger, idea, each.topic_id, ballots, clock))
        except InvalidInputError as refusal:
            lacking[each.nr] = refusal.facts.get("field")
    if lacking:
        raise InvalidInputError(lacking=lacking)
    session.flush()
    for forwarding in made:
        _tell(session, view, larger, forwarding, now)
    return made


def require_forwarding(
    session: Session, view: CampaignView, larger: CampaignView, now: datetime
) -> None:
    """Raise what would stand in the way of every proposal, as `forward_ideas` does."""
    require_receiving(larger, now)
    _ballots_behind(session, view, now)


def _ballots_behind(session: Session, view: CampaignView, now: datetime) -> int | None:
    """How many ballots counted; None before the vote is over."""
    phase = view.phase_at(now)
    if phase not in _CLOSED:
        return None
    evidence = find_evidence(session, view.campaign)
    if evidence is None:
        raise NotOpenError("count")
    if not is_result_open(view.campaign, phase):
        raise NotOpenError("result")
    return evidence.result.counted


def _already_sent(session: Session, campaign_id: UUID) -> frozenset[UUID]:
    return frozenset(
        session.scalars(
            select(Forwarding.from_idea_id).where(
                Forwarding.from_campaign_id == campaign_id, Forwarding.undone_at.is_(None)
            )
        )
    )


def _forward(
    session: Session,
    view: CampaignView,
    larger: CampaignView,
    idea: Idea,
    topic_id: UUID | None,
    ballots: int | None,
    clock: Clock,
) -> Forwarding:
    if idea.state != IdeaState.SUBMITTED:
        raise ConflictError(f"the proposal is {idea.state}")
    owner = view.owners[0]
    above, now = receive_idea(
        session,
        larger,
        idea,
        topic_id=topic_id,
        on_behalf_of=idea.on_behalf_of or owner.id,
        clock=clock,
    )
    is_counted = ballots is not None and idea.support is not None
    forwarding = Forwarding(
        from_campaign_id=idea.campaign_id,
        from_idea_id=idea.id,
        to_campaign_id=above.campaign_id,
        to_idea_id=above.id,
        unit_name=owner.name,
        forwarded_by=view.actor.person_id,
        forwarded_at=now,
        support=idea.support if is_counted else None,
        ballots=ballots if is_counted else None,
    )
    session.add(forwarding)
    return forwarding


def _tell(
    session: Session, view: CampaignView, larger: CampaignView, sent: Forwarding, now: datetime
) -> None:
    idea = session.get_one(Idea, (sent.from_campaign_id, sent.from_idea_id))
    above = session.get_one(Idea, (sent.to_campaign_id, sent.to_idea_id))
    tell_of_forwarding(session, idea, above, larger.campaign, sender=view.actor.person_id, now=now)


def undo_forwarding(
    session: Session, actor: Actor, slug: str, forwarding_id: UUID, *, clock: Clock
) -> Forwarding:
    """Take a proposal back from the larger campaign, while one can still propose there.

    ConflictError where it has been joined with another or answered; doing it twice is the same.
    """
    view, now = lock_shared(session, actor, slug, clock)
    view.require(Permission.IDEA_FORWARD, now)
    forwarding = session.get(Forwarding, forwarding_id)
    if forwarding is None or forwarding.from_campaign_id != view.campaign.id:
        raise NotFoundError(f"forwarding {forwarding_id}")
    if forwarding.undone_at is not None:
        return forwarding
    larger = get_larger(session, view)
    take_back_received(session, larger, forwarding.to_idea_id, clock=clock)
    forwarding.undone_at, forwarding.undone_by = now, actor.person_id
    session.flush()
    return forwarding
