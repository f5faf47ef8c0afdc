"""A plan that is being evaluated, and people who answer."""

from dataclasses import dataclass, field
from datetime import timedelta

from app.accounts.queries import get_actor
from app.core.db import atomic, db
from app.domain.permissions import Role
from app.learning.queries.evaluations import find_evaluation
from app.learning.queries.plans import get_plan_view
from app.learning.services.concluding import conclude_theme, finish_evaluation
from app.learning.services.evaluating import (
    Answer,
    answer_evaluation,
    close_evaluation,
    open_evaluation,
)
from app.learning.services.extending import extend_evaluation
from app.models import Affiliation, Person
from tests.support.factories import make_body, make_person
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme

OPEN_FOR = timedelta(days=14)


@dataclass
class Evaluated:
    """Ids and plain values alone, so that it outlives sessions."""

    app: object
    plan: object
    unit: object
    slug: str
    leader: object
    outcomes: list = field(default_factory=list)
    themes: list = field(default_factory=list)
    staff: list = field(default_factory=list)
    council: list = field(default_factory=list)

    @property
    def clock(self):
        return self.app.extensions["clock"]

    @property
    def url(self):
        return f"/planer/{self.slug}/2026-2/evaluering"

    def person(self, person_id):
        with self.app.app_context():
            found = db.session.get(Person, person_id)
            db.session.remove()
            return found

    def open(self, **given):
        with self.app.app_context(), atomic() as session:
            closes_at = given.pop("closes_at", self.clock.now() + OPEN_FOR)
            actor = get_actor(session, self.leader, now=self.clock.now())
            open_evaluation(
                session, actor, self.plan, closes_at=closes_at, clock=self.clock, **given
            )
        return self

    def extend(self, days=7, reason="Flere trenger tid."):
        with self.app.app_context(), atomic() as session:
            actor = get_actor(session, self.leader, now=self.clock.now())
            ends = find_evaluation(session, self.plan).closes_at + timedelta(days=days)
            extend_evaluation(
                session, actor, self.plan, closes_at=ends, reason=reason, clock=self.clock
            )

    def answer(self, person_id, reached=3, **words):
        with self.app.app_context(), atomic() as session:
            actor = get_actor(session, person_id, now=self.clock.now())
            marks = {} if reached is None else dict.fromkeys(self.outcomes, reached)
            answer_evaluation(
                session, actor, self.plan, answer=Answer(marks, words), clock=self.clock
            )

    def close(self):
        self.clock.moment += OPEN_FOR
        with self.app.app_context(), atomic() as session:
            return close_evaluation(session, self.plan, clock=self.clock)

    def conclude(self, conclusion="continue", summary="Det virket."):
        with self.app.app_context(), atomic() as session:
            actor = get_actor(session, self.leader, now=self.clock.now())
            for theme_id in self.themes:
                conclude_theme(
                    session,
                    actor,
                    self.plan,
                    theme_id,
                    conclusion=conclusion,
                    summary=summary,
                    clock=self.clock,
                )

    def finish(self):
        with self.app.app_context(), atomic() as session:
            actor = get_actor(session, self.leader, now=self.clock.now())
            return finish_evaluation(session, actor, self.plan, clock=self.clock)

    def view(self, session, person_id):
        actor = get_actor(session, person_id, now=self.clock.now())
        return get_plan_view(session, actor, self.slug, "2026-2")


def make_evaluated(app, *, staff=6, council=2, outcomes=2, themes=1):
    """An approved plan with a leader, `staff` who work there and a council's members."""
    with app.app_context(), atomic() as session:
        unit = make_body(session)
        its_council = make_body(session, kind="council")
        session.add(Affiliation(unit_id=unit.id, body_id=its_council.id))
        leader = make_person(session, body=unit, role=Role.LEADER)
        plan = make_plan(session, unit=unit, half_year="2026-2", state="approved")
        made = [make_theme(session, plan, title=f"Tema {nr}") for nr in range(1, themes + 1)]
        kept = [
            make_outcome(session, theme, text=f"Kunne dette {nr}")
            for theme in made
            for nr in range(1, outcomes + 1)
        ]
        for outcome in kept:
            make_activity(session, outcome)
        people = [make_person(session, body=unit) for _ in range(staff)]
        members = [
            make_person(session, body=its_council, role=Role.COUNCIL_MEMBER) for _ in range(council)
        ]
        return Evaluated(
            app,
            plan.id,
            unit.id,
            unit.slug,
            leader.id,
            [outcome.id for outcome in kept],
            [theme.id for theme in made],
            [person.id for person in people],
            [person.id for person in members],
        )
