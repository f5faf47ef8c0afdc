"""Joint drafts: what stands in them, what is said about them, how far the body has come."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view
from app.councils.queries.council import CouncilView, get_council_view, is_member_now
from app.domain.council_access import CouncilPermission
from app.domain.councils import HAS_REPRESENTATIVES, Backing
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor
from app.domain.proposals import IdeaState
from app.models import (
    Campaign,
    CouncilDecision,
    DraftApproval,
    DraftComment,
    Idea,
    Membership,
    Person,
)


@dataclass(frozen=True, slots=True)
class Room:
    """A body's own place in one campaign."""

    council: CouncilView
    campaign: CampaignView

    @property
    def deadline(self) -> datetime:
        """The body's own deadline to propose."""
        return self.campaign.scope.timetable.submission_closes_for(self.council.group)

    def takes_proposals(self, now: datetime) -> bool:
        return self.campaign.scope.timetable.opens_at <= now < self.deadline


def get_room(
    session: Session, actor: Actor, slug: str, campaign_slug: str, *, now: datetime
) -> Room:
    """NotFoundError unless the body is visible, speaks as one and is invited to the campaign."""
    council = get_council_view(session, actor, slug, now=now)
    campaign = get_campaign_view(session, actor, campaign_slug)
    audiences = campaign.scope.audiences
    is_invited = any(council.body.path.startswith(body.path) for body in audiences)
    if not (council.decides_together and is_invited) or campaign.scope.is_draft:
        raise NotFoundError(f"room of {slug} in {campaign_slug}")
    return Room(council, campaign)


def find_draft(session: Session, room: Room, idea_id: UUID) -> Idea:
    """The body's own draft, or what became of it. NotFoundError for everything else."""
    idea = session.get(Idea, (room.campaign.campaign.id, idea_id), populate_existing=True)
    if idea is None or idea.shared_at is None or idea.on_behalf_of != room.council.body.id:
        raise NotFoundError(f"draft {idea_id}")
    room.council.require(CouncilPermission.DRAFT_READ)
    return idea


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has approved this version, and what a meeting has decided about it."""

    backing: Backing
    names: Sequence[str]
    decision: CouncilDecision | None
    has_mine: bool


def get_standing(session: Session, room: Room, idea: Idea, *, now: datetime) -> Standing:
    """Two statements. Only approvals by those who are members now count."""
    approved = session.execute(
        select(Person.id, Person.name)
        .join(DraftApproval, DraftApproval.person_id == Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            DraftApproval.campaign_id == idea.campaign_id,
            DraftApproval.idea_id == idea.id,
            DraftApproval.version == idea.version,
            is_member_now(room.council.body.id, now),
        )
        .order_by(Person.sort_key, Person.id)
    ).all()
    people = {row[0]: row[1] or "" for row in approved}
    decision = session.get(CouncilDecision, (idea.campaign_id, idea.id, idea.version))
    person_id = room.council.actor.person_id
    backing = Backing(
        room.council.approvals_needed,
        len(people),
        has_decision=decision is not None,
        has_mandate=room.council.kind in HAS_REPRESENTATIVES
        and room.council.may(CouncilPermission.DRAFT_SPEAK)
        and room.council.mandate_of(person_id) is not None,
    )
    return Standing(backing, list(people.values()), decision, person_id in people)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A joint draft in a list."""

    campaign: Campaign
    idea: Idea
    author: str | None
    approvals: int
    has_decision: bool


def list_drafts(
    session: Session, council: CouncilView, *, campaign_id: UUID | None = None, now: datetime
) -> list[DraftRow]:
    """What the body has not handed in yet, in all campaigns or one, newest first."""
    rows = session.execute(
        select(Campaign, Idea, Person.name, CouncilDecision.version)
        .join(Campaign, Campaign.id == Idea.campaign_id)
        .join(Person, Person.id == Idea.author_id)
        .outerjoin(
            CouncilDecision,
            (CouncilDecision.campaign_id == Idea.campaign_id)
            & (CouncilDecision.idea_id == Idea.id)
            & (CouncilDecision.version == Idea.version),
        )
        .where(
            Idea.on_behalf_of == council.body.id,
            Idea.state == IdeaState.DRAFT,
            Idea.shared_at.is_not(None),
            Campaign.archived_at.is_(None),
            *([Idea.campaign_id == campaign_id] if campaign_id else []),
        )
        .order_by(Idea.updated_at.desc(), Idea.id)
    ).all()
    given = _count_approvals(session, council, now)
    return [
        DraftRow(campaign, idea, author, given[idea.id], version is not None)
        for campaign, idea, author, version in rows
    ]


def _count_approvals(session: Session, council: CouncilView, now: datetime) -> Counter[UUID]:
    rows = session.execute(
        select(DraftApproval.idea_id, DraftApproval.person_id)
        .join(
            Idea,
            (Idea.campaign_id == DraftApproval.campaign_id)
            & (Idea.id == DraftApproval.idea_id)
            & (Idea.version == DraftApproval.version),
        )
        .join(Person, Person.id == DraftApproval.person_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Idea.on_behalf_of == council.body.id,
            Idea.state == IdeaState.DRAFT,
            is_member_now(council.body.id, now),
        )
        .distinct()
    )
    return Counter(row[0] for row in rows)


def list_draft_comments(session: Session, idea: Idea) -> Sequence[Row[*tuple[Any, ...]]]:
    """(DraftComment, name), oldest first."""
    return session.execute(
        select(DraftComment, Person.name)
        .join(Person, Person.id == DraftComment.author_id)
        .where(DraftComment.campaign_id == idea.campaign_id, DraftComment.idea_id == idea.id)
        .order_by(DraftComment.created_at, DraftComment.id)
    ).all()


def list_decisions(session: Session, council: CouncilView) -> dict[UUID, CouncilDecision]:
    """How the proposals that were handed in had been decided on, by proposal."""
    found = session.scalars(
        select(CouncilDecision).where(
            CouncilDecision.body_id == council.body.id, CouncilDecision.submitted_by.is_not(None)
        )
    )
    return {decision.idea_id: decision for decision in found}
