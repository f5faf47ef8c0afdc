"""Signing in and out, links in the mail, invitations, one's own account."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.web.access import needs

bp = Blueprint("accounts", __name__)


@bp.route("/logg-inn", methods=["GET", "POST"])
@needs(None)
def sign_in() -> ResponseReturnValue:
    return "", 501


@bp.post("/logg-ut")
@needs(None)
def sign_out() -> ResponseReturnValue:
    return "", 501
