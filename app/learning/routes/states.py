"""A plan's steps from draft to archive, each asked for before it is done."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import FrozenError, InvalidInputError, NotOpenError
from app.domain.plan_access import PlanPermission, PlanState
from app.learning import services
from app.learning.forms.states import HearingForm
from app.learning.names import state_names
from app.learning.queries.plans import PlanView, get_plan_for
from app.learning.routes.blueprint import bp
from app.learning.routes.words import STATE_COLORS, address_of, plan_crumbs
from app.models import Plan
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.filters import deadline

PLAN = "/planer/<unit_slug>/<half_year>"


@bp.app_template_filter("plan_state")
def plan_state(state: str) -> str:
    """«Utkast», «På høring» …"""
    return state_names()[state]


@bp.app_template_filter("plan_state_color")
def plan_state_color(state: str) -> str:
    """The tag's colour, which only supports the word."""
    return STATE_COLORS.get(PlanState(state), "neutral")


@bp.app_template_global("hearing_is_open")
def hearing_is_open(plan: Plan) -> bool:
    return services.is_hearing_open(plan, now())


@bp.route(PLAN + "/horing/start", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_HEAR)
def send_to_hearing(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Open the hearing, or give people longer."""
    view = _view_for(unit_slug, half_year, PlanPermission.PLAN_HEAR)
    form = HearingForm()
    if form.validate_on_submit() and _heard(view, form):
        flash(_("Planen er på høring. Brukerutvalgene og arbeidsgruppen får en e-post."), "success")
        return redirect(address_of(view, "show"), 303)
    is_longer = view.scope.state is PlanState.HEARING
    page = render_template(
        "confirm.html",
        heading=_("Forleng høringen") if is_longer else _("Send planen på høring"),
        crumbs=plan_crumbs(view),
        consequences=_hearing_consequences(view, is_longer=is_longer),
        form=form,
        action_url=request.path,
        confirm_label=_("Forleng høringen") if is_longer else _("Send på høring"),
        cancel_url=address_of(view, "show"),
    )
    return page, 422 if form.errors else 200


def _hearing_consequences(view: PlanView, *, is_longer: bool) -> list[str]:
    told = _("Brukerutvalgene og arbeidsgruppen får e-post med lenke og frist.")
    if is_longer and view.plan.hearing_ends_at:
        ends = deadline(view.plan.hearing_ends_at)
        return [_("Fristen er nå %(when)s. Den kan bare flyttes til senere.", when=ends), told]
    return [
        _("Ansatte, brukerutvalg og partnere kan si hva de mener om hvert tema."),
        _("Høringen stenger av seg selv når fristen går ut. Først da kan planen godkjennes."),
        told,
    ]


def _heard(view: PlanView, form: HearingForm) -> bool:
    try:
        with atomic() as session:
            services.send_to_hearing(
                session, current_actor(), view.plan.id, ends_at=form.ends_at(), clock=clock()
            )
    except InvalidInputError as error:
        form.refuse(error)
        return False
    return True


@bp.route(PLAN + "/godkjenn", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_APPROVE)
def approve(unit_slug: str, half_year: str) -> ResponseReturnValue:
    try:
        view = _view_for(unit_slug, half_year, PlanPermission.PLAN_APPROVE)
    except FrozenError:
        if request.method == "GET":
            raise
        # Pressed twice: the plan says that it is approved.
        return redirect(url_for(".show", unit_slug=unit_slug, half_year=half_year), 303)
    if request.method == "POST":
        with atomic() as session:
            services.approve_plan(session, current_actor(), view.plan.id, clock=clock())
        flash(_("Planen er godkjent og gjelder."), "success")
        return redirect(address_of(view, "show"), 303)
    if services.is_hearing_open(view.plan, now()):
        raise NotOpenError("the hearing is open", until=view.plan.hearing_ends_at)
    return render_template(
        "confirm.html",
        heading=_("Godkjenn planen"),
        crumbs=plan_crumbs(view),
        consequences=[
            _("Planen gjelder, og alle i enheten kan melde seg på det som er åpent."),
            _("Den blir lagret slik den står nå. Det kan ikke gjøres om."),
            _("Senere endringer blir nye versjoner med en begrunnelse."),
            _("De som har foreslått eller følger forslagene bak temaene, får e-post."),
        ],
        action_url=request.path,
        confirm_label=_("Godkjenn planen"),
        cancel_url=address_of(view, "show"),
    )


@bp.route(PLAN + "/arkiver", methods=["GET", "POST"])
@needs(PlanPermission.PLAN_ARCHIVE)
def archive(unit_slug: str, half_year: str) -> ResponseReturnValue:
    view = _view_for(unit_slug, half_year, PlanPermission.PLAN_ARCHIVE)
    if request.method == "POST":
        with atomic() as session:
            services.archive_plan(session, current_actor(), view.plan.id)
        flash(_("Planen er arkivert."), "success")
        return redirect(address_of(view, "show"), 303)
    consequences = [
        _("Planen kan fortsatt leses av alle som kunne lese den før."),
        _("Ingen kan endre den, melde seg på eller svare på evalueringen."),
        _("Det kan ikke gjøres om."),
    ]
    if view.scope.state is not PlanState.EVALUATED:
        consequences.insert(0, _("Planen er ikke evaluert."))
    return render_template(
        "confirm.html",
        heading=_("Arkiver planen"),
        crumbs=plan_crumbs(view),
        consequences=consequences,
        action_url=request.path,
        confirm_label=_("Arkiver planen"),
        cancel_url=address_of(view, "show"),
    )


def _view_for(unit_slug: str, half_year: str, permission: PlanPermission) -> PlanView:
    return get_plan_for(db.session(), current_actor(), unit_slug, half_year, permission)
