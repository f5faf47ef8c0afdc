"""Sign in with a password, or ask for a link; sign out."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.forms import SignInForm
from app.accounts.login import begin_session
from app.accounts.routes.blueprint import bp
from app.accounts.routes.links import send_link
from app.accounts.services.passwords import check_password, rehash_if_needed
from app.accounts.services.sign_ins import end_sign_in
from app.accounts.services.throttling import PASSWORD_BY_ACCOUNT, PASSWORD_BY_ADDRESS
from app.accounts.tries import count_or_refuse, local_next, network_address, succeeded
from app.core.db import atomic, db
from app.domain.addresses import same_address
from app.domain.errors import TooManyAttemptsError, WrongCredentialsError
from app.web.access import needs
from app.web.redirects import redirect_back


@bp.route("/logg-inn", methods=["GET", "POST"])
@needs(None)
def sign_in() -> ResponseReturnValue:
    """One form, two ways in: the second needs the address only."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect_back(url_for("home.index"))
    form = SignInForm(next=local_next())
    if "by_link" in request.form:
        return send_link(form)
    if not form.validate_on_submit():
        return _page(form)
    try:
        person_id = _check(form)
    except WrongCredentialsError:
        form.say_wrong()
        return _page(form)
    except TooManyAttemptsError as error:
        form.say_wait(error.facts["minutes"])
        return _page(form, HTTPStatus.TOO_MANY_REQUESTS)
    begin_session(person_id)
    return redirect_back(url_for("home.index"))


def _check(form: SignInForm) -> UUID:
    """Count the try first and by itself, so that it stays counted when it fails."""
    tries = (
        (PASSWORD_BY_ACCOUNT, same_address(form.email.data)),
        (PASSWORD_BY_ADDRESS, network_address()),
    )
    count_or_refuse(*tries)
    person_id = check_password(db.session(), email=form.email.data, password=form.password.data)
    with atomic() as unit:
        succeeded(unit, *tries)
        rehash_if_needed(unit, person_id, form.password.data)
    return person_id


def _page(form: SignInForm, status: int | None = None) -> ResponseReturnValue:
    page = render_template("accounts/sign_in.html", form=form)
    return page, status or (HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


@bp.post("/logg-ut")
@needs(None)
def sign_out() -> ResponseReturnValue:
    """End this session in the database, so that a copy of the cookie is worth nothing."""
    if current_user.is_authenticated:
        with atomic() as unit:
            end_sign_in(unit, current_user.token)
    session.clear()
    return redirect(url_for("home.index"), 303)
