"""Pages: read the request, call one service, answer."""

from app.campaigns.routes import acts, making, pages
from app.campaigns.routes.blueprint import bp

__all__ = ["acts", "bp", "making", "pages"]
