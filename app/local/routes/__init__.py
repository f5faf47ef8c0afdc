"""Pages: read the request, call one service, answer."""

from app.local.routes import asking, assigning, examples, forwarding, overview
from app.local.routes.blueprint import bp

__all__ = ["asking", "assigning", "bp", "examples", "forwarding", "overview"]
