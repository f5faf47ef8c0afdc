"""What one sends or hangs up to invite people: texts to copy, and a poster."""

from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from app.desk.inviting import LANGUAGES, invitations_to, poster_pdf
from app.desk.routes.blueprint import DESK, bp, looked_after
from app.domain.permissions import Permission
from app.exports.pdf_format import MIMETYPE
from app.web.access import needs
from app.web.clock import now
from app.web.language import select_locale


@bp.get(f"{DESK}/invitasjon")
@needs(Permission.DESK_VIEW)
def invitation(slug: str) -> ResponseReturnValue:
    view = looked_after(slug)
    return render_template(
        "desk/invitation.html",
        campaign=view.campaign,
        invitations=invitations_to(view, now()),
        is_draft=view.scope.is_draft,
    )


@bp.get(f"{DESK}/plakat.pdf")
@needs(Permission.DESK_VIEW)
def poster(slug: str) -> ResponseReturnValue:
    view = looked_after(slug)
    wanted = request.args.get("sprak", "")
    locale = wanted if wanted in LANGUAGES else select_locale()
    return send_file(
        BytesIO(poster_pdf(view, locale, now=now())),
        mimetype=MIMETYPE,
        as_attachment=True,
        download_name=f"plakat-{slug}-{locale}.pdf",
        etag=False,
    )
