"""The facilitator's choice of reminders."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import get_campaign_view
from app.core.db import atomic, db
from app.domain.permissions import Permission
from app.domain.reminders import read_steps
from app.reminders import services
from app.reminders.forms import StepsForm
from app.web.access import current_actor, needs
from app.web.clock import clock, now

bp = Blueprint("reminders", __name__)


@bp.route("/dugnader/<slug>/paminnelser", methods=["GET", "POST"])
@needs(Permission.CAMPAIGN_MOVE_DEADLINE)
def edit(slug: str) -> ResponseReturnValue:
    """A week, a day and an hour before; what is not ticked is not sent."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.CAMPAIGN_MOVE_DEADLINE, now())
    form = StepsForm(steps=list(read_steps(view.campaign.reminders)))
    if not form.validate_on_submit():
        page = render_template("reminders/edit.html", form=form, view=view)
        return page, 422 if form.errors else 200
    with atomic() as session:
        steps = tuple(form.steps.data or ())
        services.set_steps(session, current_actor(), slug, steps=steps, clock=clock())
    flash(_("Lagret."), "success")
    return redirect(url_for("campaigns.show", slug=slug), 303)
