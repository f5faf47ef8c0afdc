"""Files beside a draft, one's own or a council's."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, get_campaign_view
from app.contributions import services
from app.contributions.forms import AttachForm
from app.contributions.queries import get_draft, get_file, list_files
from app.contributions.routes.blueprint import DRAFT, bp
from app.contributions.routes.files import as_download, ask_to_remove, take_file
from app.contributions.services.attaching import SentFile
from app.core.db import atomic, db
from app.domain.attachments import MOST_ATTACHMENTS
from app.domain.permissions import Permission
from app.models import Body, Idea
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.route(DRAFT, methods=["GET", "POST"])
@needs(Permission.IDEA_SUBMIT)
def draft_files(slug: str, idea_id: UUID) -> ResponseReturnValue:
    """What lies beside the draft, and room for more."""
    view, idea = _found(slug, idea_id)
    services.require_changeable(db.session(), view, idea, now())
    form = AttachForm()
    status = HTTPStatus.OK
    if form.validate_on_submit():
        status = take_file(form, lambda sent: _keep(slug, idea_id, sent))
        if status is HTTPStatus.OK:
            return redirect(url_for(".draft_files", slug=slug, idea_id=idea_id), 303)
    page = render_template(
        "contributions/draft_files.html",
        form=form,
        campaign=view.campaign,
        idea=idea,
        files=list_files(db.session(), idea),
        back=_back(slug, idea),
        most=MOST_ATTACHMENTS,
    )
    return page, status


def _keep(slug: str, idea_id: UUID, sent: SentFile) -> str:
    with atomic() as session:
        kept = services.attach_to_draft(
            session, current_actor(), slug, idea_id, sent=sent, clock=clock()
        )
        return kept.name


def _found(slug: str, idea_id: UUID) -> tuple[CampaignView, Idea]:
    view = get_campaign_view(db.session(), current_actor(), slug)
    return view, get_draft(db.session(), view, idea_id)


def _back(slug: str, idea: Idea) -> str:
    """To the draft itself, which for a body's own is a page of the body's."""
    if idea.shared_at is None:
        return url_for("ideas.draft", slug=slug, idea_id=idea.id)
    body = db.session().get_one(Body, idea.on_behalf_of)
    return url_for("councils.draft", slug=body.slug, campaign_slug=slug, idea_id=idea.id)


@bp.get(f"{DRAFT}/<uuid:attachment_id>")
@needs(Permission.CAMPAIGN_VIEW)
def draft_file(slug: str, idea_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    _view, idea = _found(slug, idea_id)
    return as_download(get_file(db.session(), idea, attachment_id))


@bp.route(f"{DRAFT}/<uuid:attachment_id>/fjern", methods=["GET", "POST"])
@needs(Permission.IDEA_SUBMIT)
def remove_draft_file(slug: str, idea_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    back = url_for(".draft_files", slug=slug, idea_id=idea_id)
    if request.method == "POST":
        with atomic() as session:
            services.remove_from_draft(
                session, current_actor(), slug, idea_id, attachment_id, clock=clock()
            )
        flash(_("Vedlegget er fjernet."), "success")
        return redirect(back, 303)
    view, idea = _found(slug, idea_id)
    kept = get_file(db.session(), idea, attachment_id)
    services.require_changeable(db.session(), view, idea, now())
    return ask_to_remove(kept, back)
