"""Whom a campaign's messages go to. Nobody is ever picked out by having voted, or by what."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session, aliased

from app.accounts.queries import is_current
from app.domain.deadline_entries import DeadlineEntry, deadline_entries
from app.domain.groups import Group
from app.domain.permissions import Role
from app.domain.roles import GROUP_OF_KIND
from app.models import (
    Body,
    Campaign,
    CampaignBody,
    CoAuthor,
    DeadlineMove,
    Idea,
    Membership,
    Voter,
)


def people_of(campaign_id: UUID) -> Select[UUID]:
    """Everybody on the roll, whether they voted or not, and everybody who has proposed."""
    took_part = union(
        select(Voter.person_id).where(Voter.campaign_id == campaign_id),
        select(Idea.author_id).where(Idea.campaign_id == campaign_id, Idea.state != "draft"),
        select(CoAuthor.person_id).where(CoAuthor.campaign_id == campaign_id),
    ).subquery()
    return select(took_part.c.person_id)


def invited_members_of(campaign_id: UUID, group: Group, now: datetime) -> Select[UUID]:
    """Everybody who belongs to a body of this group that the campaign is for."""
    return (
        select(Membership.person_id)
        .join(Body, Body.id == Membership.body_id)
        .join(CampaignBody, CampaignBody.body_id == Body.id)
        .where(
            CampaignBody.campaign_id == campaign_id,
            CampaignBody.part == "audience",
            Body.kind.in_(_kinds_of(group)),
            is_current(now),
        )
        .distinct()
    )


def facilitators_of(campaign_id: UUID, now: datetime) -> Select[UUID]:
    """Everybody who facilitates for one of the campaign's owners, or above it."""
    owner = aliased(Body)
    return (
        select(Membership.person_id)
        .join(Body, Body.id == Membership.body_id)
        .join(owner, owner.path.startswith(Body.path))
        .join(CampaignBody, CampaignBody.body_id == owner.id)
        .where(
            CampaignBody.campaign_id == campaign_id,
            CampaignBody.part == "owner",
            Membership.role == Role.FACILITATOR.value,
            is_current(now),
        )
        .distinct()
    )


def members_of(body_id: UUID, now: datetime) -> Select[UUID]:
    """Everybody who belongs to one body now."""
    return (
        select(Membership.person_id)
        .where(Membership.body_id == body_id, is_current(now))
        .distinct()
    )


def members_of_group(group: Group, among: Collection[UUID], now: datetime) -> Select[UUID]:
    """Those of some people who belong to a body of this group now."""
    return (
        select(Membership.person_id)
        .join(Body, Body.id == Membership.body_id)
        .where(
            Body.kind.in_(_kinds_of(group)),
            Membership.person_id.in_(among),
            is_current(now),
        )
        .distinct()
    )


def _kinds_of(group: Group) -> list[str]:
    return [kind.value for kind, its_group in GROUP_OF_KIND.items() if its_group is group]


def list_deadline_entries(
    session: Session, campaign: Campaign, group: Group
) -> Sequence[DeadlineEntry]:
    """A group's two deadlines for its calendar, one statement; none of a draft."""
    if campaign.launched_at is None:
        return ()
    moves = session.execute(
        select(DeadlineMove.deadline, DeadlineMove.moved_at).where(
            DeadlineMove.campaign_id == campaign.id
        )
    )
    return deadline_entries(
        campaign.id,
        campaign.timetable,
        group,
        launched_at=campaign.launched_at,
        moves=[(column, moved_at) for column, moved_at in moves],
    )
