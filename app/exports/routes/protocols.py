"""An issued protocol as a file, made of nothing but what was written down then."""

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue

from app.campaigns.queries import get_campaign_view
from app.core.db import db
from app.decisions.protocols import IssuedProtocol, get_protocol
from app.domain.errors import NotFoundError
from app.domain.permissions import Permission
from app.exports import docx_format, pdf_format
from app.exports.protocol_paper import protocol_name, protocol_paper
from app.exports.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import now

MIMETYPES = {
    "docx": docx_format.MIMETYPE,
    "pdf": pdf_format.MIMETYPE,
    "json": "application/json",
}


@bp.get("/dugnader/<slug>/valg/protokoll/<int:number>.<fmt>")
@needs(Permission.PROTOCOL_ISSUE)
def protocol(slug: str, number: int, fmt: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.PROTOCOL_ISSUE, now())
    if fmt not in MIMETYPES:
        raise NotFoundError(f"format {fmt}")
    issued = get_protocol(db.session(), view.campaign.id, number)
    answer = send_file(
        BytesIO(_content(issued, fmt)),
        mimetype=MIMETYPES[fmt],
        as_attachment=True,
        download_name=f"{protocol_name(issued)}.{fmt}",
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _content(issued: IssuedProtocol, fmt: str) -> bytes:
    """JSON is the very text that the fingerprint was made of."""
    if fmt == "json":
        return issued.canonical.encode()
    write = docx_format.docx_bytes if fmt == "docx" else pdf_format.pdf_bytes
    return write(protocol_paper(issued), now=issued.issued_at)
