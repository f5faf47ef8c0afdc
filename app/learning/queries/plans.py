"""Which plans there are, who may see them, and what each person is to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, scope_of
from app.domain.alphabet import sort_key
from app.domain.errors import NotFoundError
from app.domain.half_years import HalfYear
from app.domain.permissions import Actor, Role, group_of
from app.domain.plan_access import (
    PlanPermission,
    PlanScope,
    PlanState,
    may_in_plan,
    may_look_after,
    require_in_plan,
)
from app.models import (
    Affiliation,
    Body,
    Campaign,
    CampaignBody,
    Evaluation,
    EvaluationMove,
    GroupMember,
    Plan,
    PlanTheme,
)

NOBODY = UUID(int=0)
"""Who acts when the worker does."""


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as one person may see it."""

    plan: Plan
    unit: Body
    actor: Actor
    scope: PlanScope
    campaigns: dict[UUID, CampaignView]
    """The campaigns its themes came from, of those this person may open."""
    evaluation: Evaluation | None = None
    """Where one was opened. Services that decide something read it anew under the lock."""
    was_extended: bool = False
    """Whether it was given more time, so that there are moves to read."""

    @property
    def half_year(self) -> HalfYear:
        return HalfYear.parse(self.plan.half_year)

    @property
    def address(self) -> dict[str, str]:
        """What every address inside the plan begins with."""
        return {"unit_slug": self.unit.slug, "half_year": self.plan.half_year}

    @property
    def shows_conclusions(self) -> bool:
        """Whether what the group concluded is for everybody who may read the plan."""
        return self.scope.state in (PlanState.EVALUATED, PlanState.ARCHIVED)

    @property
    def may_edit(self) -> bool:
        return self.may("plan:edit")

    def may(self, permission: str, team_path: str | None = None) -> bool:
        """By the permission's name, so that templates can ask it."""
        return may_in_plan(self.actor, PlanPermission(permission), self.scope, team_path)

    @property
    def may_edit_sub_plan(self) -> bool:
        """Whether they sit in a team below the unit, whose own part of the plan they write."""
        return any(
            held.body.path != self.scope.unit_path
            and held.body.path.startswith(self.scope.unit_path)
            and self.may("theme:edit", held.body.path)
            for held in self.actor.memberships
        )

    def shows_support_of(self, campaign_id: UUID | None) -> bool:
        """Whether the number of votes may stand beside a theme."""
        view = self.campaigns.get(campaign_id) if campaign_id else None
        if view is None:
            return False
        return view.campaign.shows_result_at == "close" or bool(view.campaign.published_at)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan in a list."""

    unit_name: str
    unit_slug: str
    half_year: str
    state: str
    may_edit: bool


def get_plan_view(session: Session, actor: Actor, unit_slug: str, half_year: str) -> PlanView:
    """Four statements at most. NotFoundError when there is no such plan for `actor`."""
    row = session.execute(
        select(Plan, Body, Evaluation, _was_extended())
        .join(Body, Body.id == Plan.unit_id)
        .outerjoin(Evaluation, Evaluation.plan_id == Plan.id)
        .where(Body.slug == unit_slug, Plan.half_year == half_year)
    ).first()
    if row is None:
        raise NotFoundError(f"plan {unit_slug} {half_year}")
    plan, unit, evaluation, was_extended = row
    behind = _campaigns_behind(session, plan.id)
    scope = _scope_of(session, plan, unit, behind)
    if not scope.roles_of(actor):
        raise NotFoundError(f"plan {unit_slug} {half_year}")
    return PlanView(plan, unit, actor, scope, _visible(actor, behind), evaluation, was_extended)


def _was_extended() -> ColumnElement[bool]:
    return exists().where(EvaluationMove.plan_id == Plan.id)


def get_plan_for(
    session: Session, actor: Actor, unit_slug: str, half_year: str, permission: PlanPermission
) -> PlanView:
    """The same for whoever may do something with it; else what `require_in_plan` raises."""
    view = get_plan_view(session, actor, unit_slug, half_year)
    require_in_plan(actor, permission, view.scope)
    return view


def lock_plan(session: Session, actor: Actor, plan_id: UUID, *, shared: bool = False) -> PlanView:
    """The plan read fresh with its row locked, so that those who write come one by one.

    `shared`: several may hold it at once, and only those who change the plan itself must wait.

    The caller asks `require_in_plan` of the view's scope, which is as it stands under the lock.
    """
    plan = session.scalar(
        select(Plan)
        .where(Plan.id == plan_id)
        .with_for_update(read=shared)
        .execution_options(populate_existing=True)
    )
    unit = session.get(Body, plan.unit_id) if plan else None
    if plan is None or unit is None:
        raise NotFoundError(f"plan {plan_id}")
    behind = _campaigns_behind(session, plan.id)
    scope = _scope_of(session, plan, unit, behind)
    if not scope.roles_of(actor):
        raise NotFoundError(f"plan {plan_id}")
    return PlanView(plan, unit, actor, scope, {})


def lock_plan_as_machine(session: Session, plan_id: UUID) -> PlanView:
    """The same for the worker, which acts for nobody and asks no permission."""
    plan = session.scalars(
        select(Plan)
        .where(Plan.id == plan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    unit = session.get_one(Body, plan.unit_id)
    scope = _scope_of(session, plan, unit, _campaigns_behind(session, plan.id))
    return PlanView(plan, unit, Actor(NOBODY), scope, {})


_Behind = Sequence[tuple[Campaign, str, Body]]


def _campaigns_behind(session: Session, plan_id: UUID) -> _Behind:
    """The campaigns that gave the plan a theme, a row for each body in each part."""
    rows = session.execute(
        select(Campaign, CampaignBody.part, Body)
        .join(CampaignBody, CampaignBody.campaign_id == Campaign.id)
        .join(Body, Body.id == CampaignBody.body_id)
        .where(Campaign.id.in_(select(PlanTheme.campaign_id).where(PlanTheme.plan_id == plan_id)))
    )
    return [(campaign, part, body) for campaign, part, body in rows]


def _scope_of(session: Session, plan: Plan, unit: Body, behind: _Behind) -> PlanScope:
    members = session.scalars(select(GroupMember.person_id).where(GroupMember.plan_id == plan.id))
    return PlanScope(
        unit.path,
        PlanState(plan.state),
        frozenset(members),
        affiliated=tuple(affiliated_paths(session, unit)),
        invited=tuple(body.path for _, part, body in behind if part == "audience"),
    )


def _visible(actor: Actor, behind: _Behind) -> dict[UUID, CampaignView]:
    views: dict[UUID, CampaignView] = {}
    for campaign in {row[0].id: row[0] for row in behind}.values():
        bodies = [(part, body) for other, part, body in behind if other.id == campaign.id]
        scope = scope_of(campaign, bodies)
        if roles := scope.roles_of(actor):
            group = group_of(actor.memberships, scope.audiences)
            views[campaign.id] = CampaignView(campaign, scope, actor, roles, group)
    return views


def affiliated_paths(session: Session, unit: Body) -> Sequence[str]:
    """Councils, municipalities and partners that belong with the unit or one below it."""
    belongs = select(Body.id).where(Body.path.startswith(unit.path))
    return session.scalars(
        select(Body.path)
        .join(Affiliation, Affiliation.body_id == Body.id)
        .where(Affiliation.unit_id.in_(belongs))
    ).all()


def list_plans(session: Session, actor: Actor) -> list[PlanLine]:
    """The plans this person may read, newest half-year first, in one statement."""
    rows = session.execute(
        select(Body.name, Body.slug, Plan.half_year, Plan.state, Body.path)
        .join(Plan, Plan.unit_id == Body.id)
        .where(may_read(actor))
    )
    lines = [
        PlanLine(name, slug, half_year, state, may_look_after(actor, path))
        for name, slug, half_year, state, path in rows
    ]
    lines.sort(key=lambda line: (sort_key(line.unit_name), line.unit_slug))
    return sorted(lines, key=lambda line: line.half_year, reverse=True)


def may_read(actor: Actor) -> ColumnElement[bool]:
    """The rule of `PlanScope.roles_of`, as the database can ask it."""
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
    return or_(
        Body.id.in_(reached),
        looked_after(actor),
        Plan.id.in_(invited),
        _affiliated(actor),
    )


def is_heard(actor: Actor) -> ColumnElement[bool]:
    """Who works at the unit, or sits in a council or with a partner that belongs with it."""
    return or_(Body.id.in_(actor.reach), _affiliated(actor))


def looked_after(actor: Actor) -> ColumnElement[bool]:
    paths = [held.body.path for held in actor.memberships if may_look_after(actor, held.body.path)]
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


def list_units_to_plan(session: Session, actor: Actor) -> list[Body]:
    """The units whose plans this person may start, by name."""
    units = session.scalars(
        select(Body).where(Body.kind == "unit", Body.dissolved_at.is_(None), looked_after(actor))
    )
    return sorted(units, key=lambda unit: (sort_key(unit.name), unit.slug))
