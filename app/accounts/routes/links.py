"""Links in the mail: ask for one, use one to sign in, use one to choose a new password."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.forms import AddressForm, NewPasswordForm
from app.accounts.login import begin_session, carry_cookie, end_current
from app.accounts.routes.blueprint import bp
from app.accounts.services.links import RESET, SIGN_IN, ask_for_link, find_link, use_link
from app.accounts.services.passwords import change_password, hash_password
from app.accounts.services.sign_ins import start_sign_in
from app.accounts.services.throttling import LINK_BY_ACCOUNT, LINK_BY_ADDRESS, TOKEN_BY_ADDRESS
from app.accounts.tries import count_or_refuse, local_next, network_address
from app.core.db import atomic, db
from app.domain.addresses import same_address
from app.web.access import needs
from app.web.clock import now


@bp.route("/logg-inn/lenke", methods=["GET", "POST"])
@needs(None)
def link() -> ResponseReturnValue:
    """Ask for a link to sign in with."""
    form = AddressForm(next=local_next())
    if request.method == "POST":
        return send_link(form)
    return render_template("accounts/ask_for_link.html", form=form)


def send_link(form: AddressForm) -> ResponseReturnValue:
    """The same answer for every address, known or not."""
    if not form.has_address():
        return render_template("accounts/ask_for_link.html", form=form), 422
    _ask(SIGN_IN, form)
    return redirect(url_for(".link_sent"), 303)


@bp.get("/logg-inn/lenke/sendt")
@needs(None)
def link_sent() -> ResponseReturnValue:
    return render_template("accounts/link_sent.html")


@bp.route("/lenke/<token>", methods=["GET", "POST"], endpoint="use_link")
@needs(None)
def use_sign_in_link(token: str) -> ResponseReturnValue:
    """GET shows whose link it is and a button; only the button uses it up."""
    if request.method != "POST":
        _, person = find_link(db.session(), token, SIGN_IN, now=now())
        return render_template("accounts/use_link.html", person=person, token=token)
    count_or_refuse((TOKEN_BY_ADDRESS, network_address()))
    with atomic() as session:
        link, person = use_link(session, token, SIGN_IN, now=now())
        end_current(session)
        cookie = start_sign_in(session, person.id, now=now())
    carry_cookie(cookie)
    return redirect(link.next_url or url_for("home.index"), 303)


@bp.route("/nytt-passord", methods=["GET", "POST"])
@needs(None)
def reset() -> ResponseReturnValue:
    """Ask for a link to choose a new password with; the answer tells nothing."""
    form = AddressForm()
    if request.method == "POST" and form.has_address():
        _ask(RESET, form)
        return redirect(url_for(".link_sent"), 303)
    return render_template("accounts/reset.html", form=form), 422 if form.errors else 200


@bp.route("/nytt-passord/<token>", methods=["GET", "POST"])
@needs(None)
def use_reset(token: str) -> ResponseReturnValue:
    """Choose a password. The link is used up only when the password is good."""
    _, person = find_link(db.session(), token, RESET, now=now())
    form = NewPasswordForm()
    if not form.validate_on_submit():
        page = render_template("accounts/use_reset.html", form=form, person=person)
        return page, 422 if form.errors else 200
    count_or_refuse((TOKEN_BY_ADDRESS, network_address()))
    begin_session(_set_password(token, form.password.data))
    return redirect(url_for("home.index"), 303)


def _set_password(token: str, password: str) -> UUID:
    hashed = hash_password(password)  # before the unit of work: hashing takes its time
    with atomic() as session:
        _, person = use_link(session, token, RESET, now=now())
        change_password(session, person.id, new_hash=hashed, keep_token=None, now=now())
    return person.id


def _ask(purpose: str, form: AddressForm) -> None:
    email = same_address(form.email.data)
    count_or_refuse((LINK_BY_ACCOUNT, email), (LINK_BY_ADDRESS, network_address()))
    with atomic() as session:
        ask_for_link(session, purpose, email=email, next_url=local_next(), now=now())
