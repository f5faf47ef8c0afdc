"""Many answers at once: one each, and none after the close."""

from sqlalchemy import func, select

from app.core.db import atomic, db
from app.domain.errors import ConflictError, DeadlinePassedError
from app.learning.services.evaluating import close_evaluation
from app.models import EvaluationAnswer, EvaluationMark
from tests.support.bursts import burst
from tests.support.evaluations import OPEN_FOR, make_evaluated


def count(app, model):
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(model))
        db.session.remove()
        return found


def test_one_person_in_eight_windows_leaves_one_answer(app):
    plan = make_evaluated(app, staff=1).open()

    outcome = burst([lambda: plan.answer(plan.staff[0], works="Øvingene")] * 8)

    assert outcome.errors_but(ConflictError) == []
    assert len(outcome.answers) == 1
    assert (count(app, EvaluationAnswer), count(app, EvaluationMark)) == (1, 1)


def test_answers_and_closes_at_the_deadline_leave_no_mark(app):
    plan = make_evaluated(app, staff=4).open()

    def close():
        plan.clock.moment += OPEN_FOR
        with app.app_context(), atomic() as session:
            return close_evaluation(session, plan.plan, clock=plan.clock)

    def answer(person_id):
        return lambda: plan.answer(person_id)

    outcome = burst([*[answer(person_id) for person_id in plan.staff], close, close])

    assert outcome.errors_but(DeadlinePassedError) == []
    assert outcome.answers.count(True) == 1, "it closes once"
    assert count(app, EvaluationAnswer) == outcome.answers.count(None)
    assert count(app, EvaluationMark) == 0
