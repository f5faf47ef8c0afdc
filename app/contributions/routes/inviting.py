"""Asking others to stand behind one's proposal, and answering such a question."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import get_campaign_view
from app.contributions import services
from app.contributions.forms import InviteForm
from app.contributions.queries import list_invitations
from app.contributions.routes.blueprint import IDEA, bp
from app.core.db import atomic, db
from app.domain.errors import InvalidInputError
from app.domain.permissions import Permission
from app.ideas.queries.single import get_idea_view
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.route(f"{IDEA}/medforfattere", methods=["GET", "POST"])
@needs(Permission.IDEA_EDIT)
def co_authors(slug: str, nr: int) -> ResponseReturnValue:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    found = get_idea_view(session, view, nr)
    services.require_attachable(view, found.idea, now())
    form = InviteForm()
    if form.validate_on_submit():
        try:
            with atomic() as unit:
                services.invite_co_author(
                    unit, current_actor(), slug, nr, email=form.email.data, clock=clock()
                )
        except InvalidInputError as error:
            form.refuse(error)
        else:
            flash(_("Er adressen til noen som er med i dugnaden, får de en e-post."), "success")
            return redirect(url_for(".co_authors", slug=slug, nr=nr), 303)
    page = render_template(
        "contributions/co_authors.html",
        form=form,
        campaign=view.campaign,
        idea=found.idea,
        invitations=list_invitations(session, found.idea),
    )
    return page, 422 if form.errors else 200


@bp.post(f"{IDEA}/medforfattere/trekk")
@needs(Permission.IDEA_EDIT)
def take_back_invitation(slug: str, nr: int) -> ResponseReturnValue:
    with atomic() as session:
        services.take_back_invitation(
            session, current_actor(), slug, nr, email=request.form.get("email", ""), clock=clock()
        )
    flash(_("Invitasjonen er trukket."), "success")
    return redirect(url_for(".co_authors", slug=slug, nr=nr), 303)


@bp.post(f"{IDEA}/invitasjon")
@needs(Permission.IDEA_JOIN)
def answer_invitation(slug: str, nr: int) -> ResponseReturnValue:
    accepts = request.form.get("answer") == "yes"
    with atomic() as session:
        services.answer_invitation(
            session, current_actor(), slug, nr, accepts=accepts, clock=clock()
        )
    flash(
        _("Nå står du bak forslaget, og får vite hva det blir av det.")
        if accepts
        else _("Du har takket nei. Den som inviterte deg, ser det."),
        "success",
    )
    return redirect(url_for("ideas.show", slug=slug, nr=nr), 303)
