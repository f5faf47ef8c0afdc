"""Changing one's own proposal, and taking it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    DomainError,
    InvalidInputError,
    NotAllowedError,
)
from app.domain.permissions import Permission
from app.ideas import services
from app.ideas.forms import IdeaForm
from app.ideas.queries.single import get_idea_view
from app.ideas.routes.blueprint import bp
from app.ideas.routes.writing import offer_choices
from app.ideas.services.access import require_open
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.route("/dugnader/<slug>/forslag/<int:nr>/rediger", methods=["GET", "POST"])
@needs(Permission.IDEA_EDIT)
def edit(slug: str, nr: int) -> ResponseReturnValue:
    form = IdeaForm()
    if request.method == "GET":
        view, found = _own(slug, nr)
        require_open(view, Permission.IDEA_EDIT, now())
        form.fill_from(found)
        return _show_edit(slug, nr, form)
    if not form.validate():
        return _show_edit(slug, nr, form, status=422)
    if form.proposal.holds_national_id() and "confirm_id" not in request.form:
        return _show_edit(slug, nr, form, status=422, asks_about_id=True)
    return _change(slug, nr, form)


def _change(slug: str, nr: int, form: IdeaForm) -> ResponseReturnValue:
    try:
        with atomic() as session:
            services.edit_idea(
                session,
                current_actor(),
                slug,
                nr,
                proposal=form.proposal,
                version=form.seen_version,
                clock=clock(),
            )
    except InvalidInputError as error:
        form.blame(error)
        return _show_edit(slug, nr, form, status=422)
    except (ConflictError, DeadlinePassedError) as refusal:
        return _show_edit(slug, nr, form, status=409, refusal=refusal)
    flash(_("Endringene er lagret."), "success")
    return redirect(url_for("ideas.show", slug=slug, nr=nr), 303)


def _own(slug: str, nr: int) -> tuple[CampaignView, Any]:
    """The campaign and one's own proposal in it; NotAllowedError for somebody else's."""
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    found = get_idea_view(session, view, nr)
    if not found.is_mine:
        raise NotAllowedError("not the author")
    return view, found.idea


def _show_edit(
    slug: str,
    nr: int,
    form: IdeaForm,
    *,
    status: int = 200,
    asks_about_id: bool = False,
    refusal: DomainError | None = None,
) -> ResponseReturnValue:
    view, idea = _own(slug, nr)
    offer_choices(form, view)
    if isinstance(refusal, ConflictError):
        form.version.data = str(idea.version)
    page = render_template(
        "ideas/edit.html",
        form=form,
        view=view,
        campaign=view.campaign,
        idea=idea,
        asks_about_id=asks_about_id,
        refusal=refusal,
        deadline=view.scope.timetable.submission_closes_for(view.group),
        required=view.campaign.required_parts.split(","),
    )
    return page, status


@bp.route("/dugnader/<slug>/forslag/<int:nr>/trekk", methods=["GET", "POST"])
@needs(Permission.IDEA_EDIT)
def withdraw(slug: str, nr: int) -> ResponseReturnValue:
    if request.method == "POST":
        with atomic() as session:
            services.withdraw_idea(session, current_actor(), slug, nr, clock=clock())
        flash(_("Forslaget er trukket."), "success")
        return redirect(url_for("ideas.mine"), 303)
    view, idea = _own(slug, nr)
    require_open(view, Permission.IDEA_EDIT, now())
    return render_template(
        "confirm.html",
        heading=_("Vil du trekke «%(title)s»?", title=idea.title),
        consequences=[
            _("Forslaget forsvinner fra lista, og ingen andre kan lese det."),
            _("Du finner det igjen under forslagene dine."),
            _("Et forslag som er trukket, kan ikke sendes inn igjen. Skriv et nytt i så fall."),
        ],
        action_url=url_for("ideas.withdraw", slug=slug, nr=nr),
        confirm_label=_("Trekk forslaget"),
        cancel_url=url_for("ideas.show", slug=slug, nr=nr),
        color="danger",
    )
