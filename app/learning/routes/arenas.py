"""The unit's register of arenas, shared by all its plans."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import atomic, db
from app.domain.errors import InvalidInputError
from app.domain.half_years import HalfYear
from app.domain.plan_access import PlanPermission, require_in_plan
from app.learning.forms.arenas import QUICK_ROWS, ArenaForm, read_arenas
from app.learning.queries.arenas import get_arena, list_arenas
from app.learning.queries.units import UnitView, get_unit_view
from app.learning.routes.blueprint import bp
from app.learning.services import arenas as services
from app.learning.services.arenas import ArenaText
from app.web.access import current_actor, needs
from app.web.clock import now

ARENAS = "/planer/<unit_slug>/arenaer"


@bp.get(ARENAS)
@needs(PlanPermission.PLAN_VIEW)
def arenas(unit_slug: str) -> ResponseReturnValue:
    """The overview, for everyone who may read a plan of the unit."""
    view = get_unit_view(db.session(), current_actor(), unit_slug)
    lines = list_arenas(db.session(), view.unit.id)
    return render_template(
        "learning/arenas.html",
        view=view,
        arenas=[line for line in lines if not line.is_retired],
        retired=[line for line in lines if line.is_retired],
        half_year=_plan_one_came_from(),
    )


def _plan_one_came_from() -> str | None:
    """The half-year of the plan whose groundwork led here, for the way back."""
    try:
        return str(HalfYear.parse(request.args.get("plan", "")))
    except InvalidInputError:
        return None


@bp.route(ARENAS + "/nye", methods=["GET", "POST"])
@needs(PlanPermission.ARENA_EDIT)
def add_arenas(unit_slug: str) -> ResponseReturnValue:
    """Several at once: in rows, or pasted from a table."""
    view = _unit_to_edit(unit_slug)
    typed = read_arenas(request.form)
    if request.method == "GET" or not typed:
        return _add_page(view, typed, 200 if request.method == "GET" else 422)
    try:
        with atomic() as session:
            count = services.add_arenas(session, current_actor(), unit_slug, arenas=typed)
    except InvalidInputError as error:
        return _add_page(view, typed, 422, error)
    told = ngettext("%(num)s arena er lagt til.", "%(num)s arenaer er lagt til.", count)
    flash(told if count else _("Alle arenaene fantes fra før."), "success")
    return redirect(url_for(".arenas", unit_slug=unit_slug), 303)


def _add_page(
    view: UnitView, typed: list[ArenaText], status: int, error: InvalidInputError | None = None
) -> ResponseReturnValue:
    rows = typed + [ArenaText("")] * max(1, QUICK_ROWS - len(typed))
    page = render_template(
        "learning/add_arenas.html",
        view=view,
        rows=rows,
        lacks_names=request.method == "POST" and not typed,
        error=error,
    )
    return page, status


@bp.route(ARENAS + "/<uuid:arena_id>", methods=["GET", "POST"])
@needs(PlanPermission.ARENA_EDIT)
def edit_arena(unit_slug: str, arena_id: UUID) -> ResponseReturnValue:
    view = _unit_to_edit(unit_slug)
    arena = get_arena(db.session(), view.unit.id, arena_id)
    form = ArenaForm(obj=arena)
    if form.validate_on_submit() and _is_changed(unit_slug, arena_id, form):
        flash(_("Arenaen er lagret."), "success")
        return redirect(url_for(".arenas", unit_slug=unit_slug), 303)
    page = render_template("learning/edit_arena.html", view=view, arena=arena, form=form)
    return page, 422 if form.errors else 200


def _is_changed(unit_slug: str, arena_id: UUID, form: ArenaForm) -> bool:
    try:
        with atomic() as session:
            services.change_arena(session, current_actor(), unit_slug, arena_id, text=form.wanted)
    except InvalidInputError as error:
        told = {
            "taken": _("Enheten har alt en arena med dette navnet."),
            "missing": _("Skriv hva arenaen heter."),
            "national_id": _(
                "Her står et tall som ligner et fødselsnummer. Ta det bort før du lagrer."
            ),
        }
        field = form[str(error.facts["field"])]
        field.errors = [told[str(error.facts["reason"])]]
        return False
    return True


@bp.post(ARENAS + "/<uuid:arena_id>/fjern")
@needs(PlanPermission.ARENA_EDIT)
def remove_arena(unit_slug: str, arena_id: UUID) -> ResponseReturnValue:
    """Out of the register; what plans have used is retired, and can be taken back."""
    _unit_to_edit(unit_slug)
    with atomic() as session:
        is_deleted = services.remove_arena(session, current_actor(), unit_slug, arena_id, now=now())
    if is_deleted:
        flash(_("Arenaen er slettet."), "success")
    else:
        flash(_("Arenaen er lagt bort. Den blir stående i planene som har brukt den."), "success")
    return redirect(url_for(".arenas", unit_slug=unit_slug), 303)


@bp.post(ARENAS + "/<uuid:arena_id>/bruk-igjen")
@needs(PlanPermission.ARENA_EDIT)
def reuse_arena(unit_slug: str, arena_id: UUID) -> ResponseReturnValue:
    _unit_to_edit(unit_slug)
    with atomic() as session:
        services.reuse_arena(session, current_actor(), unit_slug, arena_id)
    flash(_("Arenaen er i bruk igjen."), "success")
    return redirect(url_for(".arenas", unit_slug=unit_slug), 303)


def _unit_to_edit(unit_slug: str) -> UnitView:
    view = get_unit_view(db.session(), current_actor(), unit_slug)
    require_in_plan(view.actor, PlanPermission.ARENA_EDIT, view.scope)
    return view
