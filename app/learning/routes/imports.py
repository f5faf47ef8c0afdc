"""A plan from a file: send it, look at what becomes what, take it in."""

from contextlib import closing
from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import atomic, db
from app.domain.errors import (
    DomainError,
    FrozenError,
    InvalidInputError,
    NotFoundError,
    ReasonMissingError,
    TooLargeError,
    UnsupportedError,
)
from app.domain.learning.imported import FoundPlan
from app.domain.plan_access import PlanPermission
from app.domain.text import clean_line
from app.learning.forms.imports import (
    PlanFileForm,
    file_fault,
    read_choices,
    theme_fault,
    value_of,
    ways,
)
from app.learning.names import column_names, levels_by_word
from app.learning.queries.content import list_themes
from app.learning.queries.plans import PlanView, get_plan_for
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of
from app.learning.services.imports import Choice, Way, fault_in, import_plan, read_plan_file
from app.organisation.services.files import get_upload, keep_upload
from app.web.access import current_actor, needs
from app.web.clock import now

KIND = "plan"
"""The kind of upload that waits to be taken into a plan."""
LONGEST_NAME = 150
_STATUSES = {
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    InvalidInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
}


@bp.route("/planer/<unit_slug>/<half_year>/hent-inn", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_EDIT)
def import_file(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Take the file; one that cannot be read is refused beside the field."""
    view = _plan_to_edit(unit_slug, half_year)
    form = PlanFileForm()
    status = HTTPStatus.OK
    if form.validate_on_submit():
        with closing(form.file.data) as sent:
            content = sent.read()
        try:
            read_plan_file(content)
        except (TooLargeError, UnsupportedError, InvalidInputError) as error:
            form.file.errors = [file_fault(error)]
            status = _STATUSES[type(error)]
        else:
            return _kept(view, content, sent.filename or "")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = render_template("learning/import.html", view=view, form=form, columns=column_names())
    return page, status


def _kept(view: PlanView, content: bytes, name: str) -> ResponseReturnValue:
    with atomic() as session:
        who = current_actor().person_id
        upload = keep_upload(session, who, kind=KIND, content=content, now=now())
    name = clean_line(name)[:LONGEST_NAME]
    return redirect(address_of(view, "preview_import", upload_id=upload.id, fil=name), 303)


@bp.route("/planer/<unit_slug>/<half_year>/hent-inn/<uuid:upload_id>", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_EDIT)
def preview_import(unit_slug: str, half_year: str, upload_id: UUID) -> ResponseReturnValue:
    """GET shows what becomes what; POST reads the same file anew and takes it in.

    A file that is taken in already is gone, and whoever comes back to it is led to the plan.
    """
    view = _plan_to_edit(unit_slug, half_year)
    try:
        upload = get_upload(db.session(), current_actor().person_id, upload_id, kind=KIND)
    except NotFoundError:
        return redirect(address_of(view, "show"), 303)
    found = read_plan_file(upload.content, levels_by_word())
    themes = list_themes(db.session(), view.plan.id)
    choices = read_choices(request.form, found.themes, themes)
    if request.method == "GET":
        return _preview_page(view, found, choices)
    return _take_in(view, found, choices, upload_id)


def _take_in(
    view: PlanView, found: FoundPlan, choices: list[Choice], upload_id: UUID
) -> ResponseReturnValue:
    name = clean_line(request.args.get("fil", ""))[:LONGEST_NAME] or _("en fil")
    try:
        with atomic() as session:
            count = import_plan(
                session,
                view.actor,
                view.plan.id,
                found=found,
                choices=choices,
                source=_("Importert fra %(file)s", file=name),
                untitled=_("Tema uten navn"),
                reason=request.form.get("change_reason", ""),
                now=now(),
            )
            session.delete(get_upload(session, view.actor.person_id, upload_id, kind=KIND))
    except (ReasonMissingError, InvalidInputError, FrozenError) as error:
        if isinstance(error, FrozenError) and error.facts.get("reason") != "has_history":
            raise
        fresh = _plan_to_edit(view.unit.slug, view.plan.half_year)
        return _preview_page(fresh, found, choices, error)
    rows = sum(
        len(theme.lines)
        for theme, choice in zip(found.themes, choices, strict=True)
        if choice.way is not Way.SKIP
    )
    flash(_taken_in(count, rows), "success" if count else "info")
    return redirect(address_of(view, "show"), 303)


def _taken_in(themes: int, rows: int) -> str:
    if not themes:
        return str(_("Ingenting er hentet inn."))
    told = ngettext("%(num)s tema er hentet inn.", "%(num)s temaer er hentet inn.", themes)
    in_all = ngettext("%(num)s rad i alt.", "%(num)s rader i alt.", rows)
    return f"{told} {in_all}"


def _preview_page(
    view: PlanView, found: FoundPlan, choices: list[Choice], error: DomainError | None = None
) -> ResponseReturnValue:
    themes = list_themes(db.session(), view.plan.id)
    faults = [theme_fault(fault_in(theme)) for theme in found.themes]
    page = render_template(
        "learning/import_preview.html",
        view=view,
        found=found,
        rows=[
            (theme, value_of(choice), fault)
            for theme, choice, fault in zip(found.themes, choices, faults, strict=True)
        ],
        ways=ways(themes),
        columns=column_names(),
        asks_reason=isinstance(error, ReasonMissingError),
        is_frozen=isinstance(error, FrozenError),
        is_refused=isinstance(error, InvalidInputError),
        back=address_of(view, "import_file"),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK


def _plan_to_edit(unit_slug: str, half_year: str) -> PlanView:
    return get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.PLAN_EDIT
    )
