"""Signing up for voluntary activities, and leaving them again."""

from uuid import UUID

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.plan_access import PlanPermission
from app.learning import services
from app.learning.queries.plans import get_plan_view
from app.learning.routes.blueprint import bp
from app.learning.routes.doing import ACTIVITY
from app.learning.routes.words import address_of
from app.web.access import current_actor, needs
from app.web.clock import clock


@bp.post(f"{ACTIVITY}/meld-pa")
@needs(PlanPermission.ACTIVITY_JOIN)
def sign_up(unit_slug: str, half_year: str, activity_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    with atomic() as session:
        waits = services.sign_up(session, view.actor, view.plan.id, activity_id, clock=clock())
    text = _("Du står på venteliste.") if waits else _("Du er påmeldt.")
    flash(text, "info" if waits else "success")
    return redirect(address_of(view, "activity", activity_id=activity_id, _anchor="pamelding"), 303)


@bp.post(f"{ACTIVITY}/meld-av")
@needs(PlanPermission.ACTIVITY_JOIN)
def withdraw(unit_slug: str, half_year: str, activity_id: UUID) -> ResponseReturnValue:
    view = get_plan_view(db.session(), current_actor(), unit_slug, half_year)
    with atomic() as session:
        services.withdraw(session, view.actor, view.plan.id, activity_id, clock=clock())
    flash(_("Du er meldt av."), "success")
    return redirect(address_of(view, "activity", activity_id=activity_id, _anchor="pamelding"), 303)
