"""Who is signed in: Flask-Login over sessions that live in the database."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, UserMixin

from app.accounts import queries
from app.core.db import db
from app.domain.permissions import Actor
from app.web.clock import now

JSON = "application/json"

login_manager = LoginManager()
login_manager.login_view = "accounts.sign_in"
login_manager.login_message = None
login_manager.session_protection = None  # the session row decides, not the browser's headers


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The signed-in person as a request sees them: plain values, no database row."""

    token: str
    person_id: UUID
    name: str
    email: str
    locale: str
    actor: Actor

    def get_id(self) -> str:
        return self.token


class Anonymous(AnonymousUserMixin):
    """Somebody not signed in: belongs nowhere, may nothing that needs a role."""

    name = ""
    locale = None
    actor = Actor(UUID(int=0))


login_manager.anonymous_user = Anonymous


@login_manager.user_loader
def load_signed_in(token: str) -> SignedIn | None:
    """One statement: the session, its person and the memberships that are current."""
    found = queries.find_sign_in(
        db.session(),
        token,
        idle_minutes=current_app.config["SESSION_IDLE_MINUTES"],
        max_hours=current_app.config["SESSION_MAX_HOURS"],
        now=now(),
    )
    if found is None:
        return None
    person, actor = found
    return SignedIn(token, person.id, person.name or "", person.email or "", person.locale, actor)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """A page is sent to sign-in and comes back afterwards; JSON and htmx are told 401."""
    if request.headers.get("HX-Request") == "true" or request.accept_mimetypes.best == JSON:
        return {"error": {"code": "not_signed_in", "message": "Sign in first."}}, 401
    came_from = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=came_from), 303)
