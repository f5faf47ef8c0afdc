"""Giving an evaluation more time."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import DeadlinePassedError, InvalidInputError, NotOpenError
from app.domain.plan_access import PlanPermission
from app.learning.forms.evaluation import ExtendForm
from app.learning.queries.evaluations import is_closed, list_moves
from app.learning.queries.plans import PlanView, get_plan_for
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of
from app.learning.services.extending import extend_evaluation as extend
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.filters import until


@bp.route("/planer/<unit_slug>/<half_year>/evaluering/forleng", methods=["GET", "POST"])
@needs(PlanPermission.EVALUATION_OPEN)
def extend_evaluation(unit_slug: str, half_year: str) -> ResponseReturnValue:
    view = get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.EVALUATION_OPEN
    )
    if view.evaluation is None:
        raise NotOpenError("evaluation")
    if is_closed(view.evaluation, now()):
        raise DeadlinePassedError(deadline=view.evaluation.closes_at)
    form = ExtendForm()
    if form.validate_on_submit() and _extended(view, form):
        flash(_("Evalueringen er åpen %(until)s.", until=until(form.closes_at())), "success")
        return redirect(address_of(view, "show"), 303)
    moves = list_moves(db.session(), view.plan.id)
    page = render_template("learning/extend_evaluation.html", view=view, form=form, moves=moves)
    return page, 422 if form.errors else 200


def _extended(view: PlanView, form: ExtendForm) -> bool:
    try:
        with atomic() as session:
            extend(
                session,
                current_actor(),
                view.plan.id,
                closes_at=form.closes_at(),
                reason=form.reason.data or "",
                clock=clock(),
            )
    except InvalidInputError as error:
        form.refuse(error)
        return False
    return True
