"""Pages: read the request, call one service, answer."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.domain.permissions import Permission
from app.web.access import needs

bp = Blueprint("campaigns", __name__)


@bp.get("/dugnader")
@needs(Permission.CAMPAIGN_VIEW)
def index() -> ResponseReturnValue:
    return render_template("home/index.html")
