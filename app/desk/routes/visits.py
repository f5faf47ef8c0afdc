"""Counts that a campaign's pages are opened. Who opened them is never looked at."""

from flask import Response, request

from app.core.clock import OSLO
from app.core.db import atomic
from app.desk.routes.blueprint import bp, visit_counter
from app.desk.services import record_visits
from app.web.clock import now

PAGES = {
    "campaigns.show": "campaign",
    "ideas.index": "list",
    "ideas.show": "idea",
    "voting.ballot": "ballot",
}


@bp.after_app_request
def count_visit(response: Response) -> Response:
    """One write comes in fifty pages, see `VisitCounter`."""
    page = PAGES.get(request.endpoint or "")
    slug = (request.view_args or {}).get("slug")
    if page and slug and request.method == "GET" and response.status_code == 200:
        visits = visit_counter().add(slug, now().astimezone(OSLO).date(), page)
        if visits:
            with atomic() as session:
                record_visits(session, visits)
    return response
