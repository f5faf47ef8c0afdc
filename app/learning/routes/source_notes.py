"""Source notes (kildenotat): what employers, councils and partners said."""

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.plan_access import PlanPermission
from app.learning.forms.source_notes import NoteForm
from app.learning.names import source_kind_names
from app.learning.queries.concerns import Concern, ConcernChoices, list_concerns
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.queries.source_notes import get_note, list_notes
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of
from app.learning.services import source_notes as services
from app.models import SourceNote
from app.web.access import current_actor, needs
from app.web.clock import now

NOTES = "/planer/<unit_slug>/<half_year>/kildenotater"


@bp.get(NOTES)
@needs(PlanPermission.PLAN_VIEW)
def source_notes(unit_slug: str, half_year: str) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    return render_template(
        "learning/source_notes.html",
        view=view,
        notes=list_notes(db.session(), view.plan.id),
        kinds=source_kind_names(),
    )


@bp.route(NOTES + "/nytt", methods=["GET", "POST"])
@needs(PlanPermission.SOURCE_NOTE_WRITE)
def add_source_note(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """A new note; `gjelder` names what it is about."""
    view = _plan_to_write(unit_slug, half_year)
    offered = list_concerns(db.session(), view)
    about = offered.find(request.args.get("gjelder", "")) or Concern()
    form = NoteForm.offering(offered, None, "" if about.signal_id else str(about))
    if _asks_again(form):
        return _form_page(view, form, None)
    with atomic() as session:
        services.add_note(
            session,
            current_actor(),
            view.plan.id,
            text=form.note_text(offered, None),
            now=now(),
        )
    flash(_("Kildenotatet er lagret."), "success")
    return redirect(address_of(view, "source_notes"), 303)


@bp.route(NOTES + "/<uuid:note_id>", methods=["GET", "POST"])
@needs(PlanPermission.SOURCE_NOTE_WRITE)
def edit_source_note(unit_slug: str, half_year: str, note_id: UUID) -> ResponseReturnValue:
    view = _plan_to_write(unit_slug, half_year)
    note = get_note(db.session(), view.plan.id, note_id)
    offered: ConcernChoices = list_concerns(db.session(), view)
    about = str(Concern(note.theme_id, note.campaign_id, note.idea_id))
    form = NoteForm.offering(offered, note, about)
    if _asks_again(form):
        return _form_page(view, form, note)
    text = form.note_text(offered, note)
    with atomic() as session:
        services.change_note(session, current_actor(), view.plan.id, note_id, text=text)
    flash(_("Kildenotatet er lagret."), "success")
    return redirect(address_of(view, "source_notes"), 303)


@bp.route(NOTES + "/<uuid:note_id>/fjern", methods=["GET", "POST"])
@needs(PlanPermission.SOURCE_NOTE_WRITE)
def remove_source_note(unit_slug: str, half_year: str, note_id: UUID) -> ResponseReturnValue:
    view = _plan_to_write(unit_slug, half_year)
    get_note(db.session(), view.plan.id, note_id)
    if request.method == "GET":
        return render_template(
            "confirm.html",
            heading=_("Fjerne kildenotatet?"),
            consequences=[_("Teksten blir borte for alltid, også fra kildelisten i planen.")],
            action_url=request.path,
            confirm_label=_("Fjern kildenotatet"),
            cancel_url=address_of(view, "source_notes"),
            color="danger",
        )
    with atomic() as session:
        services.remove_note(session, current_actor(), view.plan.id, note_id)
    flash(_("Kildenotatet er fjernet."), "success")
    return redirect(address_of(view, "source_notes"), 303)


def _plan_to_write(unit_slug: str, half_year: str) -> PlanView:
    return get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.SOURCE_NOTE_WRITE
    )


def _asks_again(form: NoteForm) -> bool:
    """Not sent yet, not in order, or with a number that may be somebody's."""
    return not form.validate_on_submit() or _asks_about_id(form)


def _asks_about_id(form: NoteForm) -> bool:
    return form.holds_national_id and "confirm_id" not in request.form


def _form_page(view: PlanView, form: NoteForm, note: SourceNote | None) -> ResponseReturnValue:
    is_sent = form.is_submitted()
    page = render_template(
        "learning/edit_source_note.html",
        view=view,
        form=form,
        note=note,
        asks_about_id=is_sent and not form.errors and _asks_about_id(form),
    )
    return page, 422 if is_sent else 200
