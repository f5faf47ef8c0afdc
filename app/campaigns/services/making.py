"""Make a campaign as a draft, change it, launch it."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, lock_campaign_view
from app.campaigns.queries.concerned import invited_members_of
from app.campaigns.services.content import replace_bodies, replace_gatherings, replace_topics
from app.campaigns.services.rules import check_around
from app.core.clock import Clock
from app.domain.campaign_settings import CampaignSettings
from app.domain.dates import TypedDates
from app.domain.errors import (
    DeadlinePassedError,
    FrozenError,
    IdempotencyError,
    InvalidInputError,
    NotAllowedError,
)
from app.domain.groups import CALLED, Group
from app.domain.permissions import Actor, Permission, Role, require_role
from app.domain.slugs import slug_of
from app.models import Campaign
from app.notices.services import tell

_TAKEN_ADDRESSES = {"ny"}
"""Words that have a page of their own below /dugnader."""
_MOST_TRIES = 3
_KEY_BYTES = 32


def create_campaign(
    session: Session, actor: Actor, *, key: UUID, settings: CampaignSettings, now: datetime
) -> Campaign:
    """Make a draft. `key` comes with the form and becomes the id, so that one form makes one.

    The same key with the same content returns what was made; with other content IdempotencyError
    (fact `slug`). InvalidInputError names the field that a rule refuses.
    """
    require_role(actor, Permission.CAMPAIGN_CREATE)
    if (made := session.get(Campaign, key)) is not None:
        return _same_or_refused(made, actor, settings)
    check_around(session, actor, settings, campaign_id=key)
    columns = settings.columns() | _instants(settings.dates, now)
    campaign = Campaign(
        id=key,
        slug="",
        created_by=actor.person_id,
        created_at=now,
        parent_id=settings.parent_id,
        **columns,
    )
    _give_key(campaign)
    if not _added(session, campaign, slug_of(settings.title_nb)):
        return _same_or_refused(session.get_one(Campaign, key), actor, settings)
    replace_bodies(session, key, settings)
    replace_topics(session, key, settings.topics)
    replace_gatherings(session, key, settings.gatherings)
    session.flush()
    return campaign


def _give_key(campaign: Campaign) -> None:
    """Comparisons are kept under a key of their own, from when they are first allowed."""
    if campaign.compares_pairs and campaign.pairwise_key is None:
        campaign.pairwise_key = secrets.token_bytes(_KEY_BYTES)


def _added(session: Session, campaign: Campaign, wanted: str) -> bool:
    """Whether the row went in; False when another request made the same one meanwhile."""
    for _ in range(_MOST_TRIES):
        campaign.slug = _free_slug(session, wanted)
        if _inserted(session, campaign):
            return True
        if session.get(Campaign, campaign.id) is not None:
            return False
    # Many ask the same question at this very moment: a part of the key tells them apart.
    campaign.slug = f"{wanted}-{campaign.id.hex[:8]}"
    return _inserted(session, campaign)


def _inserted(session: Session, campaign: Campaign) -> bool:
    """False where the id or the address was taken while the statement waited its turn."""
    try:
        with session.begin_nested():
            session.add(campaign)
    except IntegrityError:
        return False
    return True


def _free_slug(session: Session, wanted: str) -> str:
    taken = _TAKEN_ADDRESSES | set(
        session.scalars(
            select(Campaign.slug).where(Campaign.slug.startswith(wanted, autoescape=True))
        )
    )
    number = 1
    slug = wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _same_or_refused(made: Campaign, actor: Actor, settings: CampaignSettings) -> Campaign:
    if made.created_by != actor.person_id:
        raise IdempotencyError("key of another person's campaign")
    if any(getattr(made, name) != value for name, value in settings.columns().items()):
        raise IdempotencyError("made already, with other content", slug=made.slug)
    return made


def edit_campaign(
    session: Session, actor: Actor, slug: str, *, settings: CampaignSettings, clock: Clock
) -> Campaign:
    """Change a draft, or a launched campaign until voting opens (then FrozenError).

    A launched campaign's deadlines are moved by `move_deadline` alone: `settings.dates` is empty.
    """
    view = lock_campaign_view(session, actor, slug)
    now = clock.after_lock(session)
    require_editable(view, now)
    campaign = view.campaign
    if campaign.launched_at is not None and settings.dates is not None:
        raise FrozenError("deadlines are moved later, with a reason")
    check_around(session, actor, settings, campaign_id=campaign.id, campaign=campaign)
    changes = settings.columns()
    if campaign.launched_at is None:
        changes |= _instants(settings.dates, now)
    for name, value in changes.items():
        setattr(campaign, name, value)
    _give_key(campaign)
    campaign.parent_id = settings.parent_id
    replace_bodies(session, campaign.id, settings)
    replace_topics(session, campaign.id, settings.topics)
    replace_gatherings(session, campaign.id, settings.gatherings)
    session.flush()
    return campaign


def require_editable(view: CampaignView, now: datetime) -> None:
    """Raise NotAllowedError or, once voting has opened, FrozenError.

    Whoever sees a draft looks after it; its dates bind nobody before it is launched.
    """
    if view.campaign.frozen_at is not None:
        raise FrozenError("promises froze when voting opened")
    if view.scope.is_draft:
        return
    try:
        view.require(Permission.CAMPAIGN_EDIT, now)
    except DeadlinePassedError as passed:
        raise FrozenError("promises froze when voting opened") from passed


def _instants(dates: TypedDates | None, now: datetime) -> dict[str, datetime | None]:
    if dates is None:
        raise InvalidInputError(field="submission_closes", reason="missing")
    timetable = dates.timetable(now)
    return {
        "opens_at": timetable.opens_at,
        "submission_closes_at": timetable.submission_closes_at,
        "voting_opens_at": timetable.voting_opens_at,
        "voting_closes_at": timetable.voting_closes_at,
    } | {
        f"{group.value}_submission_closes_at": timetable.group_deadlines.get(group)
        for group in Group
    }


def launch_campaign(session: Session, actor: Actor, slug: str, *, clock: Clock) -> Campaign:
    """Show a draft to everyone it is for. Launching twice is launching once.

    Opens now, or when its opening day comes. InvalidInputError (`submission_closes`, `passed`)
    where a deadline has gone by while it was a draft.
    """
    view = lock_campaign_view(session, actor, slug)
    now = clock.after_lock(session)
    campaign = view.campaign
    if Role.FACILITATOR not in view.roles:
        raise NotAllowedError(Permission.CAMPAIGN_EDIT)
    if campaign.launched_at is not None:
        return campaign
    timetable = campaign.timetable
    if min([timetable.submission_closes_at, *timetable.group_deadlines.values()]) <= now:
        raise InvalidInputError(field="submission_closes", reason="passed")
    campaign.opens_at = max(campaign.opens_at, now)
    campaign.launched_at = now
    session.flush()
    for group in CALLED:
        _call(session, campaign, group, now)
    return campaign


def _call(session: Session, campaign: Campaign, group: Group, now: datetime) -> None:
    """They hear of it at once. Who belongs to two groups is told once, as councils are."""
    timetable = campaign.timetable
    facts: dict[str, str | int | None] = {
        "slug": campaign.slug,
        "title_nb": campaign.title_nb,
        "title_nn": campaign.title_nn,
        "group": group.value,
        "submit_at": timetable.submission_closes_for(group).isoformat(),
        "voting_opens_at": campaign.voting_opens_at.isoformat(),
        "voting_closes_at": campaign.voting_closes_at.isoformat(),
    }
    people, event_key = invited_members_of(campaign.id, group, now), f"call:{campaign.id}"
    tell(session, "council_call", people, event_key=event_key, facts=facts, now=now)
