"""Signing in and out, links in the mail, invitations, one's own account."""

from app.accounts.routes.blueprint import bp
from app.accounts.routes.invitation import invitation
from app.accounts.routes.links import link, link_sent, reset, use_reset, use_sign_in_link
from app.accounts.routes.settings import settings
from app.accounts.routes.sign_in import sign_in, sign_out

__all__ = [
    "bp",
    "invitation",
    "link",
    "link_sent",
    "reset",
    "settings",
    "sign_in",
    "sign_out",
    "use_reset",
    "use_sign_in_link",
]
