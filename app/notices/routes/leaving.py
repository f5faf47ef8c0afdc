"""Turning mail off by the link in it: one press, and no signing in."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import atomic
from app.notices import services
from app.notices.routes.blueprint import bp
from app.notices.words import topic_names
from app.outbox.leaving import read_unsubscribe
from app.web.access import needs
from app.web.clock import now


@bp.route("/varsler/avmelding/<token>", methods=["GET", "POST"])
@needs(None)
def unsubscribe(token: str) -> ResponseReturnValue:
    """GET shows one button, since mail programs look at links; POST is the press (RFC 8058).

    The token is all that is asked for: a mail program that posts has neither cookie nor form token.
    """
    person_id, topic = read_unsubscribe(token)
    if request.method == "POST":
        with atomic() as session:
            services.leave(session, person_id, topic, now=now())
    return render_template(
        "notices/unsubscribe.html",
        token=token,
        heading=topic_names()[topic] if topic else None,
        is_done=request.method == "POST",
    )
