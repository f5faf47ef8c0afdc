"""Links to, and files of, what an activity used."""

from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import InvalidInputError, TooLargeError, UnsupportedError
from app.domain.learning.materials import ENDINGS, LARGEST_BYTES
from app.domain.plan_access import PlanPermission, require_in_plan
from app.learning import services
from app.learning.forms.doing import MaterialForm
from app.learning.queries.activities import ActivityView, get_activity
from app.learning.queries.doing import get_material, name_of
from app.learning.queries.plans import PlanView, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.doing import ACTIVITY
from app.learning.routes.words import address_of
from app.models import Material
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.route(f"{ACTIVITY}/materiell", methods=["GET", "POST"])
@needs(PlanPermission.ACTIVITY_CARRY_OUT)
def add_material(unit_slug: str, half_year: str, activity_id: UUID) -> ResponseReturnValue:
    view, found = _to_carry_out(unit_slug, half_year, activity_id)
    form = MaterialForm()
    if form.validate_on_submit():
        try:
            _add(view, activity_id, form)
        except InvalidInputError as error:
            form.refuse(error)
        except UnsupportedError:
            _say(form, _("Vi tar imot PDF, PNG, JPEG og Word (DOCX) uten makroer."))
        except TooLargeError:
            _say(form, _("Filen er større enn 10 megabyte."))
        else:
            flash(_("Materiellet er lagt til."), "success")
            return redirect(address_of(view, "activity", activity_id=activity_id), 303)
    page = render_template(
        "learning/add_material.html", view=view, found=found, name=name_of(found), form=form
    )
    return page, 422 if form.errors else 200


def _say(form: MaterialForm, message: str) -> None:
    form.file.errors = [*form.file.errors, message]


def _add(view: PlanView, activity_id: UUID, form: MaterialForm) -> None:
    title, url, sent = form.title.data or "", form.link.data or "", request.files.get("file")
    with atomic() as session:
        of_this = (session, view.actor, view.plan.id, activity_id)
        if sent is not None and sent.filename:
            # One byte more than is taken, so that what is too large is told from what is not.
            content = sent.stream.read(LARGEST_BYTES + 1)
            services.add_file(*of_this, title=title, name=sent.filename, content=content, now=now())
        else:
            services.add_link(*of_this, title=title, url=url, now=now())


@bp.get(f"{ACTIVITY}/materiell/<uuid:material_id>")
@needs(PlanPermission.PLAN_VIEW)
def material(
    unit_slug: str, half_year: str, activity_id: UUID, material_id: UUID
) -> ResponseReturnValue:
    """The file as a download, which no browser opens as a page of ours."""
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found = get_activity(db.session(), view, activity_id)
    kept = get_material(db.session(), found.activity.id, material_id)
    if kept.content is None:
        return redirect(address_of(view, "activity", activity_id=activity_id), 303)
    return _download(kept)


def _download(kept: Material) -> Response:
    answer = make_response(kept.content or b"")
    answer.content_type = kept.media_type or "application/octet-stream"
    name = quote(f"{kept.title}.{ENDINGS.get(answer.mimetype or '', 'bin')}", safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@bp.route(f"{ACTIVITY}/materiell/<uuid:material_id>/fjern", methods=["GET", "POST"])
@needs(PlanPermission.ACTIVITY_CARRY_OUT)
def remove_material(
    unit_slug: str, half_year: str, activity_id: UUID, material_id: UUID
) -> ResponseReturnValue:
    view, _found = _to_carry_out(unit_slug, half_year, activity_id)
    back = address_of(view, "activity", activity_id=activity_id)
    if request.method == "GET":
        kept = get_material(db.session(), activity_id, material_id)
        return render_template(
            "confirm.html",
            heading=_("Fjerne materiellet?"),
            consequences=[_("«%(title)s» blir borte for alle.", title=kept.title)],
            action_url=request.path,
            confirm_label=_("Fjern materiellet"),
            cancel_url=back,
            color="danger",
        )
    with atomic() as session:
        services.remove_material(session, view.actor, view.plan.id, activity_id, material_id)
    flash(_("Materiellet er fjernet."), "success")
    return redirect(back, 303)


def _to_carry_out(
    unit_slug: str, half_year: str, activity_id: UUID
) -> tuple[PlanView, ActivityView]:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found = get_activity(db.session(), view, activity_id)
    require_in_plan(view.actor, PlanPermission.ACTIVITY_CARRY_OUT, view.scope, found.team_path)
    return view, found
