"""Campaigns as one person may see them, and the lock they are changed under."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, false, or_, select, true
from sqlalchemy.orm import Session

from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.groups import Group
from app.domain.permissions import (
    Actor,
    BodyKind,
    BodyRef,
    CampaignScope,
    Permission,
    Role,
    group_of,
    may,
    require,
)
from app.domain.timetable import Phase
from app.models import Body, Campaign, CampaignBody, Decision

_Rows = Select[Campaign, str, Body, datetime | None]


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign as one person may see it: the row, its scope and what that person is in it."""

    campaign: Campaign
    scope: CampaignScope
    actor: Actor
    roles: frozenset[Role]
    group: Group | None
    """The group the person counts in; None when only looking after the campaign."""
    owners: tuple[Body, ...] = ()
    audiences: tuple[Body, ...] = ()
    decided_at: datetime | None = None
    """When it was decided what goes forward, which may be before or after the day announced."""

    def phase_at(self, moment: datetime) -> Phase:
        return self.scope.timetable.phase_at(moment)

    def may(self, permission: Permission, moment: datetime) -> bool:
        return may(self.actor, permission, self.scope, moment)

    def require(self, permission: Permission, moment: datetime) -> None:
        require(self.actor, permission, self.scope, moment)


def get_campaign_view(session: Session, actor: Actor, slug: str) -> CampaignView:
    """One statement. NotFoundError when the campaign does not exist or is invisible to `actor`."""
    return _view(session, actor, _with_slug(), slug)


def get_campaign_view_by_id(session: Session, actor: Actor, campaign_id: UUID) -> CampaignView:
    """The same by id, for services that hold one."""
    return _view(session, actor, _with_id(), campaign_id)


# Made once, since nearly every page begins with one of them.
@cache
def _with_slug() -> _Rows:
    return _with_any_bodies().where(Campaign.slug == bindparam("wanted"))


@cache
def _with_id() -> _Rows:
    return _with_any_bodies().where(Campaign.id == bindparam("wanted"))


def _with_any_bodies() -> _Rows:
    return (
        select(Campaign, CampaignBody.part, Body, Decision.decided_at)
        .outerjoin(CampaignBody, CampaignBody.campaign_id == Campaign.id)
        .outerjoin(Body, Body.id == CampaignBody.body_id)
        .outerjoin(Decision, Decision.campaign_id == Campaign.id)
    )


def _view(session: Session, actor: Actor, which: _Rows, wanted: str | UUID) -> CampaignView:
    rows = session.execute(which, {"wanted": wanted}).all()
    if not rows:
        raise NotFoundError(f"campaign {wanted}")
    campaign, _, _, decided_at = rows[0]
    bodies = [(part, body) for _, part, body, _ in rows if body]
    view = _seen_by(actor, campaign, bodies, decided_at)
    if view is None:
        raise NotFoundError(f"campaign {wanted}")
    return view


def _seen_by(
    actor: Actor,
    campaign: Campaign,
    bodies: Sequence[tuple[str, Body]],
    decided_at: datetime | None,
) -> CampaignView | None:
    """None where the campaign is invisible to `actor`."""
    if actor.only_campaign not in (None, campaign.id):
        return None
    scope = scope_of(campaign, bodies)
    roles = scope.roles_of(actor)
    if not roles:
        return None
    return CampaignView(
        campaign,
        scope,
        actor,
        roles,
        group_of(actor.memberships, scope.audiences),
        owners=_named(bodies, "owner"),
        audiences=_named(bodies, "audience"),
        decided_at=decided_at,
    )


def _named(bodies: Sequence[tuple[str, Body]], wanted: str) -> tuple[Body, ...]:
    chosen = [body for part, body in bodies if part == wanted]
    return tuple(sorted(chosen, key=lambda body: sort_key(body.name)))


def scope_of(campaign: Campaign, bodies: Iterable[tuple[str, Body]]) -> CampaignScope:
    """What the rules need to know, from the row and its bodies (`owner` or `audience`)."""
    parts: dict[str, list[BodyRef]] = {"owner": [], "audience": []}
    for part, body in bodies:
        parts[part].append(BodyRef(body.id, body.path, BodyKind(body.kind)))
    return CampaignScope(
        campaign.timetable,
        tuple(parts["owner"]),
        tuple(parts["audience"]),
        is_draft=campaign.launched_at is None,
    )


