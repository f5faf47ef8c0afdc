"""A council's or organisation's own page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.councils.forms import office_names
from app.councils.queries.campaigns import (
    list_withdrawn,
    next_meeting,
    waits_for_answer,
    with_drafts,
)
from app.councils.queries.council import get_council_view, list_meetings, list_members
from app.councils.queries.drafts import list_decisions, list_drafts
from app.councils.routes.blueprint import bp
from app.domain.council_access import CouncilPermission
from app.organisation.queries.body_page import list_open_campaigns, list_proposals_of
from app.web import words
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.get("/utvalg/<slug>")
@needs(CouncilPermission.COUNCIL_VIEW)
def show(slug: str) -> ResponseReturnValue:
    """Its deadlines, its drafts, its proposals and what became of them, its members."""
    session, actor, moment = db.session(), current_actor(), now()
    council = get_council_view(session, actor, slug, now=moment)
    reads_drafts = council.may(CouncilPermission.DRAFT_READ)
    drafts = list_drafts(session, council, now=moment) if reads_drafts else []
    proposals = list_proposals_of(session, council.body, person_id=actor.person_id)
    meetings = list_meetings(session, council.body.id, since=moment)
    return render_template(
        "councils/show.html",
        council=council,
        campaigns=with_drafts(list_open_campaigns(session, council.body, now=moment), drafts),
        drafts=drafts,
        own_drafts=[row for row in proposals if row[0].state == "draft"],
        proposals=[row for row in proposals if row[0].state != "draft"],
        waiting=sum(waits_for_answer(row[0]) for row in proposals),
        withdrawn=list_withdrawn(session, council.body) if reads_drafts else [],
        decisions=list_decisions(session, council),
        members=list_members(session, council, now=moment),
        meeting=next_meeting(meetings, moment),
        office_names=office_names(),
        status_names=words.answer_names(),
        may=CouncilPermission,
        moment=moment,
    )
