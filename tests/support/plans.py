"""Builders for plans and what stands in them, without a campaign behind."""

import itertools

from app.learning.queries.plans import get_plan_view
from app.models import Activity, Body, LearningOutcome, Plan, PlanTheme
from tests.support.factories import AFTER_CLOSE, LONG_AGO, actor_of, make_body, make_person

_positions = itertools.count(1)


def make_plan(session, *, unit=None, half_year="2027-1", **columns):
    unit = unit or make_body(session)
    creator = make_person(session)
    plan = Plan(
        unit_id=unit.id,
        half_year=half_year,
        created_by=creator.id,
        **({"created_at": LONG_AGO} | columns),
    )
    session.add(plan)
    session.flush()
    return plan


def make_theme(session, plan, *, title="Klarspråk", **columns):
    by_hand = {} if columns.get("idea_id") else {"reason": "Vi trenger det."}
    theme = PlanTheme(plan_id=plan.id, position=next(_positions), title=title, **by_hand | columns)
    session.add(theme)
    session.flush()
    return theme


def make_outcome(session, theme, *, text="Kjenne hovedtrekkene", **columns):
    outcome = LearningOutcome(theme_id=theme.id, position=next(_positions), text=text, **columns)
    session.add(outcome)
    session.flush()
    return outcome


def make_activity(session, outcome, **columns):
    usual = {"arena": "Kontormøte", "method": "Foredrag", "participants": "Alle", "time": "I mai"}
    activity = Activity(outcome_id=outcome.id, position=next(_positions), **usual | columns)
    session.add(activity)
    session.flush()
    return activity


def make_filled_plan(session, *, themes=1, outcomes=1, activities=1, **columns):
    """A plan with as many of each as one says, under each other."""
    plan = make_plan(session, **columns)
    for nr in range(1, themes + 1):
        theme = make_theme(session, plan, title=f"Tema {nr}")
        for place in range(1, outcomes + 1):
            outcome = make_outcome(session, theme, text=f"Kunne {nr}.{place}")
            for _ in range(activities):
                make_activity(session, outcome)
    return plan


def view_of(session, plan, person, *, now=AFTER_CLOSE):
    """The plan as this person sees it."""
    unit = session.get_one(Body, plan.unit_id)
    return get_plan_view(session, actor_of(session, person, now=now), unit.slug, plan.half_year)
