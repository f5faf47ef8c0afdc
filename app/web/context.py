"""What every page is given: the doors, the written forms, a way to sign in."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException

from app.domain.permissions import Permission, may_role
from app.web.by_link import ALWAYS_OPEN, BY_LINK
from app.web.language import LOCALES, select_locale
from app.web.translating import translate as _

_DOORS = ("home.index", "campaigns.index", "learning.index", "home.mine")
_ALSO_BELOW = {
    "home.mine": ("/utvalg", "/min-laering", "/varsler"),
    "learning.index": ("/kalender",),
    "home.tasks": ("/administrasjon",),
}
"""Pages that are reached through a door, though their address begins otherwise."""


def init_app(app: Flask) -> None:
    """Give `nav` to every template, and `csrf_token()` to macros as well."""
    app.context_processor(_page_context)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.jinja_env.tests["reached"] = is_reached


def csrf_token() -> str:
    """The token that Flask-WTF has made for this request; a list page asks fifty times for it."""
    return g.get("csrf_token") or str(generate_csrf())


def is_reached(url: str) -> bool:
    """Whether a link leads on: for whoever came by a personal link most would lead to a refusal."""
    if not current_user.link_id:
        return True
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint = adapter.match(urlsplit(url).path, method="GET")[0] if adapter else ""
    except HTTPException:
        return False
    return endpoint in ALWAYS_OPEN | BY_LINK


def _page_context() -> dict[str, Any]:
    labels = (_("Hjem"), _("Dugnader"), _("Planer"), _("Mitt"))
    shows_tasks = may_role(current_user.actor, Permission.TASKS_VIEW)
    doors = list(zip(_DOORS, labels, strict=True))
    if shows_tasks:
        doors.append(("home.tasks", _("Mine oppgaver")))
    if current_user.link_id:
        doors = [("councils.to_room", _("Utvalget"))]
    return {
        "nav": {
            "items": [_door(endpoint, label) for endpoint, label in doors],
            "show_tasks": shows_tasks,
            "unread": current_user.unread - g.get("just_read", 0),
            "locale": select_locale(),
            "locales": [
                (code, label, url_for("home.language", locale=code))
                for code, label in LOCALES.items()
            ],
            "sign_in_url": url_for("accounts.sign_in"),
            "sign_out_url": url_for("accounts.sign_out"),
            "footer": _footer(),
        },
    }


def _door(endpoint: str, label: str) -> dict[str, Any]:
    url = url_for(endpoint)
    below = (url, *_ALSO_BELOW.get(endpoint, ()))
    is_inside = f"{request.path}/".startswith(tuple(f"{place}/" for place in below if place != "/"))
    current = "page" if request.path == url else "true" if is_inside else None
    return {"label": label, "url": url, "current": current}


def _footer() -> list[dict[str, str]]:
    links = [
        {"label": _("Slik beskyttes stemmene"), "url": url_for("home.secrecy")},
        {"label": _("Personvern"), "url": url_for("home.privacy")},
    ]
    if statement := current_app.config["ACCESSIBILITY_URL"]:
        links.append({"label": _("Tilgjengelighetserklæring"), "url": statement})
    return links