def list_campaign_views(session: Session, actor: Actor) -> list[CampaignView]:
    """Every campaign `actor` may see, newest opening first, in one statement."""
    rows = session.execute(
        _with_bodies().where(_reached_by(actor)).order_by(Campaign.opens_at.desc(), Campaign.id)
    ).all()
    return _visible(rows, actor)


def list_related_views(session: Session, actor: Actor, campaign: Campaign) -> list[CampaignView]:
    """The larger campaign it belongs to and the local ones below, where `actor` may see them."""
    related = Campaign.parent_id == campaign.id
    if campaign.parent_id is not None:
        related |= Campaign.id == campaign.parent_id
    rows = session.execute(
        _with_bodies()
        .where(related, Campaign.launched_at.is_not(None))
        .order_by(Campaign.opens_at, Campaign.id)
    ).all()
    return _visible(rows, actor)


def list_launched(session: Session) -> Sequence[Campaign]:
    """Every campaign that is no draft, oldest first, for the command line."""
    return session.scalars(
        select(Campaign)
        .where(Campaign.launched_at.is_not(None))
        .order_by(Campaign.opens_at, Campaign.id)
    ).all()


def _with_bodies() -> _Rows:
    return (
        select(Campaign, CampaignBody.part, Body, Decision.decided_at)
        .join(CampaignBody, CampaignBody.campaign_id == Campaign.id)
        .join(Body, Body.id == CampaignBody.body_id)
        .outerjoin(Decision, Decision.campaign_id == Campaign.id)
    )


def _reached_by(actor: Actor) -> ColumnElement[bool]:
    if Role.ADMINISTRATOR in actor.roles:
        return true()
    mine = select(CampaignBody.campaign_id).where(CampaignBody.body_id.in_(actor.reach))
    owned = (
        select(CampaignBody.campaign_id)
        .join(Body, Body.id == CampaignBody.body_id)
        .where(CampaignBody.part == "owner", _is_below_any(actor))
    )
    return Campaign.id.in_(mine) | Campaign.id.in_(owned)


def _is_below_any(actor: Actor) -> ColumnElement[bool]:
    looked_after = [
        Body.path.startswith(held.body.path)
        for held in actor.memberships
        if held.role in (Role.FACILITATOR, Role.LEADER)
    ]
    return or_(false(), *looked_after)


def _visible(
    rows: Iterable[Row[Campaign, str, Body, datetime | None]], actor: Actor
) -> list[CampaignView]:
    bodies: dict[UUID, list[tuple[str, Body]]] = {}
    campaigns: dict[UUID, tuple[Campaign, datetime | None]] = {}
    for campaign, part, body, decided_at in rows:
        campaigns[campaign.id] = campaign, decided_at
        bodies.setdefault(campaign.id, []).append((part, body))
    views = (
        _seen_by(actor, campaign, bodies[campaign.id], decided_at)
        for campaign, decided_at in campaigns.values()
    )
    return [view for view in views if view is not None]


def lock_campaign(session: Session, campaign_id: UUID, *, exclusive: bool) -> Campaign:
    """Lock the campaign row (SHARE for votes, UPDATE for closing and changes) and read it fresh.

    On SQLite `atomic()` already holds the only write lock. NotFoundError when unknown.
    """
    campaign = session.scalar(
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .with_for_update(read=not exclusive)
        .execution_options(populate_existing=True)
    )
    if campaign is None:
        raise NotFoundError(f"campaign {campaign_id}")
    return campaign


def lock_campaign_view(session: Session, actor: Actor, slug: str) -> CampaignView:
    """The campaign as `actor` may see it, locked for a change and read fresh under the lock.

    NotFoundError as `get_campaign_view`. Read the clock after this, not before.
    """
    campaign_id = get_campaign_view(session, actor, slug).campaign.id
    lock_campaign(session, campaign_id, exclusive=True)
    return get_campaign_view_by_id(session, actor, campaign_id)
