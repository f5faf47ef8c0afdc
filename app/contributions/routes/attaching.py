"""Files beside a proposal: sent, handed out as downloads, removed."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, get_campaign_view
from app.contributions import services
from app.contributions.forms import AttachForm
from app.contributions.queries import get_attachment
from app.contributions.routes.blueprint import IDEA, bp
from app.contributions.routes.files import as_download, ask_to_remove, take_file
from app.contributions.services.attaching import SentFile
from app.core.db import atomic, db
from app.domain.attachments import MOST_ATTACHMENTS
from app.domain.permissions import Permission
from app.ideas.queries.single import IdeaView, get_idea_view
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.route(f"{IDEA}/vedlegg", methods=["GET", "POST"])
@needs(Permission.IDEA_EDIT)
def attach(slug: str, nr: int) -> ResponseReturnValue:
    view, found = _found(slug, nr)
    services.require_attachable(view, found.idea, now())
    form = AttachForm()
    status = HTTPStatus.OK
    if form.validate_on_submit():
        status = take_file(form, lambda sent: _keep(slug, nr, sent))
        if status is HTTPStatus.OK:
            return redirect(url_for("ideas.show", slug=slug, nr=nr) + "#vedlegg", 303)
    page = render_template(
        "contributions/attach.html",
        form=form,
        campaign=view.campaign,
        idea=found.idea,
        most=MOST_ATTACHMENTS,
    )
    return page, status


def _found(slug: str, nr: int) -> tuple[CampaignView, IdeaView]:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    return view, get_idea_view(session, view, nr)


def _keep(slug: str, nr: int, sent: SentFile) -> str:
    with atomic() as session:
        kept = services.attach_file(
            session,
            current_actor(),
            slug,
            nr,
            name=sent.name,
            media_type=sent.media_type,
            content=sent.content,
            clock=clock(),
        )
        return kept.name


@bp.get(f"{IDEA}/vedlegg/<uuid:attachment_id>")
@needs(Permission.CAMPAIGN_VIEW)
def attachment(slug: str, nr: int, attachment_id: UUID) -> ResponseReturnValue:
    _view, found = _found(slug, nr)
    kept = get_attachment(db.session(), found, attachment_id)
    return as_download(kept)


@bp.route(f"{IDEA}/vedlegg/<uuid:attachment_id>/fjern", methods=["GET", "POST"])
@needs(Permission.CAMPAIGN_VIEW)
def remove_attachment(slug: str, nr: int, attachment_id: UUID) -> ResponseReturnValue:
    back = url_for("ideas.show", slug=slug, nr=nr)
    if request.method == "POST":
        with atomic() as session:
            services.remove_attachment(session, current_actor(), slug, nr, attachment_id, now=now())
        flash(_("Vedlegget er fjernet."), "success")
        return redirect(back, 303)
    _view, found = _found(slug, nr)
    kept = get_attachment(db.session(), found, attachment_id)
    services.require_removable(_view, found, now())
    return ask_to_remove(kept, back)
