"""Pages: read the request, call one service, answer."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.domain.permissions import Permission
from app.web.access import needs

bp = Blueprint("organisation", __name__)


@bp.get("/utvalg/<slug>")
@needs(Permission.BODY_VIEW)
def body(slug: str) -> ResponseReturnValue:
    return render_template("home/index.html")
