"""The working group's meetings: what was on, what was said, what was decided."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.plan_access import PlanPermission
from app.learning.forms.meetings import (
    MeetingForm,
    read_decisions,
    stored_decisions,
    with_empty_rows,
)
from app.learning.queries.concerns import list_concerns
from app.learning.queries.meetings import MeetingView, get_meeting, list_meetings, list_members
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of, why_refused
from app.learning.services import meetings as services
from app.learning.services.meetings import DecisionText
from app.web.access import current_actor, needs

MEETINGS = "/planer/<unit_slug>/<half_year>/moter"


@bp.get(MEETINGS)
@needs(PlanPermission.PLAN_VIEW)
def meetings(unit_slug: str, half_year: str) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found = list_meetings(db.session(), view.plan.id)
    return render_template("learning/meetings.html", view=view, meetings=found)


@bp.get(MEETINGS + "/<uuid:meeting_id>")
@needs(PlanPermission.PLAN_VIEW)
def meeting(unit_slug: str, half_year: str, meeting_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found = get_meeting(db.session(), view.plan.id, meeting_id)
    return render_template("learning/meeting.html", view=view, found=found)


@bp.route(MEETINGS + "/nytt", methods=["GET", "POST"])
@needs(PlanPermission.MEETING_WRITE)
def add_meeting(unit_slug: str, half_year: str) -> ResponseReturnValue:
    view = _plan_to_write(unit_slug, half_year)
    form = MeetingForm.offering(list_members(db.session(), view))
    decisions = read_decisions(request.form, list_concerns(db.session(), view), None)
    if not form.validate_on_submit():
        return _form_page(view, form, decisions)
    try:
        with atomic() as session:
            added = services.add_meeting(
                session, current_actor(), view.plan.id, text=form.text(decisions)
            )
    except InvalidInputError as error:
        return _form_page(view, form, decisions, error=error)
    flash(_("Møtet er lagret."), "success")
    return redirect(address_of(view, "meeting", meeting_id=added.id), 303)


@bp.route(MEETINGS + "/<uuid:meeting_id>/rediger", methods=["GET", "POST"])
@needs(PlanPermission.MEETING_WRITE)
def edit_meeting(unit_slug: str, half_year: str, meeting_id: UUID) -> ResponseReturnValue:
    view = _plan_to_write(unit_slug, half_year)
    stored = get_meeting(db.session(), view.plan.id, meeting_id)
    form = MeetingForm.offering(list_members(db.session(), view), stored)
    if request.method == "GET":
        return _form_page(view, form, stored_decisions(stored), stored=stored)
    decisions = read_decisions(request.form, list_concerns(db.session(), view), stored)
    if not form.validate():
        return _form_page(view, form, decisions, stored=stored)
    return _save(view, form, decisions, stored)


def _save(
    view: PlanView, form: MeetingForm, decisions: Sequence[DecisionText], stored: MeetingView
) -> ResponseReturnValue:
    meeting_id = stored.meeting.id
    try:
        with atomic() as session:
            services.change_meeting(
                session,
                current_actor(),
                view.plan.id,
                meeting_id,
                text=form.text(decisions),
                base=request.form.get("base", ""),
            )
    except ConflictError as clash:
        # What was typed is kept; saving again replaces what the others wrote.
        fresh = get_meeting(db.session(), view.plan.id, meeting_id)
        return _form_page(view, form, decisions, stored=fresh, clash=clash)
    except InvalidInputError as error:
        return _form_page(view, form, decisions, stored=stored, error=error)
    flash(_("Møtet er lagret."), "success")
    return redirect(address_of(view, "meeting", meeting_id=meeting_id), 303)


@bp.route(MEETINGS + "/<uuid:meeting_id>/slett", methods=["GET", "POST"])
@needs(PlanPermission.MEETING_WRITE)
def remove_meeting(unit_slug: str, half_year: str, meeting_id: UUID) -> ResponseReturnValue:
    view = _plan_to_write(unit_slug, half_year)
    get_meeting(db.session(), view.plan.id, meeting_id)
    if request.method == "GET":
        return render_template(
            "confirm.html",
            heading=_("Slette møtet?"),
            consequences=[_("Saksliste, referat og vedtak blir borte for alltid.")],
            action_url=request.path,
            confirm_label=_("Slett møtet"),
            cancel_url=address_of(view, "meeting", meeting_id=meeting_id),
            color="danger",
        )
    with atomic() as session:
        services.remove_meeting(session, current_actor(), view.plan.id, meeting_id)
    flash(_("Møtet er slettet."), "success")
    return redirect(address_of(view, "meetings"), 303)


def _plan_to_write(unit_slug: str, half_year: str) -> PlanView:
    return get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.MEETING_WRITE
    )


def _form_page(
    view: PlanView,
    form: MeetingForm,
    decisions: Sequence[DecisionText],
    *,
    stored: MeetingView | None = None,
    clash: ConflictError | None = None,
    error: InvalidInputError | None = None,
) -> ResponseReturnValue:
    field = error.facts.get("field") if error else None
    why = why_refused(error.facts.get("reason"), error.facts.get("most")) if error else ""
    if field in form:
        form[field].errors = [*form[field].errors, why]
        error = None
    status = 409 if clash else 422 if form.errors or error else 200
    page = render_template(
        "learning/edit_meeting.html",
        view=view,
        form=form,
        stored=stored,
        decisions=with_empty_rows(decisions),
        offered=list_concerns(db.session(), view),
        clash=clash,
        error=error,
        why=why,
    )
    return page, status
