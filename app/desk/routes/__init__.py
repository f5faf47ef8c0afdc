"""Pages of the facilitator's desk."""

from app.desk.routes import alike, desk, inviting, participation, visits
from app.desk.routes.blueprint import bp

__all__ = ["alike", "bp", "desk", "inviting", "participation", "visits"]
