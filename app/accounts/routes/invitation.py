"""Take up an invitation: as somebody new, or with the account one has."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.forms import AcceptForm
from app.accounts.login import carry_cookie, end_current
from app.accounts.routes.blueprint import bp
from app.accounts.services.invitations import accept_as_member, accept_as_new, find_invitation
from app.accounts.services.passwords import hash_password
from app.accounts.services.sign_ins import start_sign_in
from app.accounts.services.throttling import TOKEN_BY_ADDRESS
from app.accounts.tries import count_or_refuse, network_address
from app.core.db import atomic, db
from app.models import Body, Invitation
from app.web.access import needs
from app.web.clock import now
from app.web.language import select_locale


@bp.route("/invitasjon/<token>", methods=["GET", "POST"])
@needs(None)
def invitation(token: str) -> ResponseReturnValue:
    """Looking changes nothing; the button takes it up."""
    found, body, owner = find_invitation(db.session(), token, now=now())
    if current_user.is_authenticated and current_user.link_id is None:
        if current_user.email != found.email:
            return _answer("accounts/invited_another.html", found, body, status=403)
        return _as_member(token, found, body)
    if owner is not None and owner.link_only_since is None:
        return _answer("accounts/invited_has_account.html", found, body)
    return _as_new(token, found, body)


def _as_member(token: str, found: Invitation, body: Body) -> ResponseReturnValue:
    if request.method != "POST":
        return _answer("accounts/invited_member.html", found, body)
    count_or_refuse((TOKEN_BY_ADDRESS, network_address()))
    with atomic() as session:
        accept_as_member(session, current_user.person_id, token, now=now())
    flash(_("Du er nå med i %(body)s.", body=body.name), "success")
    return redirect(url_for("home.index"), 303)


def _as_new(token: str, found: Invitation, body: Body) -> ResponseReturnValue:
    form = AcceptForm()
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return _answer("accounts/invited_new.html", found, body, form=form, status=status)
    count_or_refuse((TOKEN_BY_ADDRESS, network_address()))
    password_hash = hash_password(form.password.data) if form.password.data else None
    with atomic() as session:
        end_current(session)
        person = accept_as_new(
            session,
            token,
            name=form.name.data,
            locale=select_locale(),
            password_hash=password_hash,
            now=now(),
        )
        cookie = start_sign_in(session, person.id, now=now())
    carry_cookie(cookie)
    flash(_("Velkommen! Du er nå med i %(body)s.", body=body.name), "success")
    return redirect(url_for("home.index"), 303)


def _answer(
    template: str,
    found: Invitation,
    body: Body,
    *,
    form: AcceptForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    return render_template(template, invitation=found, body=body, form=form), status
