"""What stands in a plan: its themes with where they came from, and their tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from app.domain.learning.lines import ACTIVITY_COLUMNS, Line
from app.domain.learning.progress import Progress
from app.models import (
    Activity,
    Body,
    Campaign,
    Decision,
    DecisionItem,
    Idea,
    LearningOutcome,
    Person,
    Plan,
    PlanTheme,
    SourceNote,
    SteeringSignal,
)


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
class Carried:
    """What an earlier half-year says of the theme that goes on here."""

    half_year: str
    conclusion: str | None
    summary: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One learning outcome and the activities that lead there."""

    outcome: LearningOutcome
    activities: list[Activity] = field(default_factory=list)

    @property
    def progress(self) -> Progress:
        return Progress.of(activity.status for activity in self.activities)


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with its outcomes; `origin` is None where it came from no campaign."""

    theme: PlanTheme
    origin: ThemeOrigin | None
    team: Body | None
    responsible: str | None
    signal: str | None
    """The steering signal it came from, where no campaign gave it."""
    outcomes: list[OutcomeView] = field(default_factory=list)
    carried: Carried | None = None

    @property
    def id(self) -> UUID:
        return self.theme.id

    @property
    def title(self) -> str:
        return self.theme.title

    @property
    def reason(self) -> str | None:
        return self.theme.reason

    @property
    def team_path(self) -> str | None:
        return self.team.path if self.team else None

    @property
    def progress(self) -> Progress:
        statuses = (one.status for each in self.outcomes for one in each.activities)
        return Progress.of(statuses)

    @property
    def activities(self) -> dict[UUID, Activity]:
        return {one.id: one for each in self.outcomes for one in each.activities}

    @property
    def rows(self) -> list[Line]:
        """The five-column table."""
        return [row for each in self.outcomes for row in _lines_of(each)]


def _lines_of(view: OutcomeView) -> list[Line]:
    words = view.outcome.text
    if not view.activities:
        return [Line(words)]
    return [line_of(words, activity) for activity in view.activities]


def line_of(words: str, activity: Activity) -> Line:
    """The row of one activity under the outcome's words."""
    arena, method, participants, time = (getattr(activity, name) for name in ACTIVITY_COLUMNS)
    return Line(words, arena, method, participants, time, activity.id)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the plan is built on, found through its themes."""

    campaigns: list[tuple[UUID, str, str | None]]
    """Id and title in both written forms."""
    signals: list[SteeringSignal]
    notes: list[SourceNote]
    """What employers, councils and partners said, newest first."""


def list_themes(session: Session, plan_id: UUID) -> list[ThemeView]:
    """The plan's themes with outcomes, activities and origins, in two statements."""
    themes = _list_bare_themes(session, plan_id)
    by_id = {theme.id: theme for theme in themes}
    outcomes: dict[UUID, OutcomeView] = {}
    for outcome, activity in _list_outcomes(session, plan_id):
        if outcome.id not in outcomes:
            outcomes[outcome.id] = OutcomeView(outcome)
            by_id[outcome.theme_id].outcomes.append(outcomes[outcome.id])
        if activity is not None:
            outcomes[outcome.id].activities.append(activity)
    return themes


