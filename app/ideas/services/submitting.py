"""Handing in a proposal, changing it and taking it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view_by_id
from app.core.clock import Clock
from app.domain.councils import DECIDES_TOGETHER
from app.domain.errors import (
    ConflictError,
    FrozenError,
    JoinedError,
    NotAllowedError,
    NotFoundError,
)
from app.domain.permissions import Actor, Permission
from app.domain.proposals import IdeaState, Proposal, parts_of, require_complete
from app.domain.text import same_line
from app.ideas.queries.single import find_own, get_idea
from app.ideas.services.access import (
    lock_shared,
    require_author,
    require_body,
    require_open,
    require_topic_open,
    require_undecided,
    require_visible,
)
from app.models import Attachment, Campaign, Idea, IdeaVersion
from app.models.idea import excerpt_of, search_text
from app.notices.services import tell


def submit_idea(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    idea_id: UUID,
    proposal: Proposal,
    clock: Clock,
) -> Idea:
    """Hand in a proposal under the next running number, and queue its receipt.

    `idea_id` is the draft's, or a new one made with the form: sending the same form twice gives
    one proposal. Raises DeadlinePassedError or NotOpenError by the clock of one's own group,
    NotAllowedError for a body one does not belong to, InvalidInputError for what is missing.
    """
    campaign_id, nr = take_number(session, slug)
    now = clock.after_lock(session)
    view = get_campaign_view_by_id(session, actor, campaign_id)
    idea = find_own(session, campaign_id, idea_id, actor)
    if idea is not None and idea.state != IdeaState.DRAFT:
        give_back_number(session, campaign_id, nr)
        return idea
    if idea is not None and idea.shared_at is not None:
        raise ConflictError("the draft is the body's own")
    proposal = proposal.cleaned()
    require_submittable(session, view, proposal, now)
    require_own_words(actor, proposal)
    if idea is None:
        idea = Idea(campaign_id=campaign_id, id=idea_id, author_id=actor.person_id, created_at=now)
        session.add(idea)
    write(idea, proposal)
    idea.nr, idea.state = nr, IdeaState.SUBMITTED
    idea.submitted_at = idea.updated_at = now
    session.flush()
    _send_receipt(session, view.campaign, idea, now)
    return idea


def take_number(session: Session, slug: str) -> tuple[UUID, int]:
    """Lock the campaign by counting up; two who send at once get two numbers, in line."""
    row = session.execute(
        update(Campaign)
        .where(Campaign.slug == slug)
        .values(idea_counter=Campaign.idea_counter + 1)
        .returning(Campaign.id, Campaign.idea_counter)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"campaign {slug}")
    campaign_id, nr = row
    return campaign_id, nr


def give_back_number(session: Session, campaign_id: UUID, nr: int) -> None:
    """Undo the count: the form had been sent before, and the row is still locked by us."""
    session.execute(
        update(Campaign)
        .where(Campaign.id == campaign_id)
        .values(idea_counter=nr - 1)
        .execution_options(synchronize_session=False)
    )


def require_submittable(
    session: Session, view: CampaignView, proposal: Proposal, now: datetime
) -> None:
    require_open(view, Permission.IDEA_SUBMIT, now)
    require_body(view.actor, proposal.on_behalf_of)
    require_complete(proposal, parts_of(view.campaign.required_parts))
    require_topic_open(session, view.campaign.id, proposal.topic_id, now)
    if proposal.is_anonymous and not view.campaign.allows_anonymous:
        raise ConflictError("names are shown in this campaign")


def require_own_words(actor: Actor, proposal: Proposal) -> None:
    """Raise NotAllowedError where a council or a partner must decide before its name is used."""
    if speaks_as_one(actor, proposal.on_behalf_of):
        raise NotAllowedError("the body decides first")


def speaks_as_one(actor: Actor, body_id: UUID | None) -> bool:
    """Whether this is a body of the actor's in whose name nobody speaks alone."""
    return any(
        held.body.id == body_id and held.body.kind in DECIDES_TOGETHER for held in actor.memberships
    )


def write(idea: Idea, proposal: Proposal) -> None:
    """Put a cleaned proposal into its row, with everything that follows from the texts."""
    idea.title, idea.body = proposal.title, proposal.body
    idea.title_key = same_line(proposal.title)
    idea.stems = search_text(proposal.title, proposal.body)
    idea.excerpt = excerpt_of(proposal.body)
    idea.topic_id = proposal.topic_id
    idea.horizon, idea.reach = proposal.horizon, proposal.reach
    idea.sources = ",".join(proposal.sources)
    idea.cost = proposal.cost
    idea.is_anonymous = proposal.is_anonymous
    idea.on_behalf_of = proposal.on_behalf_of


