"""Ties a view to the permission it needs, so that a test can list the views that forgot."""

from collections.abc import Callable
from typing import Any

from flask_login import current_user, login_required

from app.domain.council_access import CouncilPermission
from app.domain.permissions import Actor, Permission
from app.domain.plan_access import PlanPermission

View = Callable[..., Any]
Needed = Permission | PlanPermission | CouncilPermission
NEEDS = "needs_permission"


def needs(permission: Needed | None) -> Callable[[View], View]:
    """Declare what a view needs. `None` says on purpose that the page is open to all.

    Signing in is checked here; the rule itself is checked by the service, once.
    """

    def declare(view: View) -> View:
        guarded: View = view if permission is None else login_required(view)
        setattr(guarded, NEEDS, permission)
        return guarded

    return declare


def current_actor() -> Actor:
    """Who asks; call it only in views that need somebody signed in."""
    actor: Actor = current_user.actor
    return actor
