"""What the checks of a plan need to know, gathered in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.learning.checks import (
    ActivityFacts,
    OutcomeFacts,
    PlanFacts,
    Proposal,
    ThemeFacts,
    bodies_named_in,
    is_everyone,
)
from app.domain.learning.times import Day, TimeKind
from app.learning.queries.activities import (
    ParticipantView,
    days_by_activity,
    list_bodies_to_choose,
    participants_by_activity,
)
from app.learning.queries.content import OutcomeView, ThemeView
from app.learning.queries.plans import PlanView
from app.learning.queries.units import places_of
from app.models import Activity, Body, Idea, PlanTheme

_COUNCILS = ("council", "user_organisation")


def get_plan_facts(
    session: Session, view: PlanView, themes: Sequence[ThemeView], *, now: datetime
) -> PlanFacts:
    """The plan for `advice_on`, in five statements beside those that found the themes."""
    bodies = list_bodies_to_choose(session, view.unit)
    participants = participants_by_activity(session, view.plan.id)
    reader = _Reader(
        view.unit.path,
        {body.id: body.path for body in bodies},
        {body.path: body.name for body in bodies},
        days_by_activity(session, view.plan.id),
        participants,
    )
    people = _names_of(participants)
    places = places_of(session, list(people), now=now)
    names: dict[UUID | str, str] = {}
    names.update(people.items())
    names.update(reader.names.items())
    return PlanFacts(
        themes=[reader.theme(theme) for theme in themes],
        minutes_each=view.plan.minutes_each,
        names=names,
        teams=[body.path for body in bodies if _is_team(body, view.unit)],
        places={person_id: [body.path for body in held] for person_id, held in places.items()},
        unanswered=_list_unanswered(session, view.plan.id),
    )


def _is_team(body: Body, unit: Body) -> bool:
    return body.kind == "unit" and body.id != unit.id


def _names_of(participants: Mapping[UUID, Iterable[ParticipantView]]) -> dict[UUID, str]:
    """Of the people who are chosen, but for those who are erased."""
    return {
        line.participant.person_id: line.person_name
        for lines in participants.values()
        for line in lines
        if line.participant.person_id and line.person_name
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the stored plan into facts."""

    unit_path: str
    paths: Mapping[UUID, str]
    names: Mapping[str, str]
    days: Mapping[UUID, Sequence[Day]]
    participants: Mapping[UUID, Sequence[ParticipantView]]

    def theme(self, view: ThemeView) -> ThemeFacts:
        return ThemeFacts(
            view.id, view.title, tuple(self._outcome(view, each) for each in view.outcomes)
        )

    def _outcome(self, theme: ThemeView, view: OutcomeView) -> OutcomeFacts:
        return OutcomeFacts(
            view.outcome.id,
            view.outcome.text,
            tuple(
                self._activity(theme, view, activity)
                for activity in view.activities
                if activity.status != "cancelled"
            ),
        )

    def _activity(self, theme: ThemeView, outcome: OutcomeView, one: Activity) -> ActivityFacts:
        chosen = [line.participant for line in self.participants.get(one.id, ())]
        return ActivityFacts(
            one.id,
            words=one.method or one.arena or outcome.outcome.text,
            method=one.method,
            kind=TimeKind(one.time_kind),
            days=tuple(self.days.get(one.id, ())),
            minutes=one.minutes,
            has_responsible=bool(one.responsible_id or theme.theme.responsible_id),
            has_evaluation=one.evaluate_on is not None,
            people=frozenset(each.person_id for each in chosen if each.person_id),
            bodies=self._bodies(theme, one, [each.body_id for each in chosen if each.body_id]),
        )

    def _bodies(self, theme: ThemeView, one: Activity, chosen: list[UUID]) -> frozenset[str]:
        """Those chosen; else those whose names stand in the words, or the sub-plan's team."""
        if known := frozenset(self.paths[body_id] for body_id in chosen if body_id in self.paths):
            return known
        whole = theme.team_path or self.unit_path
        if is_everyone(one.participants):
            return frozenset({whole})
        named = bodies_named_in(one.participants, self.names)
        return named or frozenset({theme.team_path} if theme.team_path else ())


def _list_unanswered(session: Session, plan_id: UUID) -> list[Proposal]:
    """Proposals of councils and user organisations, in the dugnader behind the plan."""
    behind = select(PlanTheme.campaign_id).where(PlanTheme.plan_id == plan_id)
    rows = session.execute(
        select(Idea.campaign_id, Idea.nr, Idea.title, Body.name)
        .join(Body, Body.id == Idea.on_behalf_of)
        .where(
            Idea.campaign_id.in_(behind),
            Idea.state == "submitted",
            Idea.status.is_(None),
            Body.kind.in_(_COUNCILS),
        )
        .order_by(Idea.campaign_id, Idea.nr)
    )
    return [Proposal(row[0], row[1] or 0, row[2], row[3]) for row in rows]
