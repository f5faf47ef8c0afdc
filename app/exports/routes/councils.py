"""A council's meeting pack as a file."""

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.councils.queries.drafts import get_room
from app.councils.queries.pack import get_pack
from app.domain.council_access import CouncilPermission
from app.domain.errors import NotFoundError
from app.exports import docx_format, pdf_format
from app.exports.council_paper import pack_paper
from app.exports.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import now

FORMATS = {
    "docx": (docx_format.docx_bytes, docx_format.MIMETYPE),
    "pdf": (pdf_format.pdf_bytes, pdf_format.MIMETYPE),
}


@bp.get("/utvalg/<slug>/dugnader/<campaign_slug>/motepakke.<fmt>")
@needs(CouncilPermission.COUNCIL_VIEW)
def council_pack(slug: str, campaign_slug: str, fmt: str) -> ResponseReturnValue:
    moment = now()
    room = get_room(db.session(), current_actor(), slug, campaign_slug, now=moment)
    if fmt not in FORMATS:
        raise NotFoundError(f"format {fmt}")
    write, mimetype = FORMATS[fmt]
    paper = pack_paper(get_pack(db.session(), room, now=moment), now=moment)
    answer = send_file(
        BytesIO(write(paper, now=moment)),
        mimetype=mimetype,
        as_attachment=True,
        download_name=f"motepakke-{slug}-{campaign_slug}.{fmt}",
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
