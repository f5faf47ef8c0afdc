"""A council's or organisation's own page, for its members."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.domain.errors import NotFoundError
from app.domain.permissions import Permission
from app.domain.roles import may_see_body
from app.organisation.queries.bodies import get_body
from app.organisation.queries.body_page import (
    list_members,
    list_open_campaigns,
    list_proposals_of,
    list_units_of,
)
from app.organisation.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.get("/utvalg/<slug>")
@needs(Permission.BODY_VIEW)
def body(slug: str) -> ResponseReturnValue:
    """Its deadlines, its proposals and what became of them, its members."""
    session, actor = db.session(), current_actor()
    found = get_body(session, slug)
    units = list_units_of(session, found)
    if not may_see_body(actor, found.id, [found.path, *(unit.path for unit in units)]):
        raise NotFoundError(f"body {slug}")
    proposals = list_proposals_of(session, found, person_id=actor.person_id)
    return render_template(
        "organisation/body.html",
        body=found,
        units=units,
        campaigns=list_open_campaigns(session, found, now=now()),
        proposals=[each for each in proposals if each[0].state != "draft"],
        drafts=[each for each in proposals if each[0].state == "draft"],
        members=list_members(session, found, now=now()),
        is_member=actor.is_member_of(found.id),
    )
