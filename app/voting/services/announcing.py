"""Telling those who could vote and those who proposed that the result is there."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import lock_campaign
from app.campaigns.queries.concerned import people_of
from app.domain.dates import instant_of
from app.domain.results import read_result
from app.models import Campaign, CampaignEvent, Result
from app.notices.services import tell
from app.voting.events import append_event

ANNOUNCED = "result_announced"


def announce_result(session: Session, campaign_id: UUID, *, now: datetime) -> int:
    """Tell each of them once, when the result may be seen by all; returns how many.

    Everybody on the roll is told, whether they voted or not: who did is nobody's business.
    """
    campaign = lock_campaign(session, campaign_id, exclusive=True)
    result = session.get(Result, campaign_id)
    if result is None or not is_result_open(campaign, now) or _is_announced(session, campaign_id):
        return 0
    facts = _facts(campaign, result)
    people = people_of(campaign_id)
    event_key = f"result:{campaign_id}"
    told = tell(session, "campaign_result", people, event_key=event_key, facts=facts, now=now)
    append_event(session, campaign_id, ANNOUNCED, at=now.isoformat())
    return told


def is_result_open(campaign: Campaign, moment: datetime) -> bool:
    """Whether everybody in the campaign may see the result once it is counted."""
    if campaign.shows_result_at == "close":
        return campaign.closed_at is not None
    return campaign.published_at is not None and campaign.published_at <= moment


def _is_announced(session: Session, campaign_id: UUID) -> bool:
    told = select(CampaignEvent.seq).where(
        CampaignEvent.campaign_id == campaign_id,
        CampaignEvent.canonical.contains(f'"event":"{ANNOUNCED}"', autoescape=True),
    )
    return session.scalar(told.limit(1)) is not None


def _facts(campaign: Campaign, result: Result) -> dict[str, str | int | None]:
    turnout = read_result(result.canonical, result.sha256).turnout
    # Published already, it is decided: nobody is told to wait for it.
    waits = campaign.published_at is None
    return {
        "slug": campaign.slug,
        "title_nb": campaign.title_nb,
        "title_nn": campaign.title_nn,
        "eligible": turnout.eligible,
        "voted": turnout.voted,
        "decided_by": campaign.decided_by if waits else None,
        "decision_at": _morning_of(campaign.decision_on) if waits else None,
    }


def _morning_of(day: date | None) -> str | None:
    return instant_of(day).isoformat() if day else None
