"""The campaign's hash chain of events. It holds no ballots and no persons."""

import json
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.costs import HOURS, CostUnit
from app.domain.sealing import CHAIN_START, canonical_json, chain_hash
from app.models import CampaignEvent

IMPORTED = "imported"
"""The first link of a campaign that was made of an election held elsewhere."""


def append_event(session: Session, campaign_id: UUID, kind: str, **facts: object) -> CampaignEvent:
    """Add the next link. The caller holds the campaign's exclusive lock, so that none is lost."""
    last = session.scalar(
        select(CampaignEvent)
        .where(CampaignEvent.campaign_id == campaign_id)
        .order_by(CampaignEvent.seq.desc())
        .limit(1)
    )
    event = next_event(last, campaign_id, kind, **facts)
    session.add(event)
    session.flush()
    return event


def next_event(
    last: CampaignEvent | None, campaign_id: UUID, kind: str, **facts: object
) -> CampaignEvent:
    """The link after `last`, in no session yet."""
    seq, previous = (last.seq + 1, last.hash) if last else (1, CHAIN_START)
    canonical = canonical_json({"campaign": str(campaign_id), "event": kind, "seq": seq, **facts})
    return CampaignEvent(
        campaign_id=campaign_id,
        seq=seq,
        canonical=canonical,
        previous=previous,
        hash=chain_hash(previous, canonical),
    )


def list_events(session: Session, campaign_id: UUID) -> list[CampaignEvent]:
    """The chain from its start."""
    return list(
        session.scalars(
            select(CampaignEvent)
            .where(CampaignEvent.campaign_id == campaign_id)
            .order_by(CampaignEvent.seq)
        )
    )


def get_cost_unit(session: Session, campaign_id: UUID) -> CostUnit:
    """Hours, or the money of an election that was imported."""
    first = session.get(CampaignEvent, (campaign_id, 1))
    facts = json.loads(first.canonical) if first else {}
    if facts.get("event") != IMPORTED:
        return HOURS
    return CostUnit(facts.get("cost_scale", 1), facts.get("currency", ""))
