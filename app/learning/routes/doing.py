"""Carrying out an activity: done, moved or cancelled, and whether names of who came are kept."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.dates import day_of
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.plan_access import PlanPermission, require_in_plan
from app.learning import services
from app.learning.forms.doing import CancelledForm, DoneForm, MovedForm, NamesForm
from app.learning.queries.activities import ActivityView, get_activity
from app.learning.queries.doing import (
    OPEN_STATUSES,
    get_doing,
    is_voluntary,
    last_day,
    list_names_kept,
    list_who_may_have_come,
    name_of,
)
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of
from app.web.access import current_actor, needs
from app.web.clock import now

Act = DoneForm | MovedForm | CancelledForm
ACTIVITY = "/planer/<unit_slug>/<half_year>/aktivitet/<uuid:activity_id>"


def doing_of(view: PlanView, found: ActivityView) -> dict[str, Any]:
    """What the activity's page needs to show how it is joined and carried out."""
    last = last_day(view, found)
    is_open = found.activity.status in OPEN_STATUSES and day_of(now()) <= last
    may_carry_out = view.may("activity:carry_out", found.team_path)
    return {
        "doing": get_doing(db.session(), view, found),
        "is_voluntary": is_voluntary(found),
        "may_join": is_open and is_voluntary(found) and view.may("activity:join"),
        "is_open": is_open,
        "last_day": last,
        "may_carry_out": may_carry_out,
        "may_read_names": may_carry_out,
    }


@bp.route(f"{ACTIVITY}/gjennomforing", methods=["GET", "POST"])
@needs(PlanPermission.ACTIVITY_CARRY_OUT)
def carry_out(unit_slug: str, half_year: str, activity_id: UUID) -> ResponseReturnValue:
    """`som` in the address says which of the three it is about."""
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found = get_activity(db.session(), view, activity_id)
    require_in_plan(view.actor, PlanPermission.ACTIVITY_CARRY_OUT, view.scope, found.team_path)
    how = request.args.get("som", "done")
    if how not in ("done", "moved", "cancelled"):
        raise NotFoundError(f"carrying out as {how}")
    form = _form_of(view, found, how)
    if form.validate_on_submit():
        try:
            _carry_out(view, activity_id, form)
        except InvalidInputError as error:
            form.refuse(error)
        else:
            flash(_("Gjennomføringen er lagret."), "success")
            return redirect(address_of(view, "activity", activity_id=activity_id), 303)
    page = render_template(
        "learning/carry_out.html",
        view=view,
        found=get_activity(db.session(), view, activity_id),
        name=name_of(found),
        form=form,
        how=how,
    )
    return page, 422 if form.errors else 200


def _form_of(view: PlanView, found: ActivityView, how: str) -> Act:
    if how == "moved":
        return MovedForm()
    if how == "cancelled":
        return CancelledForm()
    activity, session = found.activity, db.session()
    people = (
        list_who_may_have_come(session, activity.id, now=now())
        if view.plan.names_attendance
        else []
    )
    came = sorted(list_names_kept(session, activity.id), key=str) if people else []
    form = DoneForm.offering(people, came)
    if not form.is_submitted() and activity.status == "done":
        form.said_before(activity.attended, activity.status_note)
    return form


def _carry_out(view: PlanView, activity_id: UUID, form: Act) -> None:
    note = form.note.data or ""
    with atomic() as session:
        of_this = (session, view.actor, view.plan.id, activity_id)
        if isinstance(form, DoneForm):
            attended = form.read(keeps_names=bool(form.names.choices))
            services.mark_done(*of_this, attended=attended, note=note, now=now())
        elif isinstance(form, MovedForm):
            services.move_activity(*of_this, time=form.time.data or "", note=note, now=now())
        else:
            services.cancel_activity(*of_this, reason=note, now=now())


@bp.post(f"{ACTIVITY}/gjennomforing/angre")
@needs(PlanPermission.ACTIVITY_CARRY_OUT)
def undo_status(unit_slug: str, half_year: str, activity_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    with atomic() as session:
        services.undo_status(session, view.actor, view.plan.id, activity_id, now=now())
    flash(_("Det er angret."), "success")
    return redirect(address_of(view, "activity", activity_id=activity_id), 303)


@bp.route("/planer/<unit_slug>/<half_year>/fremmote", methods=["GET", "POST"])
@needs(PlanPermission.ATTENDANCE_NAME)
def attendance(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Numbers alone, or names too and why."""
    view = get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.ATTENDANCE_NAME
    )
    form = NamesForm()
    if not form.is_submitted():
        form.reason.data = view.plan.names_attendance
    if form.validate_on_submit():
        try:
            with atomic() as session:
                reason = form.reason.data or ""
                services.decide_on_names(session, view.actor, view.plan.id, reason=reason)
        except InvalidInputError as error:
            form.refuse(error)
        else:
            flash(_("Valget er lagret."), "success")
            return redirect(address_of(view, "show"), 303)
    page = render_template("learning/attendance.html", view=view, form=form)
    return page, 422 if form.errors else 200
