"""What facilitators do with proposals: answer them, join duplicates, make the shortlist."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.form import BaseForm

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.comparing import LEAST_PEOPLE, SURE_FROM, PairStanding
from app.domain.errors import ConflictError, DomainError, ReasonMissingError
from app.domain.permissions import Permission
from app.domain.proposals import IdeaState
from app.ideas import services
from app.ideas.forms import AnswerForm, OmitForm, costs_form
from app.ideas.queries.likeness import find_similar
from app.ideas.queries.shortlist import count_listed, list_for_shortlist, list_without_cost
from app.ideas.queries.single import IdeaView, get_idea_view
from app.ideas.routes.blueprint import bp, likeness_cache
from app.voting.comparing import get_advice
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.parameters import running_number

IDEA = "/dugnader/<slug>/forslag/<int:nr>"


def _found(slug: str, nr: int, permission: Permission) -> tuple[CampaignView, IdeaView]:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    found = get_idea_view(session, view, nr)
    view.require(permission, now())
    return view, found


@bp.route(IDEA + "/svar", methods=["GET", "POST"])
@needs(Permission.ANSWER_GIVE)
def answer(slug: str, nr: int) -> ResponseReturnValue:
    form = AnswerForm()
    if form.validate_on_submit():
        with atomic() as session:
            services.answer_idea(
                session,
                current_actor(),
                slug,
                nr,
                status=form.status.data,
                text=form.text.data,
                now=now(),
            )
        flash(_("Svaret er lagt ut, og de det gjelder, får beskjed."), "success")
        return redirect(url_for("ideas.show", slug=slug, nr=nr) + "#diskusjon", 303)
    view, found = _found(slug, nr, Permission.ANSWER_GIVE)
    page = render_template("ideas/answer.html", form=form, campaign=view.campaign, idea=found.idea)
    return page, 422 if request.method == "POST" else 200


@bp.route(IDEA + "/slaa-sammen", methods=["GET", "POST"])
@needs(Permission.IDEA_MERGE)
def merge(slug: str, nr: int) -> ResponseReturnValue:
    if request.method == "POST":
        into = request.form.get("into", type=running_number) or 0
        with atomic() as session:
            services.merge_ideas(session, current_actor(), slug, nr, into=into, clock=clock())
        flash(_("Forslagene er slått sammen."), "success")
        return redirect(url_for("ideas.show", slug=slug, nr=into), 303)
    view, found = _found(slug, nr, Permission.IDEA_MERGE)
    if found.idea.state != IdeaState.SUBMITTED:
        raise ConflictError(f"the proposal is {found.idea.state}")
    if request.args.get("med"):
        return _preview(view, found, request.args.get("med", type=running_number) or 0)
    return _choose_target(view, found)


def _choose_target(
    view: CampaignView, found: IdeaView, fault: str | None = None
) -> ResponseReturnValue:
    idea = found.idea
    similar = find_similar(
        db.session(),
        view.campaign,
        f"{idea.title}\n{idea.body}",
        cache=likeness_cache(),
        changed_at=found.latest_change,
        except_nr=idea.nr,
    )
    page = render_template(
        "ideas/merge.html", campaign=view.campaign, idea=idea, similar=similar, fault=fault
    )
    return page, 422 if fault else 200


def _preview(view: CampaignView, found: IdeaView, target_nr: int) -> ResponseReturnValue:
    """What will happen, before it does."""
    try:
        target = get_idea_view(db.session(), view, target_nr)
    except DomainError:
        return _choose_target(view, found, _("Det finnes ikke noe forslag med det nummeret."))
    if target.idea.state != IdeaState.SUBMITTED or target.idea.nr == found.idea.nr:
        return _choose_target(view, found, _("Velg et annet forslag. Dette kan ikke brukes."))
    return render_template(
        "ideas/merge_preview.html",
        campaign=view.campaign,
        found=found,
        idea=found.idea,
        target=target,
    )


@bp.route(IDEA + "/slaa-sammen/angre", methods=["GET", "POST"])
@needs(Permission.IDEA_MERGE)
def unmerge(slug: str, nr: int) -> ResponseReturnValue:
    if request.method == "POST":
        with atomic() as session:
            services.undo_merge(session, current_actor(), slug, nr, clock=clock())
        flash(_("Sammenslåingen er angret."), "success")
        return redirect(url_for("ideas.show", slug=slug, nr=nr), 303)
    view, found = _found(slug, nr, Permission.IDEA_MERGE)
    return render_template(
        "confirm.html",
        heading=_("Vil du angre sammenslåingen?"),
        consequences=[
            _("«%(title)s» blir et eget forslag igjen.", title=found.idea.title),
            _("De som kom med fra det, står ikke lenger bak det andre forslaget."),
        ],
        action_url=url_for("ideas.unmerge", slug=slug, nr=nr),
        confirm_label=_("Angre sammenslåingen"),
        cancel_url=url_for("ideas.show", slug=slug, nr=nr),
    )


@bp.route("/dugnader/<slug>/kortliste", methods=["GET", "POST"])
@needs(Permission.IDEA_SHORTLIST)
def shortlist(slug: str) -> ResponseReturnValue:
    form = OmitForm() if request.method == "POST" else OmitForm(formdata=None)
    is_omitting = request.form.get("act") != "restore"
    chosen = _chosen()
    if request.method == "POST" and not chosen:
        form.form_errors.append(_("Kryss av for de forslagene det gjelder."))
    elif request.method == "POST" and (not is_omitting or form.validate()):
        try:
            moved = _move(slug, chosen, form.reason.data or "")
        except ReasonMissingError:
            form.reason.errors = [_("Skriv en begrunnelse.")]
        else:
            _tell_moved(moved, is_omitting=is_omitting)
            vis = request.form.get("vis") or None
            return redirect(url_for("ideas.shortlist", slug=slug, vis=vis), 303)
    return _show_shortlist(slug, form, chosen)


@bp.post("/dugnader/<slug>/kortliste/timer")
@needs(Permission.IDEA_SHORTLIST)
def fill_costs(slug: str) -> ResponseReturnValue:
    """What proposals cost, where whoever proposed them did not say."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.IDEA_SHORTLIST, now())
    missing = list_without_cost(db.session(), view.campaign)
    form = costs_form({idea.id: idea.title for idea in missing}, request.form)
    if not form.validate():
        return _show_shortlist(slug, OmitForm(formdata=None), [], form)
    typed = {idea.id: form[f"hours-{idea.id}"].minutes for idea in missing}
    costs = {idea: minutes for idea, minutes in typed.items() if minutes is not None}
    with atomic() as session:
        filled = services.fill_costs(session, current_actor(), slug, costs, clock=clock())
    told = ngettext("%(num)s forslag har fått timer.", "%(num)s forslag har fått timer.", filled)
    flash(told, "success" if filled else "info")
    return redirect(url_for("ideas.shortlist", slug=slug), 303)


