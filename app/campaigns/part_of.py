"""What a local dugnad is a part of, and a word where its dates come too late to send on."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from app.campaigns.queries import (
    CampaignView,
    get_campaign_view,
    get_campaign_view_by_id,
    list_campaign_views,
)
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor
from app.domain.timetable import Phase, Timetable
from app.web.filters import deadline, in_form


def parent_choices(
    session: Session, actor: Actor, view: CampaignView | None, now: datetime
) -> Iterable[SelectChoice]:
    """Dugnader that go on, and the one that `view` is a part of already."""
    yield SelectChoice("", _("Ingen"))
    mine = view.campaign if view else None
    for other in list_campaign_views(session, actor):
        campaign = other.campaign
        if other.scope.is_draft or campaign is mine:
            continue
        is_over = other.phase_at(now) in (Phase.CLOSED, Phase.PUBLISHED)
        if not is_over or (mine and campaign.id == mine.parent_id):
            yield SelectChoice(str(campaign.id), in_form(campaign.title_nb, campaign.title_nn))


def find_larger(session: Session, actor: Actor, parent_id: UUID | None) -> CampaignView | None:
    """None without one, and for one that `actor` does not see."""
    if parent_id is None:
        return None
    try:
        return get_campaign_view_by_id(session, actor, parent_id)
    except NotFoundError:
        return None


def larger_closes_at(larger: CampaignView) -> datetime:
    """Until when whoever looks after the local one can send proposals there."""
    return larger.scope.timetable.submission_closes_for(larger.group)


def late_for(larger: CampaignView | None, timetable: Timetable | None) -> list[str]:
    """What to say where proposals, or the vote on them, come after the larger one's deadline."""
    if larger is None or timetable is None:
        return []
    closes_at = larger_closes_at(larger)
    named = {
        "campaign": in_form(larger.campaign.title_nb, larger.campaign.title_nn),
        "when": deadline(closes_at),
    }
    if timetable.last_submission_closes_at > closes_at:
        return [
            _(
                "«%(campaign)s» tar imot forslag fram til %(when)s. Det som kommer inn hos dere"
                " etter det, kan ikke sendes videre.",
                **named,
            )
        ]
    if timetable.voting_closes_at > closes_at:
        return [
            _(
                "«%(campaign)s» tar imot forslag fram til %(when)s. Skal det som vinner hos dere"
                " sendes videre, må avstemningen være ferdig før det.",
                **named,
            )
        ]
    return []


def late_now(session: Session, actor: Actor, slug: str) -> list[str]:
    """The same of a local dugnad as it stands."""
    view = get_campaign_view(session, actor, slug)
    return late_for(find_larger(session, actor, view.campaign.parent_id), view.scope.timetable)
