"""Files beside a proposal: sent, handed out as downloads, removed."""

from contextlib import closing
from http import HTTPStatus
from urllib.parse import quote
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, get_campaign_view
from app.contributions import services
from app.contributions.forms import AttachForm
from app.contributions.queries import get_attachment
from app.contributions.routes.blueprint import IDEA, bp
from app.core.clean_files import clean_file
from app.core.db import atomic, db
from app.domain.attachments import LARGEST_BYTES, MOST_ATTACHMENTS
from app.domain.errors import (
    DomainError,
    InvalidInputError,
    TooLargeError,
    UnreadableError,
    UnsupportedError,
)
from app.domain.permissions import Permission
from app.ideas.queries.single import IdeaView, get_idea_view
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.errors import STATUS_OF

REFUSALS = (TooLargeError, UnsupportedError, UnreadableError, InvalidInputError)


@bp.route(f"{IDEA}/vedlegg", methods=["GET", "POST"])
@needs(Permission.IDEA_EDIT)
def attach(slug: str, nr: int) -> ResponseReturnValue:
    view, found = _found(slug, nr)
    services.require_attachable(view, found.idea, now())
    form = AttachForm()
    status = HTTPStatus.OK
    if form.validate_on_submit():
        try:
            name = _keep(slug, nr)
        except REFUSALS as refusal:
            form.say(_told(refusal))
            status = STATUS_OF[type(refusal)]
        else:
            flash(_("«%(name)s» er lagt ved.", name=name), "success")
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


def _keep(slug: str, nr: int) -> str:
    """Clean the file before anything is locked, since that takes a moment; then keep it."""
    name, content = _sent()
    media_type, clean = clean_file(content)
    with atomic() as session:
        kept = services.attach_file(
            session,
            current_actor(),
            slug,
            nr,
            name=name,
            media_type=media_type,
            content=clean,
            clock=clock(),
        )
        return kept.name


def _sent() -> tuple[str, bytes]:
    """Name and content; one byte more than is taken, so that what is too large can be told."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return "", b""
    with closing(sent):
        return sent.filename, sent.stream.read(LARGEST_BYTES + 1)


def _told(refusal: DomainError) -> str:
    """What is wrong with the file, and what to do about it."""
    if isinstance(refusal, TooLargeError):
        return str(_("Filen er større enn 10 megabyte. Lag en mindre, og prøv igjen."))
    if isinstance(refusal, UnsupportedError):
        kinds = _("Vi tar imot PDF, PNG, JPEG og Word (DOCX) uten makroer og innebygde objekter.")
        return str(kinds)
    if isinstance(refusal, UnreadableError):
        return str(
            _(
                "Filen kan ikke leses. Den kan være skadet, låst med passord eller pakke ut til "
                "altfor mye. Lagre den på nytt uten passord, og prøv igjen."
            )
        )
    if refusal.facts.get("reason") == "too_many":
        return str(_("Et forslag kan ha høyst %(most)s vedlegg.", most=refusal.facts["most"]))
    return str(_("Velg en fil."))


@bp.get(f"{IDEA}/vedlegg/<uuid:attachment_id>")
@needs(Permission.CAMPAIGN_VIEW)
def attachment(slug: str, nr: int, attachment_id: UUID) -> ResponseReturnValue:
    """The file as a download, which no browser opens as a page of ours."""
    _view, found = _found(slug, nr)
    kept = get_attachment(db.session(), found, attachment_id)
    answer = make_response(kept.content)
    answer.content_type = kept.media_type
    name = quote(kept.name, safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


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
    return render_template(
        "confirm.html",
        heading=_("Vil du fjerne vedlegget?"),
        consequences=[_("«%(name)s» blir borte for alle.", name=kept.name)],
        action_url=request.path,
        confirm_label=_("Fjern vedlegget"),
        cancel_url=back,
        color="danger",
    )
