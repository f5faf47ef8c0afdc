"""Pages: read the request, call one service, answer."""

from app.decisions.routes import choosing, protocols, weighing
from app.decisions.routes.blueprint import bp

__all__ = ["bp", "choosing", "protocols", "weighing"]
