"""Pages: read the request, call one service, answer."""

from app.voting.routes import audit, ballot, comparing, paper, result, roll
from app.voting.routes.blueprint import bp

__all__ = ["audit", "ballot", "bp", "comparing", "paper", "result", "roll"]
