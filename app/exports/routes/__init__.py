"""Pages: read the request, make one file, answer."""

from app.exports.routes import plans, strategy
from app.exports.routes.blueprint import bp

__all__ = ["bp", "plans", "strategy"]
