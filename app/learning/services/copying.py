"""Taking along to the next half-year: themes that go on, and proposals that are offered again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.decisions.promotion import PlanTarget, get_or_make_plan, next_position
from app.domain.errors import FrozenError, InvalidInputError, NotFoundError, ReasonMissingError
from app.domain.permissions import Actor
from app.domain.plan_access import PlanPermission, PlanState, require_in_plan
from app.domain.text import clean_text, within
from app.learning.queries.content import OutcomeView, ThemeView, list_themes
from app.learning.queries.copying import ENDED, GOES_ON, IdeaToOffer, list_choices
from app.learning.queries.plans import PlanView, lock_plan
from app.models import Activity, ActivityParticipant, LearningOutcome, Plan, PlanTheme

LONGEST_REASON = 1_000
LASTING = ("recurring", "quarterly", "continuous", "on_demand")
"""Times that mean the same in any half-year; a date does not, and is left for people to set."""
_KEPT = (
    "arena",
    "arena_id",
    "method",
    "participants",
    "lecturer",
    "responsible_id",
    "place",
    "link",
    "minutes",
    "capacity",
    "service_users",
    "is_voluntary",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to go along. `reason` says why proposals are offered again."""

    themes: frozenset[UUID]
    ideas: frozenset[UUID] = frozenset()
    reason: str = ""


def copy_plan(
    session: Session, actor: Actor, plan_id: UUID, *, wanted: Wanted, now: datetime
) -> Plan:
    """The unit's plan for the half-year after, with what was wanted; made if there is none.

    What it already has from here is left as it is. FrozenError (`approved`) where that plan is
    approved; InvalidInputError where nothing was chosen; ReasonMissingError for proposals.
    """
    view = lock_plan(session, actor, plan_id)
    require_in_plan(actor, PlanPermission.PLAN_COPY, view.scope)
    if not wanted.themes and not wanted.ideas:
        raise InvalidInputError(field="themes", reason="missing")
    reason = within(clean_text(wanted.reason), field="reason", most=LONGEST_REASON)
    if wanted.ideas and not reason:
        raise ReasonMissingError(field="reason")
    target = _lock_target(session, actor, view, now)
    choices = list_choices(session, view)
    themes = {one.id: one for one in list_themes(session, plan_id)}
    if unknown := wanted.themes - themes.keys():
        raise NotFoundError(f"themes {unknown}")
    still = {one.theme.id for one in choices.themes}
    for theme in themes.values():
        if theme.id in wanted.themes & still:
            _carry(session, target, theme)
    _offer(session, target, [one for one in choices.ideas if one.idea_id in wanted.ideas], reason)
    session.flush()
    return target


def _lock_target(session: Session, actor: Actor, view: PlanView, now: datetime) -> Plan:
    wanted = PlanTarget(view.unit.id, view.half_year.next())
    made = get_or_make_plan(session, actor, wanted, now=now)
    target = session.scalars(
        select(Plan)
        .where(Plan.id == made.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if target.state not in (PlanState.DRAFT, PlanState.HEARING):
        raise FrozenError(reason="approved")
    target.copied_from = target.copied_from or view.plan.id
    return target


def _carry(session: Session, target: Plan, theme: ThemeView) -> None:
    before = theme.theme
    is_there = before.idea_id is not None and session.scalar(
        select(PlanTheme.id).where(
            PlanTheme.plan_id == target.id, PlanTheme.idea_id == before.idea_id
        )
    )
    copy = PlanTheme(
        plan_id=target.id,
        position=next_position(session, target.id),
        title=before.title,
        campaign_id=None if is_there else before.campaign_id,
        idea_id=None if is_there else before.idea_id,
        reason=before.reason,
        signal_id=before.signal_id,
        team_id=before.team_id,
        is_voluntary=before.is_voluntary,
        responsible_id=before.responsible_id,
        carried_from=before.id,
    )
    session.add(copy)
    session.flush()
    for outcome in theme.outcomes:
        _carry_outcome(session, copy, outcome, goes_on=before.conclusion in GOES_ON)


def _carry_outcome(session: Session, theme: PlanTheme, view: OutcomeView, *, goes_on: bool) -> None:
    """An outcome whose activities are all carried out stays behind, unless the theme goes on."""
    remaining = [one for one in view.activities if one.status not in ENDED]
    if view.activities and not remaining and not goes_on:
        return
    before = view.outcome
    outcome = LearningOutcome(
        theme_id=theme.id, position=before.position, text=before.text, level=before.level
    )
    session.add(outcome)
    session.flush()
    copies = [(one.id, _copy_of(one, outcome.id)) for one in remaining]
    session.add_all(copy for _, copy in copies)
    session.flush()
    _carry_participants(session, {old: copy.id for old, copy in copies})


def _copy_of(before: Activity, outcome_id: UUID) -> Activity:
    kept = {name: getattr(before, name) for name in _KEPT}
    lasting = before.time_kind in LASTING
    return Activity(
        outcome_id=outcome_id,
        position=before.position,
        time=before.time if lasting else "",
        time_kind=before.time_kind if lasting else "words",
        **kept,
    )


def _carry_participants(session: Session, copies: dict[UUID, UUID]) -> None:
    found: Sequence[ActivityParticipant] = session.scalars(
        select(ActivityParticipant).where(ActivityParticipant.activity_id.in_(copies))
    ).all()
    session.add_all(
        ActivityParticipant(
            activity_id=copies[one.activity_id],
            person_id=one.person_id,
            body_id=one.body_id,
            words=one.words,
            need=one.need,
        )
        for one in found
    )


def _offer(session: Session, target: Plan, ideas: Iterable[IdeaToOffer], reason: str) -> None:
    """As themes by hand that point to the old proposal; its votes are those of that time."""
    session.flush()
    first = next_position(session, target.id)
    session.add_all(
        PlanTheme(
            plan_id=target.id,
            position=position,
            title=idea.title,
            campaign_id=idea.campaign_id,
            idea_id=idea.idea_id,
            reason=reason,
        )
        for position, idea in enumerate(ideas, start=first)
    )
