"""Reporting something, and the facilitator's queue of what was reported."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, get_campaign_view
from app.contributions import services
from app.contributions.forms import ReportForm, SettleForm, concern_names, outcome_names
from app.contributions.queries import Reported, list_reported, list_settled
from app.contributions.routes.blueprint import IDEA, bp
from app.core.db import atomic, db
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import Permission
from app.domain.reports import Outcome
from app.ideas.queries.single import get_idea_view
from app.models import Person
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.route(f"{IDEA}/meld", methods=["GET", "POST"])
@needs(Permission.REPORT_SEND)
def report(slug: str, nr: int) -> ResponseReturnValue:
    form = ReportForm()
    comment_id = _comment_id()
    if form.validate_on_submit():
        try:
            with atomic() as session:
                services.report(
                    session,
                    current_actor(),
                    slug,
                    nr,
                    comment_id=comment_id,
                    concern=form.concern.data,
                    text=form.text.data or "",
                    now=now(),
                )
        except InvalidInputError as error:
            form.refuse(error)
        else:
            flash(_("Takk. Fasilitatoren ser på det, og du får vite hva det blir til."), "success")
            return redirect(url_for("ideas.show", slug=slug, nr=nr), 303)
    return _ask(slug, nr, comment_id, form)


def _comment_id() -> UUID | None:
    """Which comment it is about; none where it is the proposal."""
    given = request.values.get("kommentar") or request.form.get("comment")
    try:
        return UUID(given) if given else None
    except ValueError as nonsense:
        raise NotFoundError("comment") from nonsense


def _ask(slug: str, nr: int, comment_id: UUID | None, form: ReportForm) -> ResponseReturnValue:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    found = get_idea_view(session, view, nr)
    comment = services.get_reportable(session, view, found.idea, comment_id, now())
    form.comment.data = str(comment_id or "")
    page = render_template(
        "contributions/report.html",
        form=form,
        campaign=view.campaign,
        idea=found.idea,
        comment=comment,
        author=session.get_one(Person, comment.author_id).name if comment else None,
    )
    return page, 422 if form.errors else 200


@bp.get("/dugnader/<slug>/meldinger")
@needs(Permission.REPORT_SETTLE)
def reports(slug: str) -> ResponseReturnValue:
    """What waits, and what came of the rest."""
    view = _moderated(slug)
    session = db.session()
    return render_template(
        "contributions/reports.html",
        campaign=view.campaign,
        waiting=list_reported(session, view.campaign.id, view.actor.person_id),
        settled=list_settled(session, view.campaign.id),
        may_show_again=view.may(Permission.IDEA_HIDE, now()),
        **_names(),
    )


def _moderated(slug: str) -> CampaignView:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.REPORT_SETTLE, now())
    return view


def _names() -> dict[str, Any]:
    return {"concern_names": concern_names(), "outcome_names": outcome_names()}


@bp.route(f"{IDEA}/melding", methods=["GET", "POST"])
@needs(Permission.REPORT_SETTLE)
def settle(slug: str, nr: int) -> ResponseReturnValue:
    form = SettleForm()
    comment_id = _comment_id()
    if not form.validate_on_submit():
        return _show_reported(slug, nr, comment_id, form)
    with atomic() as session:
        services.settle_reports(
            session,
            current_actor(),
            slug,
            nr,
            comment_id=comment_id,
            outcome=form.outcome.data,
            reason=form.reason.data,
            clock=clock(),
        )
    told = (
        _("Det er skjult. De det gjelder, har fått begrunnelsen.")
        if form.outcome.data == Outcome.HIDDEN
        else _("Det blir stående. Den som meldte fra, har fått begrunnelsen.")
    )
    flash(told, "success")
    return redirect(url_for(".reports", slug=slug), 303)


def _show_reported(
    slug: str, nr: int, comment_id: UUID | None, form: SettleForm
) -> ResponseReturnValue:
    view = _moderated(slug)
    thing = _reported(view, nr, comment_id)
    form.comment.data = str(comment_id or "")
    may_hide = thing.comment is not None or (
        thing.idea.state == "submitted" and view.may(Permission.IDEA_HIDE, now())
    )
    if not may_hide:
        form.outcome.choices = [each for each in form.outcome.choices if each.value != "hidden"]
    page = render_template(
        "contributions/settle.html",
        form=form,
        campaign=view.campaign,
        thing=thing,
        may_hide=may_hide,
        **_names(),
    )
    return page, 422 if form.errors else 200


def _reported(view: CampaignView, nr: int, comment_id: UUID | None) -> Reported:
    for thing in list_reported(db.session(), view.campaign.id, view.actor.person_id):
        if thing.idea.nr == nr and (thing.comment.id if thing.comment else None) == comment_id:
            return thing
    raise NotFoundError(f"report on {nr}")


@bp.route(f"{IDEA}/vis-igjen", methods=["GET", "POST"])
@needs(Permission.IDEA_HIDE)
def show_again(slug: str, nr: int) -> ResponseReturnValue:
    if request.method == "POST":
        with atomic() as session:
            services.show_idea_again(session, current_actor(), slug, nr, clock=clock())
        flash(_("Forslaget vises igjen."), "success")
        return redirect(url_for("ideas.show", slug=slug, nr=nr), 303)
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.IDEA_HIDE, now())
    found = get_idea_view(db.session(), view, nr)
    return render_template(
        "confirm.html",
        heading=_("Vil du vise forslaget igjen?"),
        consequences=[
            _("«%(title)s» står på lista igjen, med diskusjon og vedlegg.", title=found.idea.title),
            _("Den som foreslo det, får en e-post."),
        ],
        action_url=url_for(".show_again", slug=slug, nr=nr),
        confirm_label=_("Vis forslaget igjen"),
        cancel_url=url_for("ideas.show", slug=slug, nr=nr),
    )