def _list_bare_themes(session: Session, plan_id: UUID) -> list[ThemeView]:
    decider, own_signal, responsible = aliased(Person), aliased(SteeringSignal), aliased(Person)
    earlier = aliased(PlanTheme)
    of_idea = and_(Idea.campaign_id == PlanTheme.campaign_id, Idea.id == PlanTheme.idea_id)
    of_item = and_(
        DecisionItem.campaign_id == PlanTheme.campaign_id,
        DecisionItem.idea_id == PlanTheme.idea_id,
    )
    found = session.execute(
        select(
            PlanTheme,
            Body,
            responsible.name,
            own_signal.title,
            Plan.half_year,
            earlier.conclusion,
            earlier.summary,
            Idea.nr,
            Idea.title,
            Idea.support,
            DecisionItem.is_rule_winner,
            DecisionItem.reason,
            SteeringSignal.title,
            decider.name,
        )
        .outerjoin(Body, Body.id == PlanTheme.team_id)
        .outerjoin(responsible, responsible.id == PlanTheme.responsible_id)
        .outerjoin(own_signal, own_signal.id == PlanTheme.signal_id)
        .outerjoin(earlier, earlier.id == PlanTheme.carried_from)
        .outerjoin(Plan, Plan.id == earlier.plan_id)
        .outerjoin(Idea, of_idea)
        .outerjoin(DecisionItem, of_item)
        .outerjoin(Decision, Decision.campaign_id == DecisionItem.campaign_id)
        .outerjoin(decider, decider.id == Decision.decided_by)
        .outerjoin(SteeringSignal, SteeringSignal.id == DecisionItem.signal_id)
        .where(PlanTheme.plan_id == plan_id)
        .order_by(PlanTheme.position, PlanTheme.id)
    )
    return [_theme_view(*row) for row in found]


def _theme_view(
    theme: PlanTheme,
    team: Body | None,
    responsible: str | None,
    signal: str | None,
    half_year: str | None,
    conclusion: str | None,
    summary: str | None,
    *origin: Any,
) -> ThemeView:
    carried = Carried(half_year, conclusion, summary or "") if half_year else None
    return ThemeView(theme, _origin(theme, origin), team, responsible, signal, carried=carried)


def _origin(theme: PlanTheme, rest: Sequence[Any]) -> ThemeOrigin | None:
    if not theme.campaign_id:
        return None
    origin = ThemeOrigin(theme.campaign_id, *rest)
    # What spoke against it then is no reason why a proposal is taken up again.
    return replace(origin, reason=None, signal=None) if theme.reason else origin


def _list_outcomes(
    session: Session, plan_id: UUID
) -> Sequence[tuple[LearningOutcome, Activity | None]]:
    """Every outcome with each of its activities, or None, in order. One statement."""
    rows = session.execute(
        select(LearningOutcome, Activity)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .outerjoin(Activity, Activity.outcome_id == LearningOutcome.id)
        .where(PlanTheme.plan_id == plan_id)
        .order_by(
            LearningOutcome.theme_id,
            LearningOutcome.position,
            LearningOutcome.id,
            Activity.position,
            Activity.id,
        )
    )
    return [(outcome, activity) for outcome, activity in rows]


def list_sources(session: Session, plan_id: UUID) -> Sources:
    """The campaigns and signals the themes rest on, listed by themselves. Three statements.

    A signal of a campaign behind the plan is among them, and one that gave the plan a theme.
    """
    behind = select(PlanTheme.campaign_id).where(PlanTheme.plan_id == plan_id)
    chosen = select(PlanTheme.signal_id).where(PlanTheme.plan_id == plan_id)
    campaigns = session.execute(
        select(Campaign.id, Campaign.title_nb, Campaign.title_nn)
        .where(Campaign.id.in_(behind))
        .order_by(Campaign.opens_at, Campaign.id)
    )
    signals = session.scalars(
        select(SteeringSignal)
        .where(SteeringSignal.campaign_id.in_(behind) | SteeringSignal.id.in_(chosen))
        .order_by(SteeringSignal.issued_on.desc().nulls_last(), SteeringSignal.id)
    )
    notes = list_source_notes(session, plan_id)
    return Sources([(row[0], row[1], row[2]) for row in campaigns], list(signals), notes)


def list_source_notes(session: Session, plan_id: UUID) -> list[SourceNote]:
    """What employers, councils and partners said, newest first."""
    return list(
        session.scalars(
            select(SourceNote)
            .where(SourceNote.plan_id == plan_id)
            .order_by(SourceNote.held_on.desc(), SourceNote.added_at.desc(), SourceNote.id)
        )
    )
