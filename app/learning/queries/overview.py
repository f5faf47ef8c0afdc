"""How the plans of one half-year stand, unit by unit, for those who look after several."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from app.domain.alphabet import sort_key
from app.domain.half_years import HalfYear
from app.domain.learning.progress import Progress
from app.domain.permissions import Actor, BodyKind, Role
from app.domain.plan_access import PlanState, may_look_after
from app.domain.proposals import is_answered
from app.domain.text import same_line
from app.learning.queries.evaluations import is_closed
from app.learning.queries.plans import looked_after
from app.models import Activity, Body, Evaluation, Idea, LearningOutcome, Plan, PlanTheme

_SPEAKING = (BodyKind.COUNCIL, BodyKind.USER_ORGANISATION, BodyKind.PARTNER, BodyKind.MUNICIPALITY)
_Key = tuple[UUID | str, ...]


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme of one unit's plan, as far as the overview tells of it."""

    id: UUID
    plan_id: UUID
    title: str
    campaign_id: UUID | None
    idea_id: UUID | None
    is_concluded: bool
    unit: str
    unit_slug: str

    @property
    def title_key(self) -> str:
        """The title with case and spacing set aside."""
        return same_line(self.title)

    @property
    def keys(self) -> tuple[_Key, ...]:
        """Themes that have one of these in common are the same theme."""
        by_title: _Key = ("title", self.title_key)
        if self.campaign_id and self.idea_id:
            return by_title, ("idea", self.campaign_id, self.idea_id)
        return (by_title,)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit and its plan in the half-year, if it has one."""

    unit: str
    unit_slug: str
    plan: Plan | None
    evaluation: Evaluation | None
    evaluation_is_open: bool
    themes: Sequence[ThemeLine]
    progress: Progress
    """Of its activities."""
    proposals: Progress
    """What councils and partners proposed in the dugnader behind the plan: answered, of all."""

    @property
    def concluded(self) -> Progress:
        return Progress(sum(theme.is_concluded for theme in self.themes), len(self.themes))


@dataclass(frozen=True, slots=True)
class Overview:
    """The units by name, and what several of them have in common, most units first."""

    units: Sequence[UnitLine]
    common: Sequence[Sequence[ThemeLine]] = field(default_factory=list)


def may_oversee(actor: Actor) -> bool:
    """Administrators, and leaders and facilitators of some unit."""
    return Role.ADMINISTRATOR in actor.roles or any(
        held.body.kind is BodyKind.UNIT and may_look_after(actor, held.body.path)
        for held in actor.memberships
    )


def list_planned_half_years(session: Session, actor: Actor) -> set[HalfYear]:
    """Those in which a unit they look after has a plan. One statement."""
    found = session.scalars(
        select(Plan.half_year).join(Body, Body.id == Plan.unit_id).where(_seen_by(actor)).distinct()
    )
    return {HalfYear.parse(half_year) for half_year in found}


def get_overview(session: Session, actor: Actor, half_year: HalfYear, *, now: datetime) -> Overview:
    """Of the units this person looks after, all of them for administrators. Four statements."""
    rows = session.execute(
        select(Body.name, Body.slug, Plan, Evaluation)
        .outerjoin(Plan, and_(Plan.unit_id == Body.id, Plan.half_year == str(half_year)))
        .outerjoin(Evaluation, Evaluation.plan_id == Plan.id)
        .where(Body.kind == BodyKind.UNIT, _seen_by(actor), _is_expected())
    ).all()
    themes = _list_themes(session, actor, half_year)
    progress = _count_activities(session, actor, half_year)
    proposals = _list_answered(session, themes)
    by_plan: defaultdict[UUID | None, list[ThemeLine]] = defaultdict(list)
    for theme in themes:
        by_plan[theme.plan_id].append(theme)
    units = []
    for name, slug, plan, evaluation in rows:
        plan_id = plan.id if plan else None
        own = by_plan[plan_id]
        units.append(
            UnitLine(
                unit=name,
                unit_slug=slug,
                plan=plan,
                evaluation=evaluation,
                evaluation_is_open=_is_open(plan, evaluation, now),
                themes=own,
                progress=progress.get(plan_id, Progress(0, 0)),
                proposals=_answered_of(own, proposals),
            )
        )
    units.sort(key=lambda line: (sort_key(line.unit), line.unit_slug))
    return Overview(units, find_common(themes))


def _is_open(plan: Plan | None, evaluation: Evaluation | None, now: datetime) -> bool:
    if plan is None or evaluation is None or plan.state != PlanState.APPROVED:
        return False
    return not is_closed(evaluation, now)


def _answered_of(themes: Sequence[ThemeLine], proposals: Sequence[tuple[UUID, bool]]) -> Progress:
    behind = {theme.campaign_id for theme in themes}
    answers = [is_answered for campaign_id, is_answered in proposals if campaign_id in behind]
    return Progress(sum(answers), len(answers))


def find_common(themes: Iterable[ThemeLine]) -> list[list[ThemeLine]]:
    """Groups of themes from the same proposal or with the same title, in two plans or more."""
    groups: dict[_Key, list[ThemeLine]] = {}
    for theme in themes:
        merged = [theme]
        for known in _groups_of(theme, groups):
            merged = known + merged
        for member in merged:
            groups.update(dict.fromkeys(member.keys, merged))
    found = {id(group): group for group in groups.values()}.values()
    common = [group for group in found if _plans_in(group) > 1]
    for group in common:
        group.sort(key=lambda theme: (sort_key(theme.unit), theme.unit_slug))
    return sorted(common, key=lambda group: (-_plans_in(group), sort_key(group[0].title)))


def _groups_of(theme: ThemeLine, groups: dict[_Key, list[ThemeLine]]) -> Iterable[list[ThemeLine]]:
    """Those that the theme belongs to so far, each once."""
    return {id(groups[key]): groups[key] for key in theme.keys if key in groups}.values()


def _plans_in(group: Sequence[ThemeLine]) -> int:
    return len({theme.plan_id for theme in group})


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    return true() if Role.ADMINISTRATOR in actor.roles else looked_after(actor)


def _is_expected() -> ColumnElement[bool]:
    """Teams have their part in the plan above: they stand here only with a plan of their own."""
    has_no_need = or_(Body.dissolved_at.is_not(None), Body.unit_kind == "team")
    return or_(Plan.id.is_not(None), ~func.coalesce(has_no_need, False))


def _list_themes(session: Session, actor: Actor, half_year: HalfYear) -> list[ThemeLine]:
    rows = session.execute(
        select(
            PlanTheme.id,
            PlanTheme.plan_id,
            PlanTheme.title,
            PlanTheme.campaign_id,
            PlanTheme.idea_id,
            PlanTheme.conclusion.is_not(None),
            Body.name,
            Body.slug,
        )
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .where(Plan.half_year == str(half_year), _seen_by(actor))
        .order_by(Body.path, PlanTheme.position, PlanTheme.id)
    )
    return [ThemeLine(*row) for row in rows]


def _count_activities(
    session: Session, actor: Actor, half_year: HalfYear
) -> dict[UUID | None, Progress]:
    """By plan."""
    rows = session.execute(
        select(PlanTheme.plan_id, Activity.status, func.count())
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .where(Plan.half_year == str(half_year), _seen_by(actor))
        .group_by(PlanTheme.plan_id, Activity.status)
    )
    counts: defaultdict[UUID | None, Counter[str]] = defaultdict(Counter)
    for plan_id, status, number in rows:
        counts[plan_id][status] = number
    return {plan_id: Progress.of(each.elements()) for plan_id, each in counts.items()}


def _list_answered(session: Session, themes: Iterable[ThemeLine]) -> list[tuple[UUID, bool]]:
    """The campaign of each proposal of a council or partner, and whether it is answered.

    What was merged into another proposal is answered with that one.
    """
    campaigns = {theme.campaign_id for theme in themes if theme.campaign_id}
    is_spoken = and_(Body.kind.in_(_SPEAKING), Idea.state.in_(("submitted", "merged")))
    targets = select(Idea.merged_into).where(
        Idea.campaign_id.in_(campaigns), Idea.merged_into.is_not(None)
    )
    rows = session.execute(
        select(Idea.id, Idea.campaign_id, Idea.status, Idea.merged_into, is_spoken)
        .outerjoin(Body, Body.id == Idea.on_behalf_of)
        .where(Idea.campaign_id.in_(campaigns), or_(is_spoken, Idea.id.in_(targets)))
    ).all()
    onward = {id: target for id, _, _, target, _ in rows if target}
    statuses = {id: status for id, _, status, _, _ in rows}
    found = []
    for id, campaign_id, _, _, counts in rows:
        if counts:
            status = statuses.get(_end_of(id, onward))
            found.append((campaign_id, is_answered(status, None)))
    return found


def _end_of(idea_id: UUID, onward: dict[UUID, UUID]) -> UUID:
    """Where a chain of merges ends."""
    while idea_id in onward:
        idea_id = onward[idea_id]
    return idea_id
