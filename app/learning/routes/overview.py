"""How the plans stand, unit by unit."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.decisions.promotion import half_years_to_choose
from app.domain.errors import NotAllowedError
from app.domain.half_years import HalfYear
from app.domain.plan_access import PlanPermission
from app.learning.queries.overview import get_overview, list_planned_half_years, may_oversee
from app.learning.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.get("/planer/oversikt")
@needs(PlanPermission.PLAN_VIEW)
def overview() -> ResponseReturnValue:
    """For whoever looks after units: one half-year at a time, this one unless another is asked."""
    actor, session = current_actor(), db.session()
    if not may_oversee(actor):
        raise NotAllowedError(PlanPermission.PLAN_VIEW)
    choices = _half_years(list_planned_half_years(session, actor))
    asked = {str(half): half for half in choices}.get(request.args.get("halvar", ""))
    chosen = asked or half_years_to_choose(now())[0]
    return render_template(
        "learning/overview.html",
        overview=get_overview(session, actor, chosen, now=now()),
        chosen=str(chosen),
        half_years=[str(half) for half in choices],
    )


def _half_years(planned: set[HalfYear]) -> list[HalfYear]:
    """Also this one and the next, where nobody has a plan yet; the newest first."""
    return sorted(planned | set(half_years_to_choose(now())[:2]), reverse=True)
