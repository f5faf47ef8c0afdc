"""Files that go out to the strategy, and the one that comes back with answers."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.campaigns.queries import CampaignView
from app.core.db import atomic, db
from app.core.tabular import UnreadableTableError
from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import Permission
from app.exports import csv_format, xlsx_format
from app.exports.queries import get_export
from app.exports.reimport import FileRow, Preview, preview_file, preview_rows
from app.exports.strategy import FORMATS, strategy_file
from app.outbox.rendering import absolute_link
from app.strategy.services import answer_inputs, get_deciders_view
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.words import strategy_names

bp = Blueprint("exports", __name__)
PIECE = 64 * 1024
"""Bytes of a file read at a time while it is sent."""
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


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


@bp.post("/dugnader/<slug>/strategi/svar")
@needs(Permission.STRATEGY_ANSWER)
def reimport(slug: str) -> ResponseReturnValue:
    """First the file, answered with what would change; then the same changes, confirmed."""
    view = get_deciders_view(
        db.session(), current_actor(), slug, Permission.STRATEGY_ANSWER, now=now()
    )
    if "changes" in request.form:
        return _store(view)
    try:
        content = BytesIO(request.files["file"].read() if "file" in request.files else b"")
        preview = preview_file(db.session(), view.campaign.id, content)
    except UnreadableTableError as error:
        return _preview_page(view, None, unreadable=error.code), 422
    return _preview_page(view, preview), 422 if preview.errors else 200


def _store(view: CampaignView) -> ResponseReturnValue:
    """What was shown is judged anew: the form may hold anything by now."""
    preview = preview_rows(db.session(), view.campaign.id, _sent_rows(request.form["changes"]))
    if preview.errors:
        return _preview_page(view, preview), 422
    answers = {change.line.idea_id: change.answer for change in preview.changes}
    with atomic() as session:
        stored = answer_inputs(
            session, current_actor(), view.campaign.id, answers=answers, now=now()
        )
    flash(ngettext("%(num)s svar er lagret.", "%(num)s svar er lagret.", stored), "success")
    return redirect(url_for("strategy.index", slug=view.campaign.slug), 303)


def _sent_rows(text: str) -> list[FileRow]:
    try:
        rows = [FileRow(*map(str, row)) for row in json.loads(text)]
    except (ValueError, TypeError) as broken:
        raise InvalidInputError(field="changes", reason="unreadable") from broken
    return rows


def _preview_page(
    view: CampaignView, preview: Preview | None, *, unreadable: str | None = None
) -> str:
    changes = [] if preview is None else preview.changes
    kept = [
        ("", str(each.line.idea_id), each.answer.status, each.answer.passage or "",
         each.answer.reason or "")
        for each in changes
    ]  # fmt: skip
    return render_template(
        "strategy/reimport.html",
        view=view,
        preview=preview,
        unreadable=unreadable,
        kept=json.dumps(kept),
        names=strategy_names(),
    )


def _view(slug: str) -> CampaignView:
    actor = current_actor()
    return get_deciders_view(db.session(), actor, slug, Permission.STRATEGY_EXPORT, now=now())
