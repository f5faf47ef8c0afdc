"""Who is signed in: Flask-Login over sessions that live in the database."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.services.sign_ins import SEEN_STEP, end_sign_in, start_sign_in, touch_sign_in
from app.core.db import atomic, for_reading
from app.domain.errors import LinkScopeError
from app.domain.permissions import Actor
from app.web.by_link import ALWAYS_OPEN, BY_LINK
from app.web.clock import now

JSON = "application/json"
log = logging.getLogger(__name__)

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
    seen_at: datetime
    link_id: UUID | None = None
    """The personal link that opened the session."""
    unread: int = 0
    """How many notices wait."""

    def get_id(self) -> str:
        return self.token


class Anonymous(AnonymousUserMixin):
    """Somebody not signed in: belongs nowhere, may nothing that needs a role."""

    name = ""
    locale = None
    link_id = None
    unread = 0
    actor = Actor(UUID(int=0))


login_manager.anonymous_user = Anonymous


@login_manager.user_loader
def load_signed_in(token: str) -> SignedIn | None:
    """One statement: the session, its person and the memberships that are current."""
    found = queries.find_sign_in(
        for_reading(),
        token,
        idle_minutes=current_app.config["SESSION_IDLE_MINUTES"],
        max_hours=current_app.config["SESSION_MAX_HOURS"],
        now=now(),
    )
    if found is None:
        return None
    person, actor = found
    return SignedIn(
        token,
        person.id,
        person.name or "",
        person.email or "",
        person.locale,
        actor,
        person.seen_at,
        person.link_id,
        unread=person.unread,
    )


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """A page is sent to sign-in and comes back afterwards; JSON and htmx are told 401."""
    if request.headers.get("HX-Request") == "true" or request.accept_mimetypes.best == JSON:
        return {"error": {"code": "not_signed_in", "message": "Sign in first."}}, 401
    came_from = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=came_from), 303)


def begin_session(person_id: UUID) -> None:
    """Sign this browser in as `person_id`, and end the session it had before."""
    with atomic() as unit:
        end_current(unit)
        token = start_sign_in(unit, person_id, now=now())
    carry_cookie(token)


def end_current(unit: Session) -> None:
    """End the session this browser has, if any, in the caller's unit of work."""
    if current_user.is_authenticated:
        end_sign_in(unit, current_user.token)


def carry_cookie(token: str) -> None:
    """Let this browser carry the token. Everything it carried before is dropped: whoever planted
    a cookie here before sign-in has nothing afterwards.
    """
    signed_in = load_signed_in(token)
    session.clear()
    if signed_in is not None:
        login_user(signed_in)


def init_app(app: Flask) -> None:
    """Load who is signed in, and remember that the session is in use."""
    login_manager.init_app(app)
    app.before_request(_keep_within_link)
    app.after_request(_remember_use)


def _keep_within_link() -> None:
    """A personal link reaches what is listed, and as long as one is a member; nothing else."""
    if request.endpoint is None or not current_user.is_authenticated:
        return
    if current_user.link_id is None or request.endpoint in ALWAYS_OPEN:
        return
    if not current_user.actor.memberships:
        raise LinkScopeError("no member any more")
    if request.endpoint not in BY_LINK:
        raise LinkScopeError(request.endpoint)


def _remember_use(response: Response) -> Response:
    """Write only when minutes have passed, after the page is made, and never at its expense."""
    # A streamed answer still reads in a transaction of its own; the next request will do.
    if response.is_streamed or not current_user.is_authenticated:
        return response
    # A page that asks by itself whether there is anything new is not somebody using it.
    if request.method == "GET" and response.status_code == HTTPStatus.NO_CONTENT:
        return response
    if now() - current_user.seen_at >= SEEN_STEP:
        try:
            with atomic() as unit:
                touch_sign_in(unit, current_user.token, now=now())
        except SQLAlchemyError:
            log.warning("could not remember that a session was used")
    return response
