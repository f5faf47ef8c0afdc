"""The plans one may read, and one plan."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import atomic, db
from app.decisions.promotion import PlanTarget, half_years_to_choose
from app.domain.errors import NotAllowedError
from app.domain.half_years import HalfYear
from app.domain.plan_access import PlanPermission
from app.learning import services
from app.learning.forms.plans import StartForm
from app.learning.queries.overview import may_oversee
from app.learning.queries.plans import get_plan_view, list_plans, list_units_to_plan
from app.learning.routes.blueprint import bp
from app.learning.routes.plan_page import plan_page
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.half_years import half_year_words


@bp.route("/planer", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_VIEW)
def index() -> ResponseReturnValue:
    """The plans one may read; whoever writes plans can start one here."""
    actor = current_actor()
    form = _start_form()
    if request.method == "POST" and form is None:
        raise NotAllowedError(PlanPermission.PLAN_EDIT)
    if form and form.validate_on_submit():
        target = PlanTarget(UUID(form.unit_id.data), HalfYear.parse(form.half_year.data))
        with atomic() as session:
            services.start_plan(session, actor, target=target, now=now())
        unit = next(unit for unit in form.units if str(unit.id) == form.unit_id.data)
        return redirect(url_for(".show", unit_slug=unit.slug, half_year=form.half_year.data), 303)
    plans = list_plans(db.session(), actor)
    page = render_template(
        "learning/index.html", plans=plans, form=form, oversees=may_oversee(actor)
    )
    return page, 422 if form and form.errors else 200


def _start_form() -> StartForm | None:
    units = list_units_to_plan(db.session(), current_actor())
    if not units:
        return None
    form = StartForm()
    form.units = units
    form.unit_id.choices = [(str(unit.id), unit.name) for unit in units]
    form.half_year.choices = [
        (str(half), half_year_words(half)) for half in half_years_to_choose(now())
    ]
    return form


@bp.get("/planer/<unit_slug>/<half_year>")
@needs(PlanPermission.PLAN_VIEW)
def show(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Opens on the tables: as fields for those who may fill them in, unless they ask to read."""
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    return plan_page(view, reading="les" in request.args)
