"""Pages: read the request, call one service, answer."""

from app.voting.routes import ballot, result, roll
from app.voting.routes.blueprint import bp

__all__ = ["ballot", "bp", "result", "roll"]
