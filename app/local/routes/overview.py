"""Where something happens below a larger campaign, and where nothing does yet."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.campaigns import words
from app.campaigns.queries import get_campaign_view
from app.core.db import db
from app.domain.permissions import Permission
from app.local.queries.overview import list_units
from app.local.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import now

QUIET = "stille"


@bp.get("/dugnader/<slug>/lokalt")
@needs(Permission.LOCAL_VIEW)
def overview(slug: str) -> ResponseReturnValue:
    """Every invited unit, or (`?vis=stille`) those where nothing happens yet."""
    session, moment = db.session(), now()
    view = get_campaign_view(session, current_actor(), slug)
    view.require(Permission.LOCAL_VIEW, moment)
    units = list_units(session, view)
    is_quiet = request.args.get("vis") == QUIET
    return render_template(
        "local/overview.html",
        view=view,
        units=[each for each in units if each.is_quiet] if is_quiet else units,
        total=len(units),
        quiet=sum(each.is_quiet for each in units),
        is_quiet=is_quiet,
        moment=moment,
        words=words,
    )
