"""Rules that need to look at other rows: who may own, what region and directorate must write."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign_view_by_id, list_bodies
from app.domain.campaign_settings import CampaignSettings
from app.domain.dates import typed_form_of
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import Actor, Role
from app.models import Body, Campaign

WRITES_BOTH_FORMS = frozenset({"directorate", "region"})
"""Kinds of units that write to the public in bokmål and nynorsk (språklova § 12)."""


def check_around(
    session: Session,
    actor: Actor,
    settings: CampaignSettings,
    *,
    campaign_id: UUID,
    campaign: Campaign | None = None,
) -> None:
    """Raise InvalidInputError where the settings do not fit what stands around the campaign."""
    bodies = {body.id: body for body in list_bodies(session, settings.owners | settings.audiences)}
    for field in ("owners", "audiences"):
        if not getattr(settings, field) <= set(bodies):
            raise InvalidInputError(field=field, reason="unknown")
    owners = [bodies[body_id] for body_id in settings.owners]
    _require_own(actor, owners)
    _require_both_forms(settings, owners)
    _require_parent(session, actor, settings.parent_id, campaign_id)
    last_day = settings.dates.vote_until if settings.dates else None
    if campaign is not None and last_day is None:
        last_day = typed_form_of(campaign.voting_closes_at)[0]
    _require_decision_after(settings.decision_on, last_day)


def _require_own(actor: Actor, owners: list[Body]) -> None:
    """One of the owners must be looked after by the person, else nobody could go on with it."""
    looked_after = tuple(
        held.body.path for held in actor.memberships if held.role is Role.FACILITATOR
    )
    if not any(body.path.startswith(looked_after) for body in owners):
        raise InvalidInputError(field="owners", reason="not_mine")


def _require_both_forms(settings: CampaignSettings, owners: list[Body]) -> None:
    if settings.one_language_reason.strip():
        return
    if not any(body.unit_kind in WRITES_BOTH_FORMS for body in owners):
        return
    if not settings.title_nn.strip():
        raise InvalidInputError(field="title_nn", reason="both_forms")
    if settings.purpose_nb.strip() and not settings.purpose_nn.strip():
        raise InvalidInputError(field="purpose_nn", reason="both_forms")


def _require_parent(
    session: Session, actor: Actor, parent_id: UUID | None, campaign_id: UUID
) -> None:
    if parent_id is None:
        return
    try:
        parent: Campaign | None = get_campaign_view_by_id(session, actor, parent_id).campaign
    except NotFoundError as unknown:
        raise InvalidInputError(field="parent_id", reason="unknown") from unknown
    while parent is not None:
        if parent.id == campaign_id:
            raise InvalidInputError(field="parent_id", reason="circle")
        parent = session.get(Campaign, parent.parent_id) if parent.parent_id else None


def _require_decision_after(decision_on: date | None, last_day: date | None) -> None:
    if decision_on is None or last_day is None:
        return
    if decision_on < last_day:
        raise InvalidInputError(field="decision_on", reason="before_voting_closes")
