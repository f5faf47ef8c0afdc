"""A unit with many half-years of plans behind it, the same each time it is made."""

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.domain.half_years import HalfYear
from app.domain.permissions import Actor
from app.learning.queries.plans import lock_plan_as_machine
from app.learning.services.versions import seal_first_version
from app.models import (
    Activity,
    ActivityDay,
    ActivityParticipant,
    Arena,
    Body,
    GroupMember,
    LearningOutcome,
    Membership,
    Plan,
    PlanTheme,
    SignUp,
)
from bench.data import add, people, sign_in, write

NOW = datetime(2027, 3, 8, 10, tzinfo=UTC)
CURRENT = HalfYear(2027, 1)
THEMES, OUTCOMES = 5, 5
ARENAS = 19
_ids = (UUID(int=nr) for nr in itertools.count(2_000_000_000))
SIGNED_UP = 3
"""On every activity that has a day."""


@dataclass(frozen=True)
class PlanSizes:
    """How much there is; the defaults are those that the issue names: 40 × 50 activities."""

    half_years: int = 40
    activities: int = 50
    """Of one half-year."""
    visitors: int = 4
    """All of them leaders in the working group, who are shown the most."""


@dataclass(frozen=True)
class PlanPlace:
    """What a request needs to know of the data."""

    unit: str
    plan_id: UUID
    theme_id: UUID
    activity_id: UUID
    tokens: list[str]

    @property
    def url(self) -> str:
        return f"/planer/{self.unit}/{CURRENT}"


def fill(session, sizes):
    """Write it all, in the caller's transaction, and say where it is."""
    unit = add(session, Body, kind="unit", unit_kind="office", name="Neset", slug="neset", path="")
    unit.path = f"/{unit.id.hex}/"
    session.flush()
    everybody = people(session, unit, sizes.visitors, now=NOW)
    held = {"body_id": unit.id, "role": "leader", "starts_at": NOW - timedelta(days=90)}
    write(session, Membership, ({"person_id": who, **held} for who in everybody))
    arenas = [_arena(session, unit, nr) for nr in range(ARENAS)]
    half_year, plans = CURRENT, []
    for _ in range(sizes.half_years):
        plans.append(_plan(session, unit, everybody, arenas, half_year, sizes.activities))
        half_year = _before(half_year)
    session.flush()
    plan_id, theme_id, activity_id = plans[0]
    _approve(session, plan_id, everybody[0])
    return PlanPlace(unit.slug, plan_id, theme_id, activity_id, sign_in(session, everybody, NOW))


def _before(half_year):
    if half_year.is_spring:
        return HalfYear(half_year.year - 1, 2)
    return HalfYear(half_year.year, 1)


def _arena(session, unit, nr):
    names = {"name": f"Arena {nr}", "frequency": "hver uke", "participants": "Alle"}
    return add(session, Arena, unit_id=unit.id, shares=True, **names)


def _plan(session, unit, everybody, arenas, half_year, activities):
    """Its id, and those of its first theme and activity."""
    plan = add(
        session,
        Plan,
        unit_id=unit.id,
        half_year=str(half_year),
        introduction="Planen bygger på det medarbeiderne har meldt inn.",
        created_by=everybody[0],
        created_at=NOW,
        state="draft" if half_year == CURRENT else "archived",
    )
    session.add_all(GroupMember(plan_id=plan.id, person_id=who) for who in everybody)
    themes = [next(_ids) for _ in range(THEMES)]
    write(
        session,
        PlanTheme,
        (
            {"id": id, "plan_id": plan.id, "position": nr, "title": f"Tema {nr}", "reason": "Ja."}
            for nr, id in enumerate(themes, start=1)
        ),
    )
    outcomes = [next(_ids) for _ in range(THEMES * OUTCOMES)]
    write(
        session,
        LearningOutcome,
        (
            {"id": id, "theme_id": themes[nr % THEMES], "position": nr, "text": f"Kunne {nr}"}
            for nr, id in enumerate(outcomes)
        ),
    )
    rows = [_activity(nr, outcomes, arenas, half_year) for nr in range(activities)]
    write(session, Activity, (columns for columns, _ in rows))
    days = [(columns["id"], day) for columns, day in rows if day]
    write(session, ActivityDay, ({"activity_id": id, "day": day} for id, day in days))
    of_unit = {"body_id": unit.id, "need": "needs", "words": ""}
    of_activities = [{"activity_id": columns["id"], **of_unit} for columns, _ in rows]
    write(session, ActivityParticipant, of_activities)
    joined = itertools.product(days, range(min(SIGNED_UP, len(everybody))))
    write(
        session,
        SignUp,
        (
            {
                "activity_id": id,
                "person_id": everybody[nr],
                "seq": nr,
                "is_waiting": False,
                "signed_at": NOW,
            }
            for (id, _), nr in joined
        ),
    )
    return plan.id, themes[0], rows[0][0]["id"]


def _activity(nr, outcomes, arenas, half_year):
    """Its columns and its day; every other one has none."""
    arena = arenas[nr % len(arenas)]
    start = date(half_year.year, 2 if half_year.is_spring else 8, 1)
    day = start + timedelta(days=nr) if nr % 2 == 0 else None
    columns = {
        "id": next(_ids),
        "outcome_id": outcomes[nr % len(outcomes)],
        "position": nr,
        "arena": arena.name,
        "arena_id": arena.id,
        "method": "Foredrag",
        "participants": "Alle",
        "time": f"{day.day}.{day.month}." if day else "hver uke",
        "time_kind": "date" if day else "recurring",
        "is_voluntary": True,
        "minutes": 60,
    }
    return columns, day


def _approve(session, plan_id, person_id):
    """The newest is approved, with its frozen version."""
    view = replace(lock_plan_as_machine(session, plan_id), actor=Actor(person_id))
    seal_first_version(session, view, now=NOW)
    view.plan.state = "approved"
    session.flush()
