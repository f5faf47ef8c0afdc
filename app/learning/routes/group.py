"""The working group of a plan: mandate, hours, members, and those who would like to join."""

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import InvalidInputError
from app.domain.learning.working_group import Advice
from app.domain.plan_access import PlanPermission
from app.learning.forms.group import MandateForm, WishForm, hours_in_words, read_id, read_members
from app.learning.names import part_names
from app.learning.queries.group import LearningTime, get_group
from app.learning.queries.plans import PlanView, get_plan_for, get_plan_view
from app.learning.queries.units import MOST_FOUND, list_colleagues
from app.learning.routes.blueprint import bp
from app.learning.routes.words import address_of
from app.learning.services import group as services
from app.web.access import current_actor, needs
from app.web.clock import now

GROUP = "/planer/<unit_slug>/<half_year>/arbeidsgruppe"


@bp.get(GROUP)
@needs(PlanPermission.PLAN_VIEW)
def group(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Who makes the plan, who is represented, and how to join."""
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    found = get_group(db.session(), view, now=now())
    return render_template(
        "learning/group.html",
        view=view,
        group=found,
        parts=part_names(),
        advice=advice_texts(),
        form=WishForm(formdata=None),
        hours=_hours(view, found.time),
    )


def _hours(view: PlanView, time: LearningTime) -> dict[str, str]:
    """What each has, and what the plan asks of whoever takes part in everything."""
    return {
        "each": hours_in_words(view.plan.minutes_each),
        "mandatory": hours_in_words(time.mandatory or None),
        "voluntary": hours_in_words(time.voluntary or None),
    }


@bp.route(GROUP + "/mandat", methods=["GET", "POST"])
@needs(PlanPermission.GROUP_APPOINT)
def mandate(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """What the group is asked to do, until when, and the hours each has."""
    view = _to_appoint(unit_slug, half_year)
    form = MandateForm.filled_from(view.plan)
    if not form.validate_on_submit():
        page = render_template("learning/mandate.html", view=view, form=form)
        return page, 422 if form.errors else 200
    with atomic() as session:
        services.write_mandate(session, current_actor(), view.plan.id, mandate=form.wanted)
    flash(_("Mandatet er lagret."), "success")
    return redirect(address_of(view, "group"), 303)


@bp.post(GROUP + "/hopp-over")
@needs(PlanPermission.PLAN_EDIT)
def skip(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Make the plan without mandate or map, or take that back: the wanted state is sent."""
    view = get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.PLAN_EDIT
    )
    skips_map = request.form.get("what") == "map"
    act = services.skip_map if skips_map else services.skip_mandate
    with atomic() as session:
        act(session, current_actor(), view.plan.id, wanted=request.form.get("wanted") != "0")
    return redirect(address_of(view, "knowledge_flow" if skips_map else "group"), 303)


@bp.route(GROUP + "/oppnevn", methods=["GET", "POST"])
@needs(PlanPermission.GROUP_APPOINT)
def appoint(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Look for people of the unit, and take them in with one press."""
    view = _to_appoint(unit_slug, half_year)
    if request.method == "POST":
        return _appoint(view)
    return _appoint_page(view)


def _appoint(view: PlanView) -> ResponseReturnValue:
    person_id = read_id(request.form.get("person"))
    if person_id is None:
        return _appoint_page(view, status=422)
    with atomic() as session:
        services.appoint(session, current_actor(), view.plan.id, person_id, now=now())
    told = _("Lagt til i arbeidsgruppen. Den som ble oppnevnt, får en e-post.")
    is_oneself = person_id == view.actor.person_id
    flash(_("Du er med i arbeidsgruppen.") if is_oneself else told, "success")
    return redirect(address_of(view, "appoint", q=request.form.get("q") or None), 303)


@bp.post(GROUP + "/medlemmer")
@needs(PlanPermission.GROUP_APPOINT)
def arrange(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """Who leads, who keeps minutes, and each one's profession."""
    view = _to_appoint(unit_slug, half_year)
    try:
        with atomic() as session:
            services.arrange_group(
                session, current_actor(), view.plan.id, members=read_members(request.form)
            )
    except InvalidInputError as error:
        if error.facts.get("reason") != "two_lead":
            raise
        return _appoint_page(view, status=422, two_lead=True)
    flash(_("Arbeidsgruppen er lagret."), "success")
    return redirect(address_of(view, "group"), 303)


@bp.post(GROUP + "/<uuid:person_id>/fjern")
@needs(PlanPermission.GROUP_APPOINT)
def dismiss(unit_slug: str, half_year: str, person_id: UUID) -> ResponseReturnValue:
    view = _to_appoint(unit_slug, half_year)
    with atomic() as session:
        services.dismiss(session, current_actor(), view.plan.id, person_id)
    flash(_("Tatt ut av arbeidsgruppen."), "success")
    return redirect(address_of(view, "appoint"), 303)


@bp.post(GROUP + "/bli-med")
@needs(PlanPermission.GROUP_WISH)
def wish(unit_slug: str, half_year: str) -> ResponseReturnValue:
    """«Jeg vil være med», or not after all."""
    view = get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.GROUP_WISH
    )
    wanted = request.form.get("wanted") != "0"
    profession = request.form.get("profession", "")[:100]
    with atomic() as session:
        services.wish_to_join(
            session, current_actor(), view.plan.id, wanted=wanted, profession=profession, now=now()
        )
    told = _("Lederen ser at du vil være med.") if wanted else _("Du har trukket ønsket ditt.")
    flash(told, "success")
    return redirect(address_of(view, "group"), 303)


def _to_appoint(unit_slug: str, half_year: str) -> PlanView:
    return get_plan_for(
        db.session(), current_actor(), unit_slug, half_year, PlanPermission.GROUP_APPOINT
    )


def _appoint_page(
    view: PlanView, *, status: int = 200, two_lead: bool = False
) -> ResponseReturnValue:
    words = request.values.get("q", "").strip()[:100]
    page = render_template(
        "learning/appoint.html",
        view=view,
        group=get_group(db.session(), view, now=now()),
        found=list_colleagues(db.session(), view.unit, words=words, now=now()),
        typed=read_members(request.form) if two_lead else {},
        words=words,
        most_found=MOST_FOUND,
        parts=part_names(),
        advice=advice_texts(),
        two_lead=two_lead,
    )
    return page, status


def advice_texts() -> dict[str, str]:
    """What the page says of a group that could be put together better."""
    return {
        Advice.NOBODY: _("Ingen er oppnevnt ennå. Tre til fem personer pleier å være passe."),
        Advice.TOO_FEW: _("Gruppen har færre enn tre medlemmer. Tre til fem pleier å være passe."),
        Advice.TOO_MANY: _("Gruppen har flere enn fem medlemmer. Tre til fem pleier å være passe."),
        Advice.NOBODY_LEADS: _("Ingen er satt til å lede gruppen."),
        Advice.NOBODY_KEEPS_MINUTES: _(
            "Ingen er satt til å skrive referat. Det kan gå på omgang: Hvert møte sier hvem som"
            " skrev."
        ),
    }
