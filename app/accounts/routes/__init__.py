"""Signing in and out, links in the mail, invitations, one's own account."""

from app.accounts.routes import invitation, links, settings, sign_in
from app.accounts.routes.blueprint import bp

__all__ = ["bp", "invitation", "links", "settings", "sign_in"]
