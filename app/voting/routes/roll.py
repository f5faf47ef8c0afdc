"""The roll while voting is open: adding somebody who came later."""

from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Permission
from app.voting import explanations, queries, services
from app.voting.forms import AddVoterForm
from app.voting.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.route("/dugnader/<slug>/manntall", methods=["GET", "POST"])
@needs(Permission.VOTER_ADD)
def add_voter(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.VOTER_ADD, now())
    form = AddVoterForm()
    if form.validate_on_submit() and (name := _add_voter(form, view)):
        flash(_("%(name)s kan nå stemme.", name=name), "success")
        return redirect(url_for("campaigns.show", slug=slug), HTTPStatus.SEE_OTHER)
    page = render_template(
        "voting/add_voter.html",
        view=view,
        form=form,
        added=queries.list_added_voters(db.session(), view.campaign.id),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _add_voter(form: AddVoterForm, view: CampaignView) -> str | None:
    """The name of whoever was added; None with the reason in the form."""
    try:
        with atomic() as session:
            person = services.add_voter(
                session,
                current_actor(),
                view.campaign.id,
                email=form.email.data or "",
                reason=form.reason.data or "",
                clock=clock(),
            )
    except ConflictError:
        form.email.errors = [_("Personen står alt i manntallet og kan stemme.")]
        return None
    except InvalidInputError as refusal:
        field = form.reason if refusal.facts["field"] == "reason" else form.email
        field.errors = [explanations.why_not_added(str(refusal.facts["reason"]))]
        return None
    return person.name or person.email
