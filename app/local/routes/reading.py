"""Whether somebody who reads about a proposal here can also read it where it stands."""

from app.campaigns.queries import get_campaign_view
from app.core.db import db
from app.domain.errors import NotFoundError
from app.web.access import current_actor


def sees_campaign(slug: str) -> bool:
    """Whether the reader is one of those the campaign is for."""
    try:
        get_campaign_view(db.session(), current_actor(), slug)
    except NotFoundError:
        return False
    return True
