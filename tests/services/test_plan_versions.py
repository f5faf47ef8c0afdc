"""Changes after approval: each a version with a reason, and nothing else is one."""

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.errors import FrozenError, ReasonMissingError
from app.domain.learning.document import read_json
from app.domain.learning.lines import Line, fingerprint_of, fingerprint_of_text
from app.domain.permissions import Role
from app.learning import services
from app.learning.queries.content import list_themes
from app.learning.queries.plans import lock_plan
from app.learning.services import PlanText, ThemeText
from app.learning.services.versions import record_change
from app.models import Activity, Arena, Plan, PlanVersion
from tests.support.bursts import burst
from tests.support.clock import FixedClock
from tests.support.factories import AFTER_CLOSE, actor_of, make_body, make_person
from tests.support.plans import make_filled_plan

CLOCK = FixedClock(AFTER_CLOSE)


@pytest.fixture
def unit(session):
    return make_body(session)


@pytest.fixture
def leader(session, unit):
    person = make_person(session, body=unit, role=Role.LEADER)
    return actor_of(session, person, now=AFTER_CLOSE)


@pytest.fixture
def plan(session, unit, leader):
    plan = make_filled_plan(session, unit=unit)
    services.approve_plan(session, leader, plan.id, clock=CLOCK)
    return plan


def save(session, actor, plan, *lines, introduction="", reason=""):
    (theme,) = list_themes(session, plan.id)
    typed = ThemeText(theme.id, fingerprint_of(theme.rows), lines or theme.rows)
    base = fingerprint_of_text(plan.introduction)
    text = PlanText(introduction, base, [typed])
    services.save_plan(session, actor, plan.id, text=text, reason=reason, now=AFTER_CLOSE)


def versions(session):
    return session.scalars(select(PlanVersion).order_by(PlanVersion.number)).all()


def test_a_change_after_approval_is_a_version_at_once(session, leader, plan):
    save(session, leader, plan, Line("Kunne noe nytt"), reason="Ny oppgave.")

    first, second = versions(session)
    assert (second.number, second.reason, second.approved_by) == (
        2,
        "Ny oppgave.",
        leader.person_id,
    )
    assert read_json(first.canonical).themes[0].outcomes[0].text == "Kunne 1.1"
    assert read_json(second.canonical).themes[0].outcomes[0].text == "Kunne noe nytt"


def test_a_change_without_a_reason_is_refused(session, leader, plan):
    with pytest.raises(ReasonMissingError):
        save(session, leader, plan, introduction="Nytt.", reason="  ")


def test_saving_the_same_words_is_no_version_and_needs_no_reason(session, leader, plan):
    save(session, leader, plan)

    assert len(versions(session)) == 1


def test_carrying_out_and_the_register_of_arenas_make_no_version(session, unit, leader, plan):
    activity = session.scalars(select(Activity)).one()
    activity.status, activity.attended, activity.status_note = "done", 14, "Fint."
    session.add(Arena(unit_id=unit.id, name="Kontormøte"))
    session.flush()

    made = record_change(session, lock_plan(session, leader, plan.id), reason="", now=AFTER_CLOSE)

    assert made is None
    assert len(versions(session)) == 1


def test_a_draft_is_changed_without_reasons_or_versions(session, unit, leader):
    draft = make_filled_plan(session, unit=unit, half_year="2027-2")

    save(session, leader, draft, introduction="Nytt.")

    assert draft.introduction == "Nytt."
    assert versions(session) == []


@pytest.mark.parametrize("state", ["evaluated", "archived"])
def test_a_plan_that_is_evaluated_is_not_changed(session, leader, plan, state):
    plan.state = state
    session.flush()

    with pytest.raises(FrozenError):
        save(session, leader, plan, introduction="Nytt.", reason="For sent.")


def test_two_approvals_at_once_make_one_version(app):
    with app.app_context(), atomic() as session:
        unit = make_body(session)
        actors = [
            actor_of(session, make_person(session, body=unit, role=Role.LEADER)) for _ in range(2)
        ]
        plan_id = make_filled_plan(session, unit=unit).id

    def approve(actor):
        def act():
            with app.app_context(), atomic() as session:
                return services.approve_plan(session, actor, plan_id, clock=CLOCK).number

        return act

    outcome = burst([approve(actor) for actor in actors])

    assert outcome.answers == [1]
    assert outcome.errors_but(FrozenError) == []
    with app.app_context():
        assert len(versions(db.session)) == 1
        assert db.session.get(Plan, plan_id).state == "approved"
