"""The part of a proposal's story that plays in learning plans, as parts of one statement."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Select,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from app.models import (
    Activity,
    Body,
    Evaluation,
    EvaluationAnswer,
    LearningOutcome,
    Plan,
    PlanTheme,
    SourceNote,
)

ACTIVITIES = Activity.__table__
BODIES = Body.__table__
EVALUATIONS = Evaluation.__table__
EVALUATION_ANSWERS = EvaluationAnswer.__table__
NOTES = SourceNote.__table__
OUTCOMES = LearningOutcome.__table__
PLANS = Plan.__table__
THEMES = PlanTheme.__table__

CAMPAIGN: BindParameter[UUID] = bindparam("campaign_id", type_=Uuid())
IDEA: BindParameter[UUID] = bindparam("idea_id", type_=Uuid())

_CONCLUDED = ("evaluated", "archived")


def line(
    kind: str,
    *,
    at: Any = None,
    who: Any = None,
    text: Any = None,
    ref: Any = None,
    more: Any = None,
    is_set: Any = None,
    is_first: bool = False,
) -> Select[Any]:
    """One part of the union; the first one says which type each column has."""

    def column(value: Any, kind: Any) -> ColumnElement[Any]:
        return null() if value is None and not is_first else cast(value, kind)

    return select(
        literal(kind).label("kind"),
        (null() if at is None else at).label("at"),
        column(who, String).label("who"),
        column(text, String).label("text"),
        column(ref, String).label("ref"),
        column(more, String).label("more"),
        column(is_set, Boolean).label("is_set"),
    )


def here(table: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.campaign_id == CAMPAIGN, table.c.idea_id == IDEA


def plan_parts() -> Iterator[Select[Any]]:
    """From theme to effect. In `ref` and `more` stand the unit's slug and the half-year."""
    place: dict[str, Any] = {"ref": BODIES.c.slug, "more": PLANS.c.half_year}
    yield _of_theme(line("plan", at=PLANS.c.created_at, text=THEMES.c.title, **place))
    yield _carried_out()
    closed = line("evaluated", at=EVALUATIONS.c.closes_at, **place)
    yield (
        _of_theme(closed)
        .join(EVALUATIONS, EVALUATIONS.c.plan_id == PLANS.c.id)
        .where(EVALUATIONS.c.key.is_(None))
    )
    said: dict[str, Any] = {"who": THEMES.c.conclusion, "text": THEMES.c.summary}
    yield _of_theme(line("concluded", at=THEMES.c.concluded_at, **said, **place)).where(
        THEMES.c.conclusion.is_not(None), PLANS.c.state.in_(_CONCLUDED)
    )
    yield _lesson()
    yield _noted()


def _of_theme(part: Select[Any]) -> Select[Any]:
    """The themes of this proposal with their plans and units."""
    return (
        part.select_from(THEMES)
        .join(PLANS, PLANS.c.id == THEMES.c.plan_id)
        .join(BODIES, BODIES.c.id == PLANS.c.unit_id)
        .where(*here(THEMES))
    )


def _carried_out() -> Select[Any]:
    """In `who` and `text`: how many activities are done, of how many that were not cancelled."""
    is_done = ACTIVITIES.c.status == "done"
    done = func.count(case((is_done, 1)))
    return (
        _of_theme(
            line(
                "carried_out",
                at=func.max(case((is_done, ACTIVITIES.c.revised_at))),
                who=done,
                text=func.count(),
                ref=BODIES.c.slug,
                more=PLANS.c.half_year,
            )
        )
        .join(OUTCOMES, OUTCOMES.c.theme_id == THEMES.c.id)
        .join(ACTIVITIES, ACTIVITIES.c.outcome_id == OUTCOMES.c.id)
        .where(ACTIVITIES.c.status != "cancelled")
        .group_by(THEMES.c.id, BODIES.c.slug, PLANS.c.half_year)
        .having(done > 0)
    )


def _noted() -> Select[Any]:
    """What was noted about it, in plans its own campaign gave a theme. In `who` kind and sector.

    All who were invited to the campaign read such a plan; the page asks whether one was.
    """
    given = select(1).where(THEMES.c.plan_id == NOTES.c.plan_id, THEMES.c.campaign_id == CAMPAIGN)
    return (
        line(
            "source_note",
            at=NOTES.c.added_at,
            who=NOTES.c.kind + ":" + NOTES.c.sector,
            text=NOTES.c.text,
            ref=BODIES.c.slug,
            more=PLANS.c.half_year,
        )
        .join(PLANS, PLANS.c.id == NOTES.c.plan_id)
        .join(BODIES, BODIES.c.id == PLANS.c.unit_id)
        .where(*here(NOTES), given.exists())
    )


def _lesson() -> Select[Any]:
    """Where the proposal itself came out of an evaluation. In `ref` the unit's name."""
    return (
        line(
            "lesson",
            at=EVALUATIONS.c.closes_at,
            ref=BODIES.c.name,
            more=PLANS.c.half_year,
        )
        .select_from(EVALUATION_ANSWERS)
        .join(EVALUATIONS, EVALUATIONS.c.plan_id == EVALUATION_ANSWERS.c.plan_id)
        .join(PLANS, PLANS.c.id == EVALUATIONS.c.plan_id)
        .join(BODIES, BODIES.c.id == PLANS.c.unit_id)
        .where(EVALUATION_ANSWERS.c.used_in == CAMPAIGN, EVALUATION_ANSWERS.c.idea_id == IDEA)
    )
