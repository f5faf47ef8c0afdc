"""The turnout that is shown is written before a vote, never by it."""

from app.core.db import atomic
from app.models import Campaign
from app.voting import services
from app.web.clock import clock


def write_turnout_if_due(campaign: Campaign) -> None:
    """Before the hour's first vote, so that the number shown never moves with that vote."""
    if services.is_turnout_due(campaign, clock()):
        with atomic() as session:
            services.refresh_turnout(session, campaign.id, clock=clock())
