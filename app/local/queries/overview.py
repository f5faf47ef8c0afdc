"""Where something happens, and where nothing does yet, below a larger campaign."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.alphabet import sort_key
from app.domain.permissions import BodyKind
from app.domain.proposals import IdeaState
from app.models import Body, Campaign, CampaignBody, Forwarding, Idea, Membership

SHOWN = ("region", "office", "special")


@dataclass(frozen=True, slots=True)
class LocalCampaign:
    """A launched campaign of one unit below the larger one."""

    slug: str
    title_nb: str
    title_nn: str | None
    campaign: Campaign
    ideas: int
    forwarded: int


@dataclass(frozen=True, slots=True)
class UnitActivity:
    """One unit: what it does of its own, and what its people proposed directly."""

    unit: Body
    depth: int
    campaigns: tuple[LocalCampaign, ...]
    direct: int
    """Proposals by its people straight to the larger campaign; those without a name left out."""
    joins: tuple[Campaign, ...]
    """Other units' local campaigns that its people are invited to."""
    stirs_below: bool
    """Something happens in a unit below it."""

    @property
    def is_quiet(self) -> bool:
        return not (self.campaigns or self.direct or self.joins or self.stirs_below)


def list_units(session: Session, view: CampaignView) -> list[UnitActivity]:
    """Every region, office and special unit that is invited. Four statements."""
    units = _units(session, view)
    local = _local_campaigns(session, view.campaign.id, units)
    invited = _invited_to(session, view.campaign.id)
    direct = _proposals_by_unit(session, view.campaign.id, units)
    top = min((unit.path.count("/") for unit in units), default=0)
    active = [unit.path for unit in units if unit.id in local or direct[unit.id]]
    return [
        UnitActivity(
            unit,
            unit.path.count("/") - top,
            tuple(local.get(unit.id, ())),
            direct[unit.id],
            _joined(unit, local.get(unit.id, ()), invited),
            any(path != unit.path and path.startswith(unit.path) for path in active),
        )
        for unit in _as_tree(units)
    ]


def _joined(
    unit: Body, own: Iterable[LocalCampaign], invited: Sequence[tuple[str, Campaign]]
) -> tuple[Campaign, ...]:
    mine = {each.campaign.id for each in own}
    found = {
        campaign.id: campaign
        for path, campaign in invited
        if unit.path.startswith(path) and campaign.id not in mine
    }
    return tuple(found.values())


def _invited_to(session: Session, campaign_id: UUID) -> list[tuple[str, Campaign]]:
    """The paths that the local campaigns are for."""
    rows = session.execute(
        select(Body.path, Campaign)
        .join(CampaignBody, CampaignBody.body_id == Body.id)
        .join(Campaign, Campaign.id == CampaignBody.campaign_id)
        .where(
            Campaign.parent_id == campaign_id,
            Campaign.launched_at.is_not(None),
            CampaignBody.part == "audience",
            Body.kind == BodyKind.UNIT,
        )
        .order_by(Campaign.opens_at, Campaign.id)
    )
    return [(path, campaign) for path, campaign in rows]


def _units(session: Session, view: CampaignView) -> list[Body]:
    invited = [Body.path.startswith(body.path) for body in view.scope.audiences]
    if not invited:
        return []
    return list(
        session.scalars(
            select(Body).where(
                or_(*invited), Body.unit_kind.in_(SHOWN), Body.dissolved_at.is_(None)
            )
        )
    )


def _as_tree(units: Iterable[Body]) -> list[Body]:
    """Parents before children, each level in the order of the alphabet."""
    known = {unit.id: unit for unit in units}

    def place(unit: Body) -> list[tuple[str, str]]:
        above = place(known[unit.parent_id]) if unit.parent_id in known else []
        return [*above, (sort_key(unit.name), unit.id.hex)]

    return sorted(known.values(), key=place)


def _local_campaigns(
    session: Session, campaign_id: UUID, units: Sequence[Body]
) -> Mapping[UUID, list[LocalCampaign]]:
    """By the unit behind each; a team's stands with its office."""
    ideas = (
        select(func.count())
        .where(Idea.campaign_id == Campaign.id, Idea.state == IdeaState.SUBMITTED)
        .scalar_subquery()
    )
    forwarded = (
        select(func.count())
        .where(Forwarding.from_campaign_id == Campaign.id, Forwarding.undone_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Body.path, Campaign, ideas, forwarded)
        .join(CampaignBody, CampaignBody.body_id == Body.id)
        .join(Campaign, Campaign.id == CampaignBody.campaign_id)
        .where(
            Campaign.parent_id == campaign_id,
            Campaign.launched_at.is_not(None),
            CampaignBody.part == "owner",
        )
        .order_by(Campaign.opens_at, Campaign.id)
    )
    shown = {unit.id.hex: unit.id for unit in units}
    found: dict[UUID, list[LocalCampaign]] = {}
    for path, campaign, number, sent in rows:
        if (unit_id := _nearest(path, shown)) is None:
            continue
        found.setdefault(unit_id, []).append(
            LocalCampaign(
                campaign.slug, campaign.title_nb, campaign.title_nn, campaign, number, sent
            )
        )
    return found


def _nearest(path: str, shown: Mapping[str, UUID]) -> UUID | None:
    """The unit on the way up that has a row of its own."""
    return next((shown[part] for part in reversed(path.split("/")) if part in shown), None)


def _proposals_by_unit(session: Session, campaign_id: UUID, units: Sequence[Body]) -> Counter[UUID]:
    """How many proposals came straight from each unit's own people, its teams included."""
    rows = session.execute(
        select(Body.path, func.count(Idea.id.distinct()))
        .select_from(Idea)
        .join(Membership, Membership.person_id == Idea.author_id)
        .join(Body, Body.id == Membership.body_id)
        .where(
            Idea.campaign_id == campaign_id,
            Idea.state == IdeaState.SUBMITTED,
            Idea.is_anonymous.is_(False),
            Membership.starts_at <= Idea.submitted_at,
            Membership.ends_at.is_(None) | (Membership.ends_at > Idea.submitted_at),
            ~select(Forwarding.id)
            .where(Forwarding.to_campaign_id == Idea.campaign_id, Forwarding.to_idea_id == Idea.id)
            .exists(),
        )
        .group_by(Body.path)
    )
    counted: Counter[UUID] = Counter()
    shown = {unit.id.hex: unit.id for unit in units}
    for path, number in rows:
        if unit_id := _nearest(path, shown):
            counted[unit_id] += number
    return counted
