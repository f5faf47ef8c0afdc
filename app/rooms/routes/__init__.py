"""Pages of meetings: the facilitator's, the big screen, the phone; and the board."""

from app.rooms.routes import board, joining, live, meetings, minutes, phone, proposing, wall
from app.rooms.routes.blueprint import bp

__all__ = ["board", "bp", "joining", "live", "meetings", "minutes", "phone", "proposing", "wall"]
