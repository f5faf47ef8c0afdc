"""An issued protocol as a file, made of nothing but what was written down then."""

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue

from app.campaigns.queries import get_campaign_view
from app.core.db import db
from app.decisions.protocols import get_protocol
from app.domain.errors import NotFoundError
from app.domain.permissions import Permission
from app.exports import docx_format, pdf_format
from app.exports.protocol_paper import protocol_name, protocol_paper
from app.exports.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import now

FORMATS = {
    "docx": (docx_format.docx_bytes, docx_format.MIMETYPE),
    "pdf": (pdf_format.pdf_bytes, pdf_format.MIMETYPE),
}


@bp.get("/dugnader/<slug>/valg/protokoll/<int:number>.<fmt>")
@needs(Permission.PROTOCOL_ISSUE)
def protocol(slug: str, number: int, fmt: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.PROTOCOL_ISSUE, now())
    if fmt not in FORMATS:
        raise NotFoundError(f"format {fmt}")
    issued = get_protocol(db.session(), view.campaign.id, number)
    write, mimetype = FORMATS[fmt]
    answer = send_file(
        BytesIO(write(protocol_paper(issued), now=issued.issued_at)),
        mimetype=mimetype,
        as_attachment=True,
        download_name=f"{protocol_name(issued)}.{fmt}",
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
