"""The blueprint that the modules beside it hang their views on, and what they all begin with."""

from typing import cast

from flask import Blueprint, current_app

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import db
from app.desk.services import VisitCounter
from app.domain.permissions import Permission
from app.web.access import current_actor
from app.web.clock import now

bp = Blueprint("desk", __name__)

DESK = "/dugnader/<slug>/pult"


def looked_after(slug: str) -> CampaignView:
    """The campaign, for whoever looks after it."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.DESK_VIEW, now())
    return view


def visit_counter() -> VisitCounter:
    """What this process has counted and not written yet."""
    return cast(VisitCounter, current_app.extensions.setdefault("campaign_visits", VisitCounter()))
