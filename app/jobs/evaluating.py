"""What the worker does for evaluations: remind once, close for good."""

from app.core.db import atomic, db
from app.learning.queries import evaluations
from app.learning.services import evaluating
from app.web.clock import clock


def remind_of_evaluations() -> None:
    """Some days before the end, remind those who have not answered; who it is, is told nobody."""
    for plan_id in evaluations.list_unreminded(db.session(), clock().now()):
        with atomic() as session:
            evaluating.remind_of_evaluation(session, plan_id, clock=clock())


def close_evaluations() -> None:
    """Erase who has answered as soon as nobody can answer any more."""
    for plan_id in evaluations.list_due(db.session(), clock().now()):
        with atomic() as session:
            evaluating.close_evaluation(session, plan_id, clock=clock())
