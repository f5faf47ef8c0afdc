"""Reads about learning plans: who may see them, and everything one page shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, scope_of
from app.domain.alphabet import sort_key
from app.domain.errors import NotAllowedError, NotFoundError
from app.domain.half_years import HalfYear
from app.domain.permissions import Actor, Permission, Role, group_of
from app.domain.plan_access import may_edit_plan, may_read_plan
from app.models import (
    Affiliation,
    Body,
    Campaign,
    CampaignBody,
    Decision,
    DecisionItem,
    Idea,
    Person,
    Plan,
    PlanRow,
    PlanTheme,
    SteeringSignal,
)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as one person may see it."""

    plan: Plan
    unit: Body
    may_edit: bool
    campaigns: dict[UUID, CampaignView]
    """The campaigns its themes came from, of those this person may open."""

    @property
    def half_year(self) -> HalfYear:
        return HalfYear.parse(self.plan.half_year)

    def shows_support_of(self, campaign_id: UUID | None) -> bool:
        """Whether the number of votes may stand beside a theme."""
        view = self.campaigns.get(campaign_id) if campaign_id else None
        if view is None:
            return False
        return view.campaign.shows_result_at == "close" or bool(view.campaign.published_at)


@dataclass(frozen=True, slots=True)
class ThemeOrigin:
    """Where a theme came from: proposal, votes, decision and the signal that moved it."""

    campaign_id: UUID
    idea_nr: int | None
    idea_title: str
    support: int | None
    is_rule_winner: bool | None
    reason: str | None
    signal: str | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with its table and its origin; `origin` is None where it was added by hand."""

    id: UUID
    title: str
    reason: str | None
    origin: ThemeOrigin | None
    rows: list[PlanRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the plan is built on, found through its themes."""

    campaigns: list[tuple[UUID, str, str | None]]
    """Id and title in both written forms."""
    signals: list[SteeringSignal]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan in a list."""

    unit_name: str
    unit_slug: str
    half_year: str
    may_edit: bool


def get_plan_view(session: Session, actor: Actor, unit_slug: str, half_year: str) -> PlanView:
    """Three statements at most. NotFoundError when there is no such plan for `actor`."""
    row = session.execute(
        select(Plan, Body)
        .join(Body, Body.id == Plan.unit_id)
        .where(Body.slug == unit_slug, Plan.half_year == half_year)
    ).first()
    if row is None:
        raise NotFoundError(f"plan {unit_slug} {half_year}")
    plan, unit = row
    views, audience_paths = _campaigns_of(session, actor, plan.id)
    related = [*_affiliated_paths(session, unit), *audience_paths]
    if not may_read_plan(actor, unit.path, related):
        raise NotFoundError(f"plan {unit_slug} {half_year}")
    return PlanView(plan, unit, may_edit_plan(actor, unit.path), views)


def get_plan_to_edit(session: Session, actor: Actor, unit_slug: str, half_year: str) -> PlanView:
    """The same for whoever writes it; NotAllowedError for those who may only read."""
    view = get_plan_view(session, actor, unit_slug, half_year)
    if not view.may_edit:
        raise NotAllowedError(Permission.PLAN_EDIT)
    return view


def _campaigns_of(
    session: Session, actor: Actor, plan_id: UUID
) -> tuple[dict[UUID, CampaignView], list[str]]:
    """The visible campaigns behind a plan, and the paths of everyone who was invited to any."""
    rows = session.execute(
        select(Campaign, CampaignBody.part, Body)
        .join(CampaignBody, CampaignBody.campaign_id == Campaign.id)
        .join(Body, Body.id == CampaignBody.body_id)
        .where(Campaign.id.in_(select(PlanTheme.campaign_id).where(PlanTheme.plan_id == plan_id)))
    ).all()
    views: dict[UUID, CampaignView] = {}
    for campaign in {row[0].id: row[0] for row in rows}.values():
        bodies = [(part, body) for other, part, body in rows if other.id == campaign.id]
        scope = scope_of(campaign, bodies)
        if roles := scope.roles_of(actor):
            group = group_of(actor.memberships, scope.audiences)
            views[campaign.id] = CampaignView(campaign, scope, actor, roles, group)
    return views, [body.path for _, part, body in rows if part == "audience"]


def _affiliated_paths(session: Session, unit: Body) -> Sequence[str]:
    """Councils, municipalities and partners that belong with the unit or one below it."""
    belongs = select(Body.id).where(Body.path.startswith(unit.path))
    return session.scalars(
        select(Body.path)
        .join(Affiliation, Affiliation.body_id == Body.id)
        .where(Affiliation.unit_id.in_(belongs))
    ).all()


def list_themes(session: Session, plan_id: UUID) -> list[ThemeView]:
    """The plan's themes with tables and origins, in two statements however many there are."""
    of_idea = and_(Idea.campaign_id == PlanTheme.campaign_id, Idea.id == PlanTheme.idea_id)
    of_item = and_(
        DecisionItem.campaign_id == PlanTheme.campaign_id,
        DecisionItem.idea_id == PlanTheme.idea_id,
    )
    found = session.execute(
        select(
            PlanTheme,
            Idea.nr,
            Idea.title,
            Idea.support,
            DecisionItem.is_rule_winner,
            DecisionItem.reason,
            SteeringSignal.title,
            Person.name,
        )
        .outerjoin(Idea, of_idea)
        .outerjoin(DecisionItem, of_item)
        .outerjoin(Decision, Decision.campaign_id == DecisionItem.campaign_id)
        .outerjoin(Person, Person.id == Decision.decided_by)
        .outerjoin(SteeringSignal, SteeringSignal.id == DecisionItem.signal_id)
        .where(PlanTheme.plan_id == plan_id)
        .order_by(PlanTheme.position, PlanTheme.id)
    )
    themes = [
        ThemeView(theme.id, theme.title, theme.reason, _origin(theme, row)) for theme, *row in found
    ]
    by_id = {theme.id: theme for theme in themes}
    for row in list_rows(session, plan_id):
        by_id[row.theme_id].rows.append(row)
    return themes


