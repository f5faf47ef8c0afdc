"""Pages: read the request, make one file, answer."""

from app.exports.routes import plans, protocols, rooms, strategy
from app.exports.routes.blueprint import bp

__all__ = ["bp", "plans", "protocols", "rooms", "strategy"]
