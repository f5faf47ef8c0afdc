"""The sealed result as a decision reads it: what the rule proposes and on what grounds."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.errors import NotCountedError, NotOpenError
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.models import Campaign, Result


@dataclass(frozen=True, slots=True)
class Standing:
    """One proposal's place in the result."""

    idea_id: UUID
    support: int
    rank: int
    is_winner: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision rests on."""

    sha256: str
    counted_at: datetime
    rule: str
    is_advisory: bool
    eligible: int
    voted: int
    groups: list[dict[str, Any]]
    """Only groups, or groups joined, that are large enough to be shown."""
    standings: list[Standing]
    proposes: bool = True
    """Whether the rule proposes what goes forward; not where that is decided afterwards."""

    @property
    def winners(self) -> frozenset[UUID]:
        return frozenset(standing.idea_id for standing in self.standings if standing.is_winner)


def find_evidence(session: Session, campaign: Campaign) -> Evidence | None:
    """The result, or None before the votes are counted. One statement."""
    result = session.scalar(select(Result).where(Result.campaign_id == campaign.id))
    return _read(result, campaign) if result else None


def get_evidence(session: Session, campaign: Campaign) -> Evidence:
    """The same; raises NotCountedError before the votes are counted."""
    evidence = find_evidence(session, campaign)
    if evidence is None:
        raise NotCountedError(f"campaign {campaign.slug}")
    return evidence


def _read(result: Result, campaign: Campaign) -> Evidence:
    content = json.loads(result.canonical)
    turnout = content["turnout"]
    proposes = campaign.forward_mode != "afterwards"
    return Evidence(
        result.sha256,
        result.counted_at,
        content.get("rule", campaign.ballot_kind),
        content.get("status") == "advisory",
        turnout["eligible"],
        turnout["voted"],
        turnout["groups"],
        [
            Standing(
                UUID(line["idea"]["id"]),
                line["support"],
                line["rank"],
                proposes and line["winner"],
            )
            for line in content["standings"]
        ],
        proposes,
    )


def require_result_visible(view: CampaignView, moment: datetime) -> None:
    """Raise unless this person may see the campaign's result at `moment`."""
    view.require(Permission.RESULT_VIEW, moment)
    is_open = view.campaign.shows_result_at == "close" or (view.phase_at(moment) is Phase.PUBLISHED)
    if not is_open and not view.may(Permission.RESULT_PREVIEW, moment):
        raise NotOpenError("the result is not published")