def _origin(theme: PlanTheme, row: Sequence[Any]) -> ThemeOrigin | None:
    return ThemeOrigin(theme.campaign_id, *row) if theme.campaign_id else None


def list_rows(session: Session, plan_id: UUID) -> list[PlanRow]:
    """Every line of the plan's tables, in order."""
    return list(
        session.scalars(
            select(PlanRow)
            .join(PlanTheme, PlanTheme.id == PlanRow.theme_id)
            .where(PlanTheme.plan_id == plan_id)
            .order_by(PlanTheme.position, PlanRow.position, PlanRow.id)
        )
    )


def list_sources(session: Session, plan_id: UUID) -> Sources:
    """The campaigns and signals the themes rest on, listed by themselves. Two statements."""
    behind = select(PlanTheme.campaign_id).where(PlanTheme.plan_id == plan_id)
    campaigns = session.execute(
        select(Campaign.id, Campaign.title_nb, Campaign.title_nn)
        .where(Campaign.id.in_(behind))
        .order_by(Campaign.opens_at, Campaign.id)
    )
    signals = session.scalars(
        select(SteeringSignal)
        .where(SteeringSignal.campaign_id.in_(behind))
        .order_by(SteeringSignal.issued_on.desc().nulls_last(), SteeringSignal.id)
    )
    return Sources([(row[0], row[1], row[2]) for row in campaigns], list(signals))


def list_plans(session: Session, actor: Actor) -> list[PlanLine]:
    """The plans this person may read, newest half-year first, then by name, in one statement."""
    rows = session.execute(
        select(Body.name, Body.slug, Plan.half_year, Body.path)
        .join(Plan, Plan.unit_id == Body.id)
        .where(_may_read(actor))
    )
    found = [
        PlanLine(name, slug, half_year, may_edit_plan(actor, path))
        for name, slug, half_year, path in rows
    ]
    by_name = sorted(found, key=lambda plan: (sort_key(plan.unit_name), plan.unit_slug))
    return sorted(by_name, key=lambda plan: plan.half_year, reverse=True)


def _may_read(actor: Actor) -> ColumnElement[bool]:
    """The rule of `may_read_plan`, as the database can ask it."""
    if Role.ADMINISTRATOR in actor.roles:
        return Plan.id.is_not(None)
    reached = actor.reach
    invited = select(PlanTheme.plan_id).join(
        CampaignBody,
        and_(
            CampaignBody.campaign_id == PlanTheme.campaign_id,
            CampaignBody.part == "audience",
            CampaignBody.body_id.in_(reached),
        ),
    )
    return or_(Body.id.in_(reached), _looked_after(actor), Plan.id.in_(invited), _affiliated(actor))


def _looked_after(actor: Actor) -> ColumnElement[bool]:
    paths = [held.body.path for held in actor.memberships if may_edit_plan(actor, held.body.path)]
    return or_(false(), *(Body.path.startswith(path) for path in paths))


def _affiliated(actor: Actor) -> ColumnElement[bool]:
    """A council of an office belongs with the office and every unit above it."""
    mine = [held.body.id for held in actor.memberships]
    unit = Body.__table__.alias("affiliated_unit")
    return (
        select(Affiliation.body_id)
        .join(unit, unit.c.id == Affiliation.unit_id)
        .where(Affiliation.body_id.in_(mine), unit.c.path.startswith(Body.path))
        .exists()
    )


def list_editable_units(session: Session, actor: Actor) -> list[Body]:
    """The units whose plans this person may write, by name."""
    units = session.scalars(
        select(Body).where(Body.kind == "unit", Body.dissolved_at.is_(None), _looked_after(actor))
    )
    return sorted(units, key=lambda unit: (sort_key(unit.name), unit.slug))


def list_theme_ids(session: Session, plan_id: UUID) -> Sequence[UUID]:
    return session.scalars(
        select(PlanTheme.id).where(PlanTheme.plan_id == plan_id).order_by(PlanTheme.position)
    ).all()


def find_locked_plan(session: Session, plan_id: UUID) -> Plan | None:
    """The plan, read fresh with its row locked, so that two who save come one by one."""
    return session.scalar(
        select(Plan)
        .where(Plan.id == plan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
