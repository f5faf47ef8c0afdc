"""Pages: read the request, call one service, answer."""

from app.learning.routes import (
    activities,
    arenas,
    group,
    hearing,
    knowledge_flow,
    meetings,
    plans,
    source_notes,
    states,
    table,
    theme_page,
    themes,
    versions,
)
from app.learning.routes.blueprint import bp

__all__ = [
    "activities",
    "arenas",
    "bp",
    "group",
    "hearing",
    "knowledge_flow",
    "meetings",
    "plans",
    "source_notes",
    "states",
    "table",
    "theme_page",
    "themes",
    "versions",
]
