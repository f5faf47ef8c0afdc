"""Pages: read the request, make one file, answer."""

from app.exports.routes import councils, plans, protocols, rooms, strategy
from app.exports.routes.blueprint import bp

__all__ = ["bp", "councils", "plans", "protocols", "rooms", "strategy"]
