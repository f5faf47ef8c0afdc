"""A body's campaigns with its own deadlines, and its proposals with what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.councils.queries.drafts import DraftRow
from app.domain.proposals import IdeaState, is_answered
from app.models import Answer, Body, Campaign, CouncilWithdrawal, Idea, Topic
from app.organisation.queries.body_page import OpenCampaign


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign on the body's page: what is left to do there."""

    open: OpenCampaign
    drafts: int


def with_drafts(opened: Iterable[OpenCampaign], drafts: Iterable[DraftRow]) -> list[CampaignRow]:
    waiting = [draft.campaign.id for draft in drafts]
    return [CampaignRow(each, waiting.count(each.campaign.id)) for each in opened]


@dataclass(frozen=True, slots=True)
class Theme:
    """A topic of the campaign and how many proposals there are about it so far."""

    name_nb: str
    name_nn: str | None
    ideas: int


def list_themes(session: Session, view: CampaignView) -> list[Theme]:
    """The topics in the campaign's order."""
    handed_in = (Idea.topic_id == Topic.id) & (Idea.state == IdeaState.SUBMITTED)
    rows = session.execute(
        select(Topic.name_nb, Topic.name_nn, func.count(Idea.id))
        .outerjoin(Idea, handed_in)
        .where(Topic.campaign_id == view.campaign.id)
        .group_by(Topic.id, Topic.name_nb, Topic.name_nn, Topic.position)
        .order_by(Topic.position)
    )
    return [Theme(*row) for row in rows]


def list_handed_in(session: Session, body: Body, campaign_id: UUID) -> list[Row[*tuple[Any, ...]]]:
    """The body's own proposals in one campaign: (nr, title, status, omitted reason)."""
    return list(
        session.execute(
            select(Idea.nr, Idea.title, Idea.status, Idea.omitted_reason, Idea.state)
            .where(
                Idea.campaign_id == campaign_id,
                Idea.on_behalf_of == body.id,
                Idea.state.in_((IdeaState.SUBMITTED, IdeaState.MERGED)),
            )
            .order_by(Idea.nr)
        )
    )


def waits_for_answer(idea: Idea) -> bool:
    return idea.state == IdeaState.SUBMITTED and not is_answered(idea.status, idea.omitted_reason)


def list_withdrawn(session: Session, body: Body) -> Sequence[Row[*tuple[Any, ...]]]:
    """What the body has taken back: (proposal, campaign, when and why), newest first."""
    return session.execute(
        select(Idea, Campaign, CouncilWithdrawal)
        .join(Campaign, Campaign.id == Idea.campaign_id)
        .join(
            CouncilWithdrawal,
            (CouncilWithdrawal.campaign_id == Idea.campaign_id)
            & (CouncilWithdrawal.idea_id == Idea.id),
        )
        .where(CouncilWithdrawal.body_id == body.id)
        .order_by(CouncilWithdrawal.withdrawn_at.desc(), Idea.id)
    ).all()


def get_newest_answers(session: Session, ideas: Iterable[Idea]) -> dict[UUID, Answer]:
    """The official answer that counts, by proposal."""
    ids = [idea.id for idea in ideas]
    found = session.scalars(
        select(Answer).where(Answer.idea_id.in_(ids)).order_by(Answer.answered_at)
    )
    return {answer.idea_id: answer for answer in found}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A proposal on the voting sheet."""

    nr: int
    title: str
    excerpt: str
    on_behalf_of: str | None


MOST_ON_SHEET = 200


def list_sheet(session: Session, campaign: Campaign) -> tuple[list[SheetRow], int]:
    """What one votes about, by number, and how many there are: the ballot's own list once voting
    has opened, until then what is on the shortlist so far."""
    shown = [
        Idea.campaign_id == campaign.id,
        Idea.state == IdeaState.SUBMITTED,
        Idea.omitted_reason.is_(None),
    ]
    if campaign.frozen_at is not None:
        shown.append(Idea.is_on_ballot.is_(True))
    total = session.scalar(select(func.count()).select_from(Idea).where(*shown)) or 0
    rows = session.execute(
        select(Idea.nr, Idea.title, Idea.excerpt, Body.name)
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .where(*shown)
        .order_by(Idea.nr)
        .limit(MOST_ON_SHEET)
    )
    return [SheetRow(nr or 0, title, excerpt, name) for nr, title, excerpt, name in rows], total


def next_meeting(meetings: Iterable[Any], now: datetime) -> Any:
    """The nearest one that is not called off."""
    return next((m for m in meetings if m.starts_at >= now and m.cancelled_at is None), None)
