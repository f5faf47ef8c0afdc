"""Files that go out to the strategy, and the one that comes back with answers."""

from collections.abc import Iterator
from typing import IO
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.core.tabular import UnreadableTableError
from app.domain.errors import NotFoundError
from app.domain.permissions import Permission
from app.exports import csv_format, xlsx_format
from app.exports.comparing import comparison_headings, comparison_rows
from app.exports.queries import get_export
from app.exports.reimport import Preview, preview_file
from app.exports.routes.blueprint import bp
from app.exports.strategy import FORMATS, strategy_file
from app.organisation.services.files import get_upload, keep_upload
from app.outbox.rendering import absolute_link
from app.strategy.services import answer_inputs, get_deciders_view
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.words import strategy_names

PIECE = 64 * 1024
"""Bytes of a file read at a time while it is sent."""
ANSWERS = "answers"
"""The kind of upload that waits to be stored as receivers' answers."""
MIMETYPES = {
    "xlsx": xlsx_format.MIMETYPE,
    "csv": csv_format.MIMETYPE,
    "json": "application/json",
}


@bp.get("/dugnader/<slug>/strategi/eksport.<fmt>")
@needs(Permission.STRATEGY_EXPORT)
def strategy(slug: str, fmt: str) -> ResponseReturnValue:
    if fmt not in FORMATS:
        raise NotFoundError(f"format {fmt}")
    view = _view(slug)
    export = get_export(db.session(), view.campaign.slug, now=now())
    file = strategy_file(db.session(), export, absolute_link("ideas.index", slug=slug), fmt)
    response = Response(_pieces(file), mimetype=MIMETYPES[fmt])
    response.call_on_close(file.close)  # also where nothing is read, as for HEAD
    response.headers["Cache-Control"] = "no-store"
    # A slug holds only letters a to z, digits and hyphens.
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-strategi.{fmt}"'
    return response


@bp.get("/dugnader/<slug>/sammenligninger.csv")
@needs(Permission.PAIRWISE_VIEW)
def comparisons(slug: str) -> ResponseReturnValue:
    """What comparing two and two says of each proposal, as advice to those who look after it."""
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    view.require(Permission.PAIRWISE_VIEW, now())
    lines = list(comparison_rows(session, view.campaign))
    response = Response(
        csv_format.csv_bytes(comparison_headings(), lines), mimetype=csv_format.MIMETYPE
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-sammenligninger.csv"'
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


@bp.post("/dugnader/<slug>/strategi/svar")
@needs(Permission.STRATEGY_ANSWER)
def reimport(slug: str) -> ResponseReturnValue:
    """A file with answers: kept where it can be stored, to be looked over first."""
    view = _view_to_answer(slug)
    content = request.files["file"].read() if "file" in request.files else b""
    try:
        found = preview_file(db.session(), view.campaign.id, content)
    except UnreadableTableError:
        return _preview_page(view, None), 422
    if found.errors:
        return _preview_page(view, found), 422
    with atomic() as session:
        who = current_actor().person_id
        upload = keep_upload(session, who, kind=ANSWERS, content=content, now=now())
    return redirect(url_for(".preview", slug=slug, upload_id=upload.id), 303)


@bp.route("/dugnader/<slug>/strategi/svar/<uuid:upload_id>", methods=["GET", "POST"])
@needs(Permission.STRATEGY_ANSWER)
def preview(slug: str, upload_id: UUID) -> ResponseReturnValue:
    """GET shows what the file would change; POST reads the same file anew and stores it.

    A file that is stored already is gone, and whoever comes back to it is led to the answers.
    """
    view = _view_to_answer(slug)
    try:
        upload = get_upload(db.session(), current_actor().person_id, upload_id, kind=ANSWERS)
    except NotFoundError:
        return redirect(url_for("strategy.index", slug=slug), 303)
    found = preview_file(db.session(), view.campaign.id, upload.content)
    if request.method == "GET" or found.errors:
        return _preview_page(view, found), 422 if found.errors else 200
    answers = {change.line.idea_id: change.answer for change in found.changes}
    with atomic() as session:
        stored = answer_inputs(
            session, current_actor(), view.campaign.id, answers=answers, now=now()
        )
        session.delete(session.merge(upload))
    flash(ngettext("%(num)s svar er lagret.", "%(num)s svar er lagret.", stored), "success")
    return redirect(url_for("strategy.index", slug=slug), 303)


def _preview_page(view: CampaignView, found: Preview | None) -> str:
    """What the file would change; None where it is none of ours."""
    return render_template(
        "strategy/reimport.html", view=view, preview=found, names=strategy_names()
    )


def _view_to_answer(slug: str) -> CampaignView:
    actor = current_actor()
    return get_deciders_view(db.session(), actor, slug, Permission.STRATEGY_ANSWER, now=now())


def _view(slug: str) -> CampaignView:
    actor = current_actor()
    return get_deciders_view(db.session(), actor, slug, Permission.STRATEGY_EXPORT, now=now())
