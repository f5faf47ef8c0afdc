"""Pages for attachments, invitations to stand behind a proposal, and reports."""

from app.contributions.routes import attaching, drafting, inviting, reporting
from app.contributions.routes.blueprint import bp

__all__ = ["attaching", "bp", "drafting", "inviting", "reporting"]
