"""A plan gathered into one value, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.learning.document import (
    ActivityEntry,
    BodyEntry,
    DayEntry,
    OriginEntry,
    OutcomeEntry,
    ParticipantEntry,
    PersonEntry,
    PlanDocument,
    ThemeEntry,
)
from app.learning.queries import document_sources as sources
from app.learning.queries.content import ThemeOrigin, ThemeView, list_themes
from app.learning.queries.plans import PlanView
from app.models import (
    Activity,
    ActivityDay,
    ActivityParticipant,
    Body,
    Campaign,
    LearningOutcome,
    Person,
    PlanTheme,
)


def get_document(session: Session, view: PlanView) -> PlanDocument:
    """The plan as `view`'s person may read it, with the names people have now."""
    document = _gather(session, view)
    hidden = document.hiding_support(lambda campaign: not view.shows_support_of(campaign))
    return with_names(session, hidden)


def get_frozen_document(session: Session, view: PlanView) -> PlanDocument:
    """The plan as a version keeps it: votes only where the result is everybody's to see."""
    shown = set(
        session.scalars(select(Campaign.id).where(sources.behind(view.plan.id), _is_published()))
    )
    document = _gather(session, view)
    return document.hiding_support(lambda campaign: campaign not in shown).frozen()


def with_names(session: Session, document: PlanDocument) -> PlanDocument:
    """The same with everybody's name. One statement."""
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(document.people)))
    return document.with_names({row[0]: row[1] for row in found})


def _is_published() -> ColumnElement[bool]:
    at_close = and_(Campaign.shows_result_at == "close", Campaign.closed_at.is_not(None))
    return or_(at_close, Campaign.published_at.is_not(None))


def _gather(session: Session, view: PlanView) -> PlanDocument:
    plan = view.plan
    return PlanDocument(
        id=plan.id,
        unit=BodyEntry(view.unit.id, view.unit.name),
        half_year=plan.half_year,
        state=plan.state,
        introduction=plan.introduction,
        mandate=plan.mandate,
        group=tuple(sources.list_seats(session, plan.id)),
        campaigns=tuple(sources.list_campaigns(session, plan.id)),
        signals=tuple(sources.list_signals(session, plan.id)),
        notes=tuple(sources.list_notes(session, plan.id)),
        arenas=tuple(sources.list_arenas(session, plan.unit_id)),
        themes=_themes(session, view),
    )


def _themes(session: Session, view: PlanView) -> tuple[ThemeEntry, ...]:
    """Four statements. What was concluded stands there once it is published."""
    plan_id = view.plan.id
    days = _days_by_activity(session, plan_id)
    expected = _participants_by_activity(session, plan_id)

    def entry_of(activity: Activity) -> ActivityEntry:
        entry = _activity_entry(activity)
        return replace(entry, days=tuple(days[activity.id]), expected=tuple(expected[activity.id]))

    entries = (_theme_entry(theme, entry_of) for theme in list_themes(session, plan_id))
    if view.shows_conclusions:
        return tuple(entries)
    return tuple(replace(entry, conclusion=None, summary="") for entry in entries)


def _theme_entry(view: ThemeView, entry_of: Callable[[Activity], ActivityEntry]) -> ThemeEntry:
    theme = view.theme
    return ThemeEntry(
        id=theme.id,
        title=theme.title,
        origin=_origin_entry(view.origin) if view.origin else None,
        reason=theme.reason,
        signal=view.signal,
        team=BodyEntry(view.team.id, view.team.name) if view.team else None,
        is_voluntary=theme.is_voluntary,
        responsible=PersonEntry(theme.responsible_id) if theme.responsible_id else None,
        carried_from=view.carried.half_year if view.carried else None,
        lessons=view.carried.summary if view.carried else "",
        outcomes=tuple(
            OutcomeEntry(
                one.outcome.id,
                one.outcome.text,
                one.outcome.level,
                tuple(map(entry_of, one.activities)),
            )
            for one in view.outcomes
        ),
        conclusion=theme.conclusion,
        summary=theme.summary,
    )


def _origin_entry(origin: ThemeOrigin) -> OriginEntry:
    return OriginEntry(
        origin.campaign_id,
        origin.idea_nr,
        origin.idea_title,
        origin.support,
        origin.is_rule_winner,
        origin.reason,
        origin.signal,
    )


def _activity_entry(activity: Activity) -> ActivityEntry:
    return ActivityEntry(
        id=activity.id,
        arena=activity.arena,
        method=activity.method,
        participants=activity.participants,
        time=activity.time,
        arena_id=activity.arena_id,
        time_kind=activity.time_kind,
        lecturer=activity.lecturer,
        responsible=PersonEntry(activity.responsible_id) if activity.responsible_id else None,
        place=activity.place,
        link=activity.link,
        minutes=activity.minutes,
        capacity=activity.capacity,
        service_users=activity.service_users,
        is_voluntary=activity.is_voluntary,
        evaluate_on=activity.evaluate_on,
        status=activity.status,
        status_note=activity.status_note,
        attended=activity.attended,
        moved_from=activity.moved_from,
    )


def _activities_of(plan_id: UUID) -> Sequence[ColumnElement[bool]]:
    return (
        LearningOutcome.id == Activity.outcome_id,
        PlanTheme.id == LearningOutcome.theme_id,
        PlanTheme.plan_id == plan_id,
    )


def _days_by_activity(session: Session, plan_id: UUID) -> defaultdict[UUID, list[DayEntry]]:
    by_activity: defaultdict[UUID, list[DayEntry]] = defaultdict(list)
    for one in session.scalars(
        select(ActivityDay)
        .where(ActivityDay.activity_id == Activity.id, *_activities_of(plan_id))
        .order_by(ActivityDay.day)
    ):
        by_activity[one.activity_id].append(DayEntry(one.day, one.starts, one.ends))
    return by_activity


def _participants_by_activity(
    session: Session, plan_id: UUID
) -> defaultdict[UUID, list[ParticipantEntry]]:
    by_activity: defaultdict[UUID, list[ParticipantEntry]] = defaultdict(list)
    rows = session.execute(
        select(ActivityParticipant, Body.name)
        .outerjoin(Body, Body.id == ActivityParticipant.body_id)
        .where(ActivityParticipant.activity_id == Activity.id, *_activities_of(plan_id))
        .order_by(ActivityParticipant.need, ActivityParticipant.words, ActivityParticipant.id)
    )
    for one, name in rows:
        person = PersonEntry(one.person_id) if one.person_id else None
        body = BodyEntry(one.body_id, name) if one.body_id else None
        entry = ParticipantEntry(one.need, person, body, one.words)
        by_activity[one.activity_id].append(entry)
    return by_activity
