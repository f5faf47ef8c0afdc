"""How a body decides on a draft, and the one time it is handed in."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.councils.queries.council import is_member_now
from app.councils.queries.drafts import Room, Standing, find_draft, get_room, get_standing
from app.councils.services.drafts import lock_draft, require_time, require_version
from app.domain.council_access import CouncilPermission
from app.domain.councils import MAX_DECISION, MAX_DISSENT, MAX_PRESENT, DecisionWay
from app.domain.dates import day_of
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError
from app.domain.permissions import Actor
from app.domain.proposals import Horizon, IdeaState, Proposal, Reach, Source
from app.domain.text import clean_text, within
from app.ideas.services.access import lock_idea
from app.ideas.services.submitting import give_back_number, require_submittable, take_number
from app.models import CouncilDecision, DraftApproval, Idea, Membership, Person
from app.notices.services import tell


def approve_draft(
    session: Session,
    actor: Actor,
    slug: str,
    campaign_slug: str,
    idea_id: UUID,
    *,
    version: int,
    wanted: bool,
    clock: Clock,
) -> Idea:
    """Say yes to the version one has read (`wanted`), or take it back. ConflictError when
    somebody changed the text meanwhile; DeadlinePassedError when it is too late."""
    now = clock.after_lock(session)
    room = get_room(session, actor, slug, campaign_slug, now=now)
    room.council.require(CouncilPermission.DRAFT_APPROVE)
    idea = lock_draft(session, room, idea_id)
    require_time(room, now)
    require_version(idea, version)
    key = (idea.campaign_id, idea.id, actor.person_id, idea.version)
    given = session.get(DraftApproval, key)
    if wanted and given is None:
        session.add(
            DraftApproval(
                campaign_id=key[0],
                idea_id=key[1],
                person_id=key[2],
                version=key[3],
                approved_at=now,
            )
        )
    elif not wanted and given is not None:
        session.delete(given)
    session.flush()
    return idea


def record_decision(
    session: Session,
    actor: Actor,
    slug: str,
    campaign_slug: str,
    idea_id: UUID,
    *,
    version: int,
    decided_on: date,
    present: str,
    decision: str,
    dissent: str = "",
    clock: Clock,
) -> CouncilDecision:
    """Write down what a meeting decided about the text as it stands.

    Raises InvalidInputError on a day to come, or where it is not said who was there.
    """
    now = clock.after_lock(session)
    room = get_room(session, actor, slug, campaign_slug, now=now)
    room.council.require(CouncilPermission.DRAFT_DECIDE)
    idea = lock_draft(session, room, idea_id)
    require_time(room, now)
    require_version(idea, version)
    if decided_on > day_of(now):
        raise InvalidInputError(field="decided_on", reason="in_the_future")
    key = (idea.campaign_id, idea.id, idea.version)
    row = session.get(CouncilDecision, key) or CouncilDecision(
        campaign_id=key[0], idea_id=key[1], version=key[2], body_id=room.council.body.id
    )
    row.way, row.approvals = DecisionWay.MEETING, 0
    row.decided_on, row.recorded_by, row.recorded_at = decided_on, actor.person_id, now
    row.present = within(clean_text(present), field="present", least=1, most=MAX_PRESENT)
    row.decision = within(clean_text(decision), field="decision", most=MAX_DECISION)
    row.dissent = within(clean_text(dissent), field="dissent", most=MAX_DISSENT)
    session.add(row)
    session.flush()
    return row


def submit_draft(
    session: Session,
    actor: Actor,
    slug: str,
    campaign_slug: str,
    idea_id: UUID,
    *,
    version: int,
    clock: Clock,
) -> Idea:
    """Hand it in, once, in the body's name; every member gets the receipt.

    Two members at once: the first wins, the other is told by ConflictError (`nr` where it is).
    Raises NotAllowedError while the body has not decided, DeadlinePassedError by its own clock.
    """
    campaign_id, nr = take_number(session, campaign_slug)
    now = clock.after_lock(session)
    room = get_room(session, actor, slug, campaign_slug, now=now)
    room.council.require(CouncilPermission.DRAFT_SUBMIT)
    idea = find_draft(session, room, idea_id)
    if idea.state != IdeaState.DRAFT:
        return _handed_in(session, room, idea, campaign_id, nr)
    lock_idea(session, campaign_id, idea_id)
    session.refresh(idea)
    require_time(room, now)
    require_version(idea, version)
    standing = get_standing(session, room, idea, now=now)
    if standing.backing.way is None:
        raise NotAllowedError("not decided yet")
    view = replace(room.campaign, group=room.council.group)
    require_submittable(session, view, proposal_of(idea), now)
    idea.nr, idea.state = nr, IdeaState.SUBMITTED
    idea.submitted_at = idea.updated_at = now
    _seal(session, room, idea, standing, now)
    _send_receipts(session, room, idea, standing.backing.way, now)
    session.flush()
    return idea


def _handed_in(session: Session, room: Room, idea: Idea, campaign_id: UUID, nr: int) -> Idea:
    """Pressed twice by the same person, that is well; by another, somebody was faster."""
    decision = session.scalar(
        select(CouncilDecision).where(
            CouncilDecision.campaign_id == campaign_id,
            CouncilDecision.idea_id == idea.id,
            CouncilDecision.submitted_by == room.council.actor.person_id,
        )
    )
    if decision is None:
        raise ConflictError("handed in", nr=idea.nr)
    give_back_number(session, campaign_id, nr)
    return idea


def proposal_of(idea: Idea) -> Proposal:
    """A stored draft as what is handed in."""
    return Proposal(
        title=idea.title,
        body=idea.body,
        topic_id=idea.topic_id,
        horizon=Horizon(idea.horizon) if idea.horizon else None,
        reach=Reach(idea.reach) if idea.reach else None,
        sources=tuple(Source(each) for each in idea.sources.split(",") if each),
        cost=idea.cost,
        on_behalf_of=idea.on_behalf_of,
    )


def _seal(session: Session, room: Room, idea: Idea, standing: Standing, now: datetime) -> None:
    """Keep how it was decided, beside what a meeting may have written down before."""
    actor = room.council.actor
    decision = standing.decision
    if decision is None:
        mandate = room.council.mandate_of(actor.person_id)
        is_spoken = standing.backing.way is DecisionWay.MANDATE
        decision = CouncilDecision(
            campaign_id=idea.campaign_id,
            idea_id=idea.id,
            version=idea.version,
            body_id=room.council.body.id,
            way=standing.backing.way or DecisionWay.APPROVALS,
            decided_on=day_of(now),
            decision=mandate.mandate if is_spoken and mandate else "",
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        session.add(decision)
    decision.approvals = standing.backing.approvals
    decision.submitted_by = actor.person_id


def _send_receipts(
    session: Session, room: Room, idea: Idea, way: DecisionWay, now: datetime
) -> None:
    members = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(is_member_now(room.council.body.id, now))
        .distinct()
    )
    campaign = room.campaign.campaign
    facts: dict[str, str | int | None] = {
        "slug": campaign.slug,
        "campaign": campaign.title_nb,
        "campaign_nn": campaign.title_nn,
        "nr": idea.nr,
        "title": idea.title,
        "body": room.council.body.name,
        "way": way.value,
        "submitted_at": now.isoformat(),
        "voting_opens_at": campaign.voting_opens_at.isoformat(),
        "voting_closes_at": campaign.voting_closes_at.isoformat(),
    }
    key = f"receipt:{idea.id}"
    tell(session, "council_receipt", members, event_key=key, facts=facts, now=now)
