"""Pages: read the request, call one service, answer."""

from app.local.routes import assigning, examples, forwarding, overview
from app.local.routes.blueprint import bp

__all__ = ["assigning", "bp", "examples", "forwarding", "overview"]
