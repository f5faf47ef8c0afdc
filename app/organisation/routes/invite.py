"""Invite somebody, and take invitations back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import InvalidInputError
from app.domain.permissions import Permission, Role, require_role
from app.organisation.forms import InviteForm, body_choices, role_choices
from app.organisation.queries.bodies import list_bodies_to_invite_to
from app.organisation.queries.people import list_waiting_invitations
from app.organisation.routes.blueprint import bp
from app.organisation.services import invitations
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.route("/administrasjon/inviter", methods=["GET", "POST"])
@needs(Permission.PERSON_INVITE)
def invite() -> ResponseReturnValue:
    """The form offers only what one may give; the service decides again."""
    require_role(current_actor(), Permission.PERSON_INVITE)
    offered = list_bodies_to_invite_to(db.session(), current_actor())
    form = InviteForm(body=request.args.get("enhet"))
    form.body.choices = body_choices(placed for placed, _roles in offered)
    form.role.choices = role_choices(
        role for role in Role if any(role in roles for _placed, roles in offered)
    )
    if form.validate_on_submit():
        try:
            with atomic() as session:
                invitations.invite(
                    session,
                    current_actor(),
                    email=form.email.data,
                    body_id=form.body_id,
                    role=Role(form.role.data),
                    now=now(),
                )
            flash(_("Invitasjonen er sendt til %(email)s.", email=form.email.data), "success")
            return redirect(url_for(".invite"), 303)
        except InvalidInputError as error:
            form.refuse(error)
    waiting = list_waiting_invitations(
        db.session(), [placed.body.id for placed, _roles in offered], now=now()
    )
    page = render_template("organisation/invite.html", form=form, waiting=waiting)
    return page, 422 if form.errors else 200


@bp.post("/administrasjon/invitasjoner/<uuid:invitation_id>/trekk")
@needs(Permission.PERSON_INVITE)
def revoke(invitation_id: UUID) -> ResponseReturnValue:
    with atomic() as session:
        invitations.revoke_invitation(session, current_actor(), invitation_id, now=now())
    flash(_("Invitasjonen er trukket tilbake."), "success")
    return redirect(url_for(".invite"), 303)
