"""One's own account: name, language, password, memberships, sessions."""

from uuid import UUID

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.forms import ChangePasswordForm, ProfileForm
from app.accounts.queries import get_account, list_own_memberships
from app.accounts.routes.blueprint import bp
from app.accounts.services.invitations import accept_waiting, list_invitations_to
from app.accounts.services.links import RESET, ask_for_link
from app.accounts.services.passwords import change_password, hash_password, is_right
from app.accounts.services.profile import change_profile
from app.accounts.services.sign_ins import end_sign_ins
from app.accounts.services.throttling import (
    LINK_BY_ACCOUNT,
    LINK_BY_ADDRESS,
    PASSWORD_BY_ACCOUNT,
    PASSWORD_BY_ADDRESS,
)
from app.accounts.tries import count_or_refuse, network_address, succeeded
from app.core.db import atomic, db
from app.domain.permissions import Permission
from app.web.access import needs
from app.web.clock import now


@bp.route("/mitt/innstillinger", methods=["GET", "POST"])
@needs(Permission.PROFILE_EDIT)
def settings() -> ResponseReturnValue:
    """Everything about one's own account on one page; this form holds name and language."""
    form = ProfileForm(name=current_user.name, locale=current_user.locale)
    if not form.validate_on_submit():
        return _page(profile=form)
    with atomic() as unit:
        change_profile(unit, current_user.person_id, name=form.name.data, locale=form.locale.data)
    flash(_("Lagret."), "success")
    return _back()


@bp.post("/mitt/innstillinger/passord")
@needs(Permission.PROFILE_EDIT)
def password() -> ResponseReturnValue:
    """Change the password, with the old one as proof; every other session ends."""
    form = ChangePasswordForm()
    if not form.validate_on_submit() or not _knows_password(form):
        return _page(change=form)
    new_hash = hash_password(form.password.data)
    with atomic() as unit:
        change_password(
            unit,
            current_user.person_id,
            new_hash=new_hash,
            keep_token=current_user.token,
            now=now(),
        )
    flash(_("Passordet er endret. Andre steder du var logget inn, er du nå logget ut."), "success")
    return _back()


def _knows_password(form: ChangePasswordForm) -> bool:
    tries = (
        (PASSWORD_BY_ACCOUNT, current_user.email),
        (PASSWORD_BY_ADDRESS, network_address()),
    )
    count_or_refuse(*tries)
    account = get_account(db.session(), current_user.person_id)
    if not is_right(account.password_hash, form.current.data):
        form.say_wrong()
        return False
    with atomic() as unit:
        succeeded(unit, *tries)
    return True


@bp.post("/mitt/innstillinger/lenke")
@needs(Permission.PROFILE_EDIT)
def password_link() -> ResponseReturnValue:
    """A fresh link as proof, for those who have no password or have forgotten it."""
    email = current_user.email
    count_or_refuse((LINK_BY_ACCOUNT, email), (LINK_BY_ADDRESS, network_address()))
    with atomic() as unit:
        ask_for_link(unit, RESET, email=email, now=now())
    flash(_("Vi har sendt deg en e-post med en lenke. Den virker i ti minutter."), "success")
    return _back()


@bp.post("/mitt/innstillinger/utlogging")
@needs(Permission.PROFILE_EDIT)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session, this one too."""
    with atomic() as unit:
        end_sign_ins(unit, current_user.person_id)
    session.clear()
    flash(_("Du er logget ut overalt."), "success")
    return redirect(url_for(".sign_in"), 303)


@bp.post("/mitt/innstillinger/invitasjoner/<uuid:invitation_id>")
@needs(Permission.PROFILE_EDIT)
def accept_invitation(invitation_id: UUID) -> ResponseReturnValue:
    """Take up an invitation to one's own address."""
    with atomic() as unit:
        body = accept_waiting(unit, current_user.person_id, invitation_id, now=now())
    flash(_("Du er nå med i %(body)s.", body=body.name), "success")
    return _back()


def _page(
    *, profile: ProfileForm | None = None, change: ChangePasswordForm | None = None
) -> ResponseReturnValue:
    unit = db.session()
    failed = any(form is not None and form.errors for form in (profile, change))
    page = render_template(
        "accounts/settings.html",
        profile=profile or ProfileForm(None, name=current_user.name, locale=current_user.locale),
        change=change or ChangePasswordForm(None),
        account=get_account(unit, current_user.person_id),
        memberships=list_own_memberships(unit, current_user.person_id, now=now()),
        invitations=list_invitations_to(unit, current_user.email, now=now()),
    )
    return page, 422 if failed else 200


def _back() -> ResponseReturnValue:
    return redirect(url_for(".settings"), 303)
