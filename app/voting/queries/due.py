"""Which campaigns the worker and commands have something to do with."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.models import Campaign, CampaignEvent, FurtherCount, Result

ANNOUNCED_WITHIN = timedelta(days=3)
"""How long back a result is looked for whose mails have not been queued."""


def list_due(session: Session, moment: datetime) -> list[UUID]:
    """Campaigns whose voting has ended, that close by themselves or have begun to close.

    Not those that are closed and sealed and wait for the draw.
    """
    return list(
        session.scalars(
            select(Campaign.id)
            .outerjoin(Result, Result.campaign_id == Campaign.id)
            .where(
                Campaign.launched_at.is_not(None),
                Campaign.voting_closes_at <= moment,
                Campaign.closes_automatically | Campaign.closed_at.is_not(None),
                Result.campaign_id.is_(None),
                or_(
                    Campaign.closed_at.is_(None),
                    Campaign.key.is_not(None),
                    Campaign.lottery_source.is_(None),
                    Campaign.lottery_post.is_not(None),
                ),
            )
            .order_by(Campaign.voting_closes_at)
        )
    )


def list_open(session: Session, moment: datetime) -> list[Campaign]:
    """Campaigns in which people may vote at `moment`."""
    return list(
        session.scalars(
            select(Campaign).where(
                Campaign.launched_at.is_not(None),
                Campaign.voting_opens_at <= moment,
                Campaign.voting_closes_at > moment,
                Campaign.closed_at.is_(None),
            )
        )
    )


def list_unannounced(session: Session, moment: datetime) -> list[UUID]:
    """Campaigns with a result that became visible lately; announcing is safe to repeat."""
    return list(
        session.scalars(
            select(Campaign.id)
            .join(Result, Result.campaign_id == Campaign.id)
            .where(
                or_(
                    Result.counted_at > moment - ANNOUNCED_WITHIN,
                    Campaign.published_at > moment - ANNOUNCED_WITHIN,
                )
            )
        )
    )


def list_uncompared(session: Session) -> list[UUID]:
    """Campaigns that are decided, where other rules have not been counted beside the result."""
    decided = CampaignEvent.canonical.contains('"event":"decision"', autoescape=True)
    compared = (
        select(FurtherCount.seq)
        .where(FurtherCount.campaign_id == CampaignEvent.campaign_id, FurtherCount.kind == "beside")
        .exists()
    )
    return list(
        session.scalars(select(CampaignEvent.campaign_id).where(decided, ~compared).distinct())
    )


def get_campaign_by_slug(session: Session, slug: str) -> Campaign:
    """For commands, which see everything. NotFoundError when unknown."""
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise NotFoundError(f"campaign {slug}")
    return campaign
