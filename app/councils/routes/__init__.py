"""A council's page, its room in a campaign, joint drafts, meetings and personal links."""

from app.councils.routes import calendar, deciding, drafts, links, managing, page, room, withdrawing
from app.councils.routes.blueprint import bp

__all__ = [
    "bp",
    "calendar",
    "deciding",
    "drafts",
    "links",
    "managing",
    "page",
    "room",
    "withdrawing",
]
