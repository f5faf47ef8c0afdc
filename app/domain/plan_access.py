"""Who may read and who may write a unit's learning plan. Rights follow the tree."""

from collections.abc import Iterable

from app.domain.permissions import Actor, Permission, Role, is_granted
from app.domain.timetable import Phase


def may_edit_plan(actor: Actor, unit_path: str) -> bool:
    """Facilitators and leaders of the unit, or of a unit above it."""
    return any(
        # A plan has no phases, and the table allows editing in all of them.
        is_granted(held.role, Permission.PLAN_EDIT, Phase.PUBLISHED)
        and unit_path.startswith(held.body.path)
        for held in actor.memberships
    )


def may_read_plan(actor: Actor, unit_path: str, related_paths: Iterable[str]) -> bool:
    """Everyone in the unit and below, who looks after it, and who took part beside it.

    `related_paths` are the bodies that belong with the unit (councils, partners) and those that
    were invited to a campaign which gave the plan a theme.
    """
    if may_edit_plan(actor, unit_path) or Role.ADMINISTRATOR in actor.roles:
        return True
    paths = (unit_path, *related_paths)
    return any(held.body.path.startswith(path) for held in actor.memberships for path in paths)
