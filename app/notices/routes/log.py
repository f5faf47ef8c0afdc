"""The administrator's log of mail: to whom, what kind, when and how it went. Never what it said."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.domain.notices import TRACELESS
from app.domain.permissions import Permission
from app.notices.queries import LOG_SHOWN, list_mail
from app.notices.routes.blueprint import bp
from app.notices.words import kind_name, result_names
from app.web.access import current_actor, needs

LONGEST_SEARCH = 100
MOST_SHOWN = 2_000


@bp.get("/administrasjon/e-post")
@needs(Permission.PERSON_ADMINISTER)
def log() -> ResponseReturnValue:
    words = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    result = request.args.get("vis", "")
    limit = min(max(request.args.get("antall", LOG_SHOWN, type=int), LOG_SHOWN), MOST_SHOWN)
    mails, total = list_mail(
        db.session(),
        current_actor(),
        without=TRACELESS,
        result=result,
        words=words,
        limit=limit,
    )
    more = url_for(".log", antall=limit + LOG_SHOWN, q=words or None, vis=result or None)
    return render_template(
        "notices/log.html",
        mails=mails,
        total=total,
        words=words,
        result=result,
        more=more if len(mails) < total and limit < MOST_SHOWN else None,
        kind_name=kind_name,
        result_names=result_names(),
    )