def _send_receipt(session: Session, campaign: Campaign, idea: Idea, now: datetime) -> None:
    facts: dict[str, Any] = {
        "slug": campaign.slug,
        "campaign": campaign.title_nb,
        "campaign_nn": campaign.title_nn,
        "nr": idea.nr,
        "title": idea.title,
        "submitted_at": now.isoformat(),
        "voting_opens_at": campaign.voting_opens_at.isoformat(),
        "voting_closes_at": campaign.voting_closes_at.isoformat(),
    }
    key = f"receipt:{idea.id}"
    tell(session, "idea_receipt", [idea.author_id], event_key=key, facts=facts, now=now)


def edit_idea(
    session: Session,
    actor: Actor,
    slug: str,
    nr: int,
    *,
    proposal: Proposal,
    version: int,
    clock: Clock,
) -> Idea:
    """Change one's own proposal until one's own deadline; what it said before is kept.

    `version` is what the form was made from: ConflictError when somebody was faster.
    """
    view, now = lock_shared(session, actor, slug, clock)
    idea = get_idea(session, view.campaign.id, nr)
    require_visible(view, idea)
    require_author(view, idea)
    proposal = proposal.cleaned()
    _require_editable(idea)
    require_own_words(actor, proposal)
    if proposal.topic_id == idea.topic_id:
        _require_submittable_text(view, proposal, now)
    else:
        require_submittable(session, view, proposal, now)
    if idea.version != version:
        raise ConflictError("edited meanwhile", version=idea.version)
    _keep_version(session, idea, actor, now)
    write(idea, proposal)
    idea.updated_at = now
    session.flush()
    return idea


def _require_submittable_text(view: CampaignView, proposal: Proposal, now: datetime) -> None:
    """A text may be improved also when its topic's own period is over; it stays where it is."""
    require_open(view, Permission.IDEA_EDIT, now)
    require_body(view.actor, proposal.on_behalf_of)
    require_complete(proposal, parts_of(view.campaign.required_parts))
    if proposal.is_anonymous and not view.campaign.allows_anonymous:
        raise ConflictError("names are shown in this campaign")


def _require_editable(idea: Idea) -> None:
    if idea.shared_at is not None:
        raise FrozenError("the body decided on this text")
    _require_handed_in(idea)


def _require_handed_in(idea: Idea) -> None:
    if idea.state != IdeaState.SUBMITTED:
        raise ConflictError(f"the proposal is {idea.state}")


def _keep_version(session: Session, idea: Idea, actor: Actor, now: datetime) -> None:
    session.add(
        IdeaVersion(
            campaign_id=idea.campaign_id,
            idea_id=idea.id,
            version=idea.version,
            title=idea.title,
            body=idea.body,
            edited_by=actor.person_id,
            edited_at=now,
        )
    )
    idea.version += 1


def withdraw_idea(session: Session, actor: Actor, slug: str, nr: int, *, clock: Clock) -> Idea:
    """Take one's own proposal back until one's own deadline; doing it twice is the same.

    FrozenError for what a body decided on together: that is the body's to take back.
    """
    view, now = lock_shared(session, actor, slug, clock)
    idea = get_idea(session, view.campaign.id, nr)
    require_visible(view, idea)
    require_author(view, idea)
    require_open(view, Permission.IDEA_EDIT, now)
    if idea.state == IdeaState.WITHDRAWN:
        return idea
    _require_handed_in(idea)
    require_undecided(idea)
    take_back(session, idea, now)
    return idea


def take_back(session: Session, idea: Idea, now: datetime) -> None:
    """Out of everybody's sight. Its files are deleted, since it cannot be handed in again.

    JoinedError where it holds others' proposals: nobody takes those along.
    """
    joined = select(Idea.id).where(
        Idea.campaign_id == idea.campaign_id,
        Idea.merged_into == idea.id,
        Idea.author_id != idea.author_id,
    )
    if session.scalar(joined.limit(1)):
        raise JoinedError
    idea.state = IdeaState.WITHDRAWN
    delete_files(session, idea)
    idea.withdrawn_at = idea.updated_at = now
    session.flush()


def delete_files(session: Session, idea: Idea) -> None:
    session.execute(
        delete(Attachment).where(
            Attachment.campaign_id == idea.campaign_id, Attachment.idea_id == idea.id
        )
    )
