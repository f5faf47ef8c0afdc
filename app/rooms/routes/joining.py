"""Coming in by a code, and what a phone carries from then on."""

from datetime import timedelta

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.services.throttling import Limit, take_back
from app.accounts.tries import count_or_refuse, network_address
from app.core.db import atomic
from app.domain.errors import ConflictError, InvalidInputError, NotFoundError
from app.rooms.forms import JoinForm, space_fault
from app.rooms.routes.blueprint import bp
from app.rooms.services import notes as services
from app.web.access import needs
from app.web.clock import now

CODE_BY_ADDRESS = Limit("room-code", 60)
"""Wrong codes from one network address; a whole room may share one, and right ones are free."""
COOKIE_LIVES = timedelta(hours=12)


@bp.route("/rom", methods=["GET", "POST"])
@needs(None)
def join() -> ResponseReturnValue:
    """Type the code. Sending it tells whether it is right, so many times."""
    if request.method == "GET":
        return _ask_for_code("")
    form = JoinForm()
    if form.validate():
        return _come_in(form)
    return render_template("rooms/join.html", form=form), 422


@bp.get("/rom/<code>")
@needs(None)
def scanned(code: str) -> ResponseReturnValue:
    """Where the QR code leads. The page is the same whether the code is right or not."""
    return _ask_for_code(code)


def _ask_for_code(code: str) -> ResponseReturnValue:
    form = JoinForm(formdata=None)
    form.code.data, form.name.data = code, current_user.name
    return render_template("rooms/join.html", form=form)


def _come_in(form: JoinForm) -> ResponseReturnValue:
    count_or_refuse((CODE_BY_ADDRESS, network_address()))
    try:
        with atomic() as session:
            meeting, token = services.join_meeting(
                session,
                form.code.data or "",
                name=form.name.data or "",
                in_minutes=form.in_minutes.data,
                carried=carried_token(),
                now=now(),
            )
            _forgive(session)
    except NotFoundError:
        form.code.errors = [_("Ingen møter har denne koden. Se på skjermen og prøv igjen.")]
    except InvalidInputError:
        _forgive_now()
        form.name.errors = [_("I dette møtet skriver alle navnet sitt.")]
    except ConflictError as full:
        _forgive_now()
        form.code.errors = [space_fault(full)]
        return render_template("rooms/join.html", form=form), 409
    else:
        answer = make_response(redirect(url_for(".phone", room_id=meeting.id), 303))
        _carry(answer, token)
        return answer
    return render_template("rooms/join.html", form=form), 422


def _forgive(session: Session) -> None:
    secret = current_app.config["SECRET_KEY"]
    take_back(session, CODE_BY_ADDRESS, network_address(), secret=secret)


def _forgive_now() -> None:
    with atomic() as session:
        _forgive(session)


def _cookie_name() -> str:
    return "__Host-dugnad-rom" if current_app.config["SESSION_COOKIE_SECURE"] else "dugnad-rom"


def _carry(answer: Response, token: str) -> None:
    answer.set_cookie(
        _cookie_name(),
        token,
        max_age=COOKIE_LIVES,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def carried_token() -> str:
    return request.cookies.get(_cookie_name(), "")
