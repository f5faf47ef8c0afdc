"""A friendly word to those who lead the units where nothing happens yet."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view
from app.domain.dates import day_of
from app.domain.errors import InvalidInputError, NotOpenError
from app.domain.permissions import Actor, Permission
from app.local.queries.overview import UnitActivity, list_units
from app.local.queries.reminding import KIND, Heads, key_of, list_heads
from app.notices.services import tell

REST = timedelta(days=7)
"""A unit that was written to is left alone for a week."""


def may_remind(view: CampaignView, now: datetime) -> bool:
    """Whether there is still something the units can do, and they can see what it is about."""
    return not view.scope.is_draft and view.may(Permission.LOCAL_REMIND, now)


def can_be_told(heads: Heads, now: datetime) -> bool:
    """Somebody leads the unit, and it is a while since they were written to."""
    return bool(heads.people) and (heads.told_at is None or now - heads.told_at >= REST)


def remind_units(
    session: Session, actor: Actor, slug: str, *, units: Collection[UUID], now: datetime
) -> int:
    """Write to leaders and facilitators of those named where nothing happens. How many units.

    Those that have begun since, were written to this week or have nobody are passed over.
    InvalidInputError (`units`, missing) where none is named; NotOpenError for a draft and
    DeadlinePassedError once nobody proposes.
    """
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.LOCAL_REMIND, now)
    if view.scope.is_draft:
        raise NotOpenError("nobody sees it yet")
    if not units:
        raise InvalidInputError(field="units", reason="missing")
    quiet = [
        each for each in list_units(session, view) if each.is_quiet and each.unit.id in set(units)
    ]
    heads = list_heads(session, view.campaign.id, [each.unit.id for each in quiet], now)
    told = [each for each in quiet if can_be_told(heads[each.unit.id], now)]
    for each in told:
        _tell(session, view, each, heads[each.unit.id].people, now)
    return len(told)


def _tell(
    session: Session,
    view: CampaignView,
    activity: UnitActivity,
    people: Collection[UUID],
    now: datetime,
) -> None:
    campaign, unit = view.campaign, activity.unit
    facts: dict[str, str | int | None] = {
        "slug": campaign.slug,
        "campaign": campaign.title_nb,
        "campaign_nn": campaign.title_nn,
        "unit": unit.name,
        "submit_at": view.scope.timetable.submission_closes_at.isoformat(),
    }
    event_key = key_of(campaign.id, unit.id) + day_of(now).isoformat()
    tell(session, KIND, people, event_key=event_key, facts=facts, now=now)
