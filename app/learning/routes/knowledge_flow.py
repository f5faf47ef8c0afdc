"""The 3 × 3 map of knowledge flow, filled in cell by cell, and two half-years side by side."""

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import atomic, db
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.learning.knowledge_flow import (
    CELLS,
    Cell,
    Change,
    FlowRow,
    Structure,
    compare_flows,
    count_filled,
    fingerprint_of_flow,
    fingerprint_of_rows,
)
from app.domain.plan_access import PlanPermission
from app.learning.forms.knowledge_flow import read_rows, with_empty_rows
from app.learning.queries.arenas import list_arena_names
from app.learning.queries.knowledge_flow import find_earlier, get_flow, list_mapped_plans
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of, why_refused
from app.learning.services import knowledge_flow as services
from app.web.access import current_actor, needs

FLOW = "/planer/<unit_slug>/<half_year>/kunnskapsflyt"


@bp.get(FLOW)
@needs(PlanPermission.PLAN_VIEW)
def knowledge_flow(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """The whole map; `rute` opens one cell to be filled in where it stands.

    `sett` is the map the page already shows: then it is answered only when somebody changed it.
    """
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    cell = Cell.parse(request.args.get("rute", "")) if view.may_edit else None
    seen = request.args.get("sett") if request.headers.get("HX-Request") == "true" else None
    if seen and seen == fingerprint_of_flow(get_flow(db.session(), view.plan.id)):
        return "", 204
    return _map_page(view, cell)


@bp.post(FLOW)
@needs(PlanPermission.PLAN_EDIT)
def save_flow(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Save one cell; «og neste» opens the one after it."""
    view = _plan_to_edit(unit_slug, half_year)
    cell = Cell.parse(request.form.get("cell", ""))
    if cell is None:
        abort(422)
    rows = read_rows(request.form)
    try:
        with atomic() as session:
            services.save_cell(
                session,
                current_actor(),
                view.plan.id,
                cell,
                rows=rows,
                base=request.form.get("base", ""),
            )
    except ConflictError as clash:
        return _map_page(view, cell, typed=rows, clash=clash)
    except InvalidInputError as error:
        return _map_page(view, cell, typed=rows, error=error)
    following = CELLS[(CELLS.index(cell) + 1) % len(CELLS)]
    if request.form.get("then") == "next":
        return redirect(_address(view, following, rute=following), 303)
    return redirect(_address(view, cell), 303)


@bp.post(FLOW + "/kopier")
@needs(PlanPermission.PLAN_EDIT)
def copy_flow(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Fill what is empty from the half-year before."""
    view = _plan_to_edit(unit_slug, half_year)
    earlier = find_earlier(list_mapped_plans(db.session(), view), view.plan.half_year)
    if earlier is None:
        flash(_("Det finnes ikke noe tidligere kart å kopiere fra."), "warning")
        return redirect(address_of(view, "knowledge_flow"), 303)
    with atomic() as session:
        count = services.copy_map(session, current_actor(), view.plan.id)
    flash(ngettext("%(num)s rute er kopiert.", "%(num)s ruter er kopiert.", count), "success")
    return redirect(address_of(view, "knowledge_flow"), 303)


@bp.get(FLOW + "/sammenlign")
@needs(PlanPermission.PLAN_VIEW)
def compare_flow(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """This half-year's map beside another of the unit's, the one before unless `med` names one."""
    session = db.session()
    view = get_plan_view(session, current_actor(), unit_slug, half_year)
    plans = list_mapped_plans(session, view)
    named = next((plan for plan in plans if plan.half_year == request.args.get("med")), None)
    other = named or find_earlier(plans, half_year) or next(iter(plans), None)
    older, newer = (
        sorted([view.plan, other], key=lambda plan: plan.half_year)
        if other
        else (
            view.plan,
            view.plan,
        )
    )
    cells = list(compare_flows(get_flow(session, older.id), get_flow(session, newer.id)))
    return render_template(
        "learning/compare_flow.html",
        view=view,
        plans=plans,
        other=other,
        older=older,
        newer=newer,
        cells=cells,
        questions=cell_questions(),
        changes=change_names(),
    )


def _plan_to_edit(unit_slug: str, half_year: str) -> PlanView:
    return get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.PLAN_EDIT
    )


def _address(view: PlanView, anchor: Cell, **rest: object) -> str:
    return address_of(view, "knowledge_flow", _anchor=f"rute-{anchor}", **rest)


def _map_page(
    view: PlanView,
    cell: Cell | None,
    *,
    typed: list[FlowRow] | None = None,
    clash: ConflictError | None = None,
    error: InvalidInputError | None = None,
) -> ResponseReturnValue:
    session = db.session()
    flow = get_flow(session, view.plan.id)
    stored = flow.get(cell, []) if cell else []
    plans = list_mapped_plans(session, view)
    page = render_template(
        "learning/knowledge_flow.html",
        view=view,
        flow=flow,
        cells=CELLS,
        structures=structure_names(),
        targets=target_names(),
        questions=cell_questions(),
        filled=count_filled(flow),
        seen=fingerprint_of_flow(flow),
        opened=cell,
        rows=with_empty_rows(stored if typed is None else typed),
        stored=stored,
        base=fingerprint_of_rows(stored),
        arenas=list_arena_names(session, view.unit.id) if cell else (),
        earlier=find_earlier(plans, view.plan.half_year),
        has_others=bool(plans),
        clash=clash,
        error=error,
        why=why_refused(error.facts["reason"], error.facts.get("most")) if error else "",
    )
    return page, 409 if clash else 422 if error else 200


def structure_names() -> dict[str, str]:
    """The rows of the map: where the knowledge is."""
    return {
        Structure.INDIVIDUAL: _("Fra den enkelte"),
        Structure.INTERNAL: _("Fra rutinene og møteplassene våre"),
        Structure.EXTERNAL: _("Fra dem utenfor"),
    }


def target_names() -> dict[str, str]:
    """The columns: where it goes."""
    return {
        Structure.INDIVIDUAL: _("til den enkelte"),
        Structure.INTERNAL: _("til rutinene og møteplassene våre"),
        Structure.EXTERNAL: _("til dem utenfor"),
    }


def cell_questions() -> dict[str, str]:
    """What each of the nine asks, in plain words."""
    return {
        "individual-individual": _("Hvordan lærer vi av hverandre, person til person?"),
        "individual-internal": _("Hvordan blir det én kan, til rutiner og verktøy for alle?"),
        "individual-external": _(
            "Hvordan deler den enkelte det hun eller han kan, med brukere og partnere?"
        ),
        "internal-individual": _("Hvordan når rutiner og verktøy fram til den enkelte?"),
        "internal-internal": _("Hvordan henger møter, systemer og rutiner sammen hos oss?"),
        "internal-external": _("Hvordan har brukere og partnere nytte av rutinene våre?"),
        "external-individual": _("Hva lærer den enkelte av brukere, arbeidsgivere og partnere?"),
        "external-internal": _("Hvordan blir det vi hører utenfra, til rutiner hos oss?"),
        "external-external": _("Hvordan hjelper vi brukere og partnere å lære av hverandre?"),
    }


def change_names() -> dict[str, str]:
    return {Change.KEPT: "", Change.NEW: _("Ny siden sist"), Change.GONE: _("Ikke med videre")}
