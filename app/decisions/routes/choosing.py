"""Choosing what goes forward, answering the rest, and the decision as it is read."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.decisions import queries, services
from app.decisions.answers import answer_many
from app.decisions.evidence import get_evidence, require_result_visible
from app.decisions.forms import (
    DecisionForm,
    answer_statuses,
    read_answers,
    signal_kinds,
)
from app.decisions.routes import presenting
from app.decisions.routes.blueprint import bp
from app.domain.errors import InvalidInputError, ReasonMissingError
from app.domain.permissions import Permission
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.parameters import running_number


@bp.get("/dugnader/<slug>/valg")
@needs(Permission.DECISION_MAKE)
def choose(slug: str) -> ResponseReturnValue:
    """Tick what goes forward. `?endre=1` comes back with the ticks of `?nr=`."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.DECISION_MAKE, now())
    if view.decided_at:
        return redirect(url_for(".show", slug=slug), 303)
    return _choose_page(view, _ticked() if "endre" in request.args else None)


@bp.route("/dugnader/<slug>/valg/bekreft", methods=["GET", "POST"])
@needs(Permission.DECISION_MAKE)
def confirm(slug: str) -> ResponseReturnValue:
    """Look over what was ticked, then confirm it. The ticks stand in the address, as numbers."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.DECISION_MAKE, now())
    if view.decided_at and request.method == "GET":
        return redirect(url_for(".show", slug=slug), 303)
    if request.method == "POST":
        return _decide(view)
    return _confirm_page(view, DecisionForm(formdata=None))


def _ticked() -> frozenset[int]:
    return frozenset(request.args.getlist("nr", type=running_number))


def _choose_page(
    view: CampaignView,
    ticked: frozenset[int] | None,
    *,
    status: int = 200,
    lacking: tuple[str, ...] = (),
) -> ResponseReturnValue:
    page = presenting.choose_page(db.session(), view, after=request.args.get("etter", 0, int))
    return (
        render_template(
            "decisions/choose.html",
            view=view,
            page=page,
            ticked=page.proposed if ticked is None else ticked,
            statuses=answer_statuses(),
            kinds=signal_kinds(),
            lacking=lacking,
        ),
        status,
    )


def _confirm_page(view: CampaignView, form: DecisionForm, status: int = 200) -> ResponseReturnValue:
    page = _looked_over(view)
    presenting.prepare(form, page)
    return render_template("decisions/confirm.html", view=view, page=page, form=form), status


def _looked_over(view: CampaignView) -> presenting.ConfirmPage:
    return presenting.confirm_page(db.session(), view, _ticked(), now())


def _decide(view: CampaignView) -> ResponseReturnValue:
    form = DecisionForm()
    form.validate()
    if form.errors:
        return _confirm_page(view, form, 422)
    wanted = services.Wanted(
        frozenset(each.id for each in _looked_over(view).going),
        form.grounds(),
        form.reason.data or "",
        form.going_text.data or "",
        form.other_text.data or "",
        presenting.plan_target(form),
    )
    try:
        with atomic() as session:
            services.make_decision(
                session, current_actor(), view.campaign.id, wanted=wanted, now=now()
            )
    except ReasonMissingError as missing:
        presenting.show_missing_reasons(form, missing.facts)
        return _confirm_page(view, form, 422)
    except InvalidInputError as error:
        if error.facts.get("field") != "half_year":
            raise
        form.half_year.errors = [_("Planen for dette halvåret er godkjent. Velg et annet halvår.")]
        return _confirm_page(view, form, 422)
    flash(_("Valget er bekreftet. Forslagsstillerne får svar på e-post."), "success")
    return redirect(url_for(".show", slug=view.campaign.slug), 303)


@bp.post("/dugnader/<slug>/valg/svar")
@needs(Permission.ANSWER_GIVE)
def answer(slug: str) -> ResponseReturnValue:
    """Answer the proposals that the decision does not answer, many at once."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.ANSWER_GIVE, now())
    answers, lacking = read_answers(request.form)
    if lacking:
        return _choose_page(view, None, status=422, lacking=tuple(lacking))
    with atomic() as session:
        answer_many(session, current_actor(), view.campaign.id, answers=answers, now=now())
    flash(
        ngettext("%(num)s forslag har fått svar.", "%(num)s forslag har fått svar.", len(answers)),
        "success",
    )
    return redirect(url_for(".choose", slug=slug, _anchor="uten-svar"), 303)


@bp.get("/dugnader/<slug>/beslutning")
@needs(Permission.RESULT_VIEW)
def show(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    require_result_visible(view, now())
    decision = queries.find_decision_view(db.session(), view.campaign.id)
    evidence = get_evidence(db.session(), view.campaign) if decision else None
    plans = queries.list_plans_of(db.session(), view.campaign.id) if decision else []
    return render_template(
        "decisions/show.html",
        view=view,
        decision=decision,
        evidence=evidence,
        plans=plans,
        kinds=signal_kinds(),
        may_decide=view.may(Permission.DECISION_MAKE, now()),
    )
