"""Pages about proposals: the list, one proposal, writing, discussion, sorting out."""

from app.ideas.routes import discussion, editing, listing, page, sorting, writing
from app.ideas.routes.blueprint import bp

__all__ = ["bp", "discussion", "editing", "listing", "page", "sorting", "writing"]
