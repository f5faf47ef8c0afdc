"""Opening what a notice is about reads it, also from the link in a mail."""

from urllib.parse import urlsplit

from flask import g, request
from flask_login import current_user
from jinja2 import TemplateError

from app.core.db import atomic, db
from app.notices import services
from app.notices.queries import list_unread_about
from app.notices.routes.blueprint import bp
from app.outbox.rendering import render_notice
from app.web.access import current_actor
from app.web.clock import now

GOES = "navigate"
"""What a browser says of a page it goes to; of one that says nothing it is believed."""


@bp.before_app_request
def read_what_is_opened() -> None:
    """One statement more where something is unread, and a write where it leads to this page."""
    about = [str(value) for value in (request.view_args or {}).values()]
    if not (about and _is_opening() and _has_unread()):
        return
    here = f"{request.script_root}{request.path}"
    unread = list_unread_about(db.session(), current_actor(), about)
    opened = [id for id, kind, facts in unread if _place_of(kind, facts) == here]
    if opened:
        with atomic() as session:
            services.read_notices(session, current_actor(), opened, now=now())
        g.just_read = len(opened)


def _is_opening() -> bool:
    """A browser goes to a page; what a script asks for every second is no such thing."""
    return request.method == "GET" and request.headers.get("Sec-Fetch-Mode", GOES) == GOES


def _has_unread() -> bool:
    return bool(current_user.unread) and not current_user.link_id


def _place_of(kind: str, facts: str) -> str | None:
    """Where it leads; None for one that can't be put in words any more, which stops no page."""
    try:
        return urlsplit(render_notice(kind, facts).url).path
    except (TemplateError, LookupError, TypeError, ValueError):
        return None
