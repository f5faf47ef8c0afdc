"""The sealed result as a decision reads it, and who may see it when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.errors import NotCountedError, NotOpenError
from app.domain.permissions import Permission
from app.domain.results import IdeaResult, PublishedResult, read_result
from app.domain.tally.outcome import Forward
from app.domain.timetable import Phase
from app.models import Campaign, Result


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision rests on. Everything in it may be shown to everybody."""

    result: PublishedResult
    counted_at: datetime

    @property
    def sha256(self) -> str:
        return self.result.sha256

    @property
    def is_advisory(self) -> bool:
        return self.result.is_advisory

    @property
    def proposes(self) -> bool:
        """Whether the rule proposes what goes forward; not where that is decided afterwards."""
        return self.result.forward is not Forward.AFTERWARDS

    @property
    def standings(self) -> tuple[IdeaResult, ...]:
        return self.result.standings

    @property
    def winners(self) -> frozenset[UUID]:
        return frozenset(standing.idea_id for standing in self.result.winners)


def find_evidence(session: Session, campaign: Campaign) -> Evidence | None:
    """The result, or None before the votes are counted. One statement."""
    result = session.scalar(select(Result).where(Result.campaign_id == campaign.id))
    if result is None:
        return None
    return Evidence(read_result(result.canonical, result.sha256), result.counted_at)


def get_evidence(session: Session, campaign: Campaign) -> Evidence:
    """The same; raises NotCountedError before the votes are counted."""
    evidence = find_evidence(session, campaign)
    if evidence is None:
        raise NotCountedError(f"campaign {campaign.slug}")
    return evidence


def require_result_visible(view: CampaignView, moment: datetime) -> None:
    """Raise unless this person may see the campaign's result at `moment`."""
    view.require(Permission.RESULT_VIEW, moment)
    is_open = is_result_open(view.campaign, view.phase_at(moment))
    if not is_open and not view.may(Permission.RESULT_PREVIEW, moment):
        raise NotOpenError("the result is not published")


def is_result_open(campaign: Campaign, phase: Phase) -> bool:
    """Whether everybody in the campaign may see the result once it is counted."""
    return campaign.shows_result_at == "close" or phase is Phase.PUBLISHED
