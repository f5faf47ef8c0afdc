"""«Min læring»: what one is expected at, has joined and has done, with notes of one's own."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.dates import day_of
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.half_years import HalfYear
from app.domain.learning.times import TimeKind, TimePlan
from app.domain.plan_access import PlanPermission
from app.learning import services
from app.learning.forms.doing import ReflectionForm
from app.learning.queries.mine import (
    MyActivity,
    find_reflection,
    get_readable_activity,
    list_my_half_years,
    list_my_learning,
)
from app.learning.routes.blueprint import bp
from app.learning.routes.time_words import understood
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.get("/min-laering")
@needs(PlanPermission.PLAN_VIEW)
def mine() -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    current = HalfYear.of(day_of(now()))
    half_years = list_my_half_years(session, actor)
    wanted = request.args.get("halvar")
    half_year = _asked(wanted) if wanted else _usual(half_years, current)
    found = list_my_learning(session, actor, half_year)
    return render_template(
        "learning/mine.html",
        half_year=half_year,
        half_years=half_years,
        coming=[each for each in found if not each.has_done],
        done=[each for each in found if each.has_done],
        when={each.activity.id: _when(each) for each in found},
        today=day_of(now()),
    )


def _asked(wanted: str) -> HalfYear:
    """NotFoundError where it is none, as a month that is none is not found in the calendar."""
    try:
        return HalfYear.parse(wanted)
    except InvalidInputError as unreadable:
        raise NotFoundError("half-year") from unreadable


def _usual(half_years: list[HalfYear], current: HalfYear) -> HalfYear:
    """This half-year, or where it has no plan the next that has one."""
    coming = [each for each in half_years if each >= current]
    return min(coming, default=max(half_years, default=current))


def _when(mine: MyActivity) -> str:
    """The days in words; where there are none, the plan's own words say most."""
    if not mine.days:
        return ""
    return understood(TimePlan(TimeKind(mine.activity.time_kind), mine.days))


@bp.route("/min-laering/<uuid:activity_id>", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_VIEW)
def reflect(activity_id: UUID) -> ResponseReturnValue:
    """One's own note on an activity."""
    actor = current_actor()
    stored = find_reflection(db.session(), actor.person_id, activity_id)
    if stored is None:
        get_readable_activity(db.session(), actor, activity_id)
    form = ReflectionForm()
    if not form.is_submitted():
        form.text.data = stored
    if form.validate_on_submit():
        with atomic() as session:
            services.write_reflection(
                session, actor, activity_id, text=form.text.data or "", now=now()
            )
        flash(_("Notatet ditt er lagret."), "success")
        return redirect(url_for(".mine", _anchor=f"aktivitet-{activity_id}"), 303)
    page = render_template("learning/reflect.html", form=form)
    return page, 422 if form.errors else 200
