"""What a body's own page shows: its deadlines and its proposals."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.alphabet import sort_key
from app.domain.permissions import BodyKind
from app.domain.roles import GROUP_OF_KIND
from app.domain.timetable import Phase
from app.models import Affiliation, Body, Campaign, CampaignBody, Idea

MOST_PROPOSALS = 50
"""The newest; the rest stand in their campaigns."""
ALIVE = (Phase.UPCOMING, Phase.SUBMISSION, Phase.REVIEW, Phase.VOTING)


@dataclass(frozen=True, slots=True)
class OpenCampaign:
    """A campaign the body is invited to, with the deadline that is the body's own."""

    campaign: Campaign
    phase: Phase
    deadline: datetime
    """To propose, for this body's group; from then on, to vote."""
    takes_proposals: bool


def list_open_campaigns(session: Session, body: Body, *, now: datetime) -> list[OpenCampaign]:
    """Campaigns that reach the body and are not over, the nearest deadline first. One statement."""
    ancestors = [UUID(hex=part) for part in body.path.strip("/").split("/")]
    campaigns = session.scalars(
        select(Campaign).where(
            Campaign.launched_at.is_not(None),
            Campaign.archived_at.is_(None),
            Campaign.voting_closes_at > now,
            Campaign.id.in_(
                select(CampaignBody.campaign_id).where(
                    CampaignBody.body_id.in_(ancestors), CampaignBody.part == "audience"
                )
            ),
        )
    )
    opened = (_open_campaign(campaign, body, now) for campaign in campaigns)
    return sorted(opened, key=lambda each: (each.deadline, each.campaign.slug))


def _open_campaign(campaign: Campaign, body: Body, now: datetime) -> OpenCampaign:
    timetable = campaign.timetable
    closes_at = timetable.submission_closes_for(GROUP_OF_KIND[BodyKind(body.kind)])
    is_open = timetable.opens_at <= now < closes_at
    deadline = closes_at if now < closes_at else timetable.voting_closes_at
    return OpenCampaign(campaign, timetable.phase_at(now), deadline, is_open)


def list_proposals_of(
    session: Session, body: Body, *, person_id: UUID
) -> list[Row[Idea, Campaign]]:
    """What was proposed on the body's behalf, and one's own drafts of it; newest first."""
    return list(
        session.execute(
            select(Idea, Campaign)
            .join(Campaign, Campaign.id == Idea.campaign_id)
            .where(
                Idea.on_behalf_of == body.id,
                Idea.state.in_(("submitted", "merged"))
                | (
                    (Idea.state == "draft")
                    & (Idea.author_id == person_id)
                    & Idea.shared_at.is_(None)
                ),
            )
            .order_by(Idea.updated_at.desc(), Idea.id)
            .limit(MOST_PROPOSALS)
        )
    )


def list_units_of(session: Session, body: Body) -> list[Body]:
    """The units a council or partner belongs with."""
    units = session.scalars(
        select(Body)
        .join(Affiliation, Affiliation.unit_id == Body.id)
        .where(Affiliation.body_id == body.id)
    )
    return sorted(units, key=lambda unit: sort_key(unit.name))
