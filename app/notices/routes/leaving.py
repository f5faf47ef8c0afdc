"""Turning mail off by the link in it: one press, and no signing in."""

import flask
from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import refresh

from app.core.db import atomic, db
from app.domain.errors import InvalidTokenError
from app.domain.notices import REMINDER_TOPICS
from app.notices import services
from app.notices.queries import get_locale_of
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
    try:
        person_id, topic = read_unsubscribe(token)
    except InvalidTokenError:
        return render_template("notices/leaving_broken.html"), 410
    _speak_as_the_mail(get_locale_of(db.session(), person_id))
    if request.method == "POST":
        with atomic() as session:
            services.leave(session, person_id, topic, now=now())
    return render_template(
        "notices/unsubscribe.html",
        token=token,
        heading=topic_names()[topic] if topic else None,
        is_reminder=topic in REMINDER_TOPICS.values(),
        is_done=request.method == "POST",
    )


def _speak_as_the_mail(locale: str) -> None:
    """Where no language is chosen in this browser, the one that the mail was written in."""
    flask.session.setdefault("locale", locale)
    refresh()
