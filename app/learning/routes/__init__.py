"""Pages: read the request, call one service, answer."""

from app.learning.routes import (
    arenas,
    group,
    knowledge_flow,
    meetings,
    plans,
    source_notes,
    table,
    themes,
)
from app.learning.routes.blueprint import bp

__all__ = [
    "arenas",
    "bp",
    "group",
    "knowledge_flow",
    "meetings",
    "plans",
    "source_notes",
    "table",
    "themes",
]
