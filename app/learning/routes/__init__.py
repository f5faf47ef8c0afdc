"""Pages: read the request, call one service, answer."""

from app.learning.routes import plans, table, themes
from app.learning.routes.blueprint import bp

__all__ = ["bp", "plans", "table", "themes"]
