"""The campaign's hash chain: opened, frozen, roll, closed, result, decision. No ballots."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.sealing import GENESIS, canonical_json, link_hash
from app.models import CampaignEvent


def append_event(
    session: Session, campaign_id: UUID, kind: str, facts: dict[str, Any], *, now: datetime
) -> CampaignEvent:
    """Add a link. Call it with the campaign row locked, so that links come one by one.

    `facts` holds text, whole numbers, booleans, lists and objects; never a vote.
    """
    last = session.execute(
        select(CampaignEvent.seq, CampaignEvent.hash)
        .where(CampaignEvent.campaign_id == campaign_id)
        .order_by(CampaignEvent.seq.desc())
        .limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    canonical = canonical_json({"kind": kind, "at": now.isoformat(), "seq": seq} | facts)
    event = CampaignEvent(
        campaign_id=campaign_id,
        seq=seq,
        canonical=canonical,
        previous=previous,
        hash=link_hash(previous, canonical),
    )
    session.add(event)
    session.flush()
    return event
