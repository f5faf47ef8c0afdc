"""The list of people: search first."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.domain.permissions import Permission, require_role
from app.organisation.queries.bodies import get_body
from app.organisation.queries.people import list_people
from app.organisation.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import now

LONGEST_SEARCH = 100


@bp.get("/administrasjon/personer")
@needs(Permission.PERSON_ADMINISTER)
def people() -> ResponseReturnValue:
    """Search, body and state stand in the address."""
    require_role(current_actor(), Permission.PERSON_ADMINISTER)
    words = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    slug, only_disabled = request.args.get("enhet", ""), request.args.get("vis") == "stengte"
    session = db.session()
    body = get_body(session, slug) if slug else None
    page = list_people(
        session,
        words=words,
        body=body,
        only_disabled=only_disabled,
        after=request.args.get("etter", type=UUID),
        now=now(),
    )
    kept = {"q": words, "enhet": slug, "vis": "stengte" if only_disabled else ""}
    more = page.next_after and url_for(".people", **_filled(kept | {"etter": page.next_after}))
    return render_template(
        "organisation/people.html", page=page, body=body, words=words, kept=_filled(kept), more=more
    )


def _filled(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value}