def _chosen() -> list[UUID]:
    chosen = []
    for text in request.form.getlist("idea"):
        try:
            chosen.append(UUID(text))
        except ValueError:
            continue
    return chosen


def _move(slug: str, chosen: Sequence[UUID], reason: str) -> int:
    actor, act = current_actor(), request.form.get("act")
    with atomic() as session:
        if act == "restore":
            return services.restore_ideas(session, actor, slug, chosen, clock=clock())
        omit = services.keep_only if act == "keep" else services.omit_ideas
        return omit(session, actor, slug, chosen, reason=reason, clock=clock())


def _tell_moved(moved: int, *, is_omitting: bool) -> None:
    if not moved:
        flash(_("Ingenting ble flyttet. Det sto slik fra før."), "info")
    elif is_omitting:
        told = ngettext(
            "%(num)s forslag er tatt ut av lista. De som foreslo det, får en e-post.",
            "%(num)s forslag er tatt ut av lista. De som foreslo dem, får en e-post.",
            moved,
        )
        flash(told, "success")
    else:
        told = ngettext(
            "%(num)s forslag er satt tilbake på lista.",
            "%(num)s forslag er satt tilbake på lista.",
            moved,
        )
        flash(told, "success")


def _show_shortlist(
    slug: str, form: OmitForm, chosen: Sequence[UUID], costs: BaseForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    view.require(Permission.IDEA_SHORTLIST, now())
    is_omitted = request.values.get("vis") == "utelatt"
    rows, more_after = list_for_shortlist(
        session,
        view.campaign.id,
        is_omitted=is_omitted,
        after=request.args.get("etter", type=running_number) or 0,
    )
    on_list, omitted = count_listed(session, view.campaign.id)
    missing = list_without_cost(session, view.campaign)
    page = render_template(
        "ideas/shortlist.html",
        campaign=view.campaign,
        rows=rows,
        more_after=more_after,
        is_omitted=is_omitted,
        on_list=on_list,
        omitted=omitted,
        chosen=set(chosen),
        form=form,
        costs=costs or costs_form({idea.id: idea.title for idea in missing}, None),
        advice=_advice(view),
        sure_from=SURE_FROM,
        least_people=LEAST_PEOPLE,
    )
    return page, 422 if form.errors or (costs and costs.errors) else 200


def _advice(view: CampaignView) -> dict[UUID, PairStanding] | None:
    """What comparing two and two says of each proposal; None where nobody is asked to."""
    if not view.campaign.compares_pairs or not view.may(Permission.PAIRWISE_VIEW, now()):
        return None
    return get_advice(db.session(), view.campaign)
