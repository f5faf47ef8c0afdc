"""Who may do what with a learning plan, and in which state of it: one table.

Rights follow the tree: leaders and facilitators of a unit above look after the plans below; staff
of a team read its office's plan. Councils and partners that belong with the unit, and all who were
invited to a campaign behind the plan, read along and are heard.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.errors import FrozenError, NotAllowedError, NotOpenError
from app.domain.permissions import Actor, BodyKind, MembershipRef, Role


class PlanState(StrEnum):
    """In the order of a plan's life."""

    DRAFT = "draft"
    HEARING = "hearing"
    APPROVED = "approved"
    EVALUATED = "evaluated"
    ARCHIVED = "archived"


class PlanRole(StrEnum):
    """What somebody is to one plan. A person may be several."""

    LEADER = "leader"
    FACILITATOR = "facilitator"
    GROUP = "group"
    """A member of the working group, for as long as one may see the plan anyway."""
    TEAM = "team"
    """Staff of the team whose sub-plan it is; asked for one theme."""
    STAFF = "staff"
    COUNCIL = "council"
    PARTNER = "partner"
    GUEST = "guest"
    """Invited to a campaign behind the plan, from elsewhere."""
    ADMINISTRATOR = "administrator"


class PlanPermission(StrEnum):
    """Named `<thing>:<action>`, kept in alphabetical order."""

    ACTIVITY_CARRY_OUT = "activity:carry_out"
    ACTIVITY_JOIN = "activity:join"
    ARENA_EDIT = "arena:edit"
    ATTENDANCE_NAME = "attendance:name"
    """Deciding that names of those who came are kept, and why."""
    COMMENT_ANSWER = "comment:answer"
    """Hiding too."""
    EVALUATION_ANSWER = "evaluation:answer"
    EVALUATION_CONCLUDE = "evaluation:conclude"
    EVALUATION_OPEN = "evaluation:open"
    GROUP_APPOINT = "group:appoint"
    GROUP_WISH = "group:wish"
    MEETING_WRITE = "meeting:write"
    PLAN_APPROVE = "plan:approve"
    PLAN_ARCHIVE = "plan:archive"
    PLAN_COMMENT = "plan:comment"
    PLAN_COPY = "plan:copy"
    PLAN_EDIT = "plan:edit"
    PLAN_HEAR = "plan:hear"
    PLAN_VIEW = "plan:view"
    SOURCE_NOTE_WRITE = "source_note:write"
    THEME_EDIT = "theme:edit"


_LEADERS = frozenset({PlanRole.LEADER})
_MAKERS = frozenset({PlanRole.LEADER, PlanRole.FACILITATOR, PlanRole.GROUP})
_HEARD = frozenset({PlanRole.STAFF, PlanRole.COUNCIL, PlanRole.PARTNER, PlanRole.GROUP})
_EVERYONE = frozenset(PlanRole)

_ANY_STATE = frozenset(PlanState)
MAKING = frozenset({PlanState.DRAFT, PlanState.HEARING})
"""While the plan takes shape, before it is approved."""
_EDITABLE = MAKING | {PlanState.APPROVED}
_CARRIED_OUT = frozenset({PlanState.APPROVED, PlanState.EVALUATED})
_HEARD_ABOUT = frozenset({PlanState.HEARING, PlanState.APPROVED})
_UNTIL_ARCHIVED = _ANY_STATE - {PlanState.ARCHIVED}

_GRANTS: dict[PlanPermission, tuple[frozenset[PlanRole], frozenset[PlanState]]] = {
    PlanPermission.ACTIVITY_CARRY_OUT: (_MAKERS | {PlanRole.TEAM}, _CARRIED_OUT),
    PlanPermission.ACTIVITY_JOIN: (_HEARD | {PlanRole.GUEST}, frozenset({PlanState.APPROVED})),
    PlanPermission.ARENA_EDIT: (_MAKERS, _ANY_STATE),
    PlanPermission.ATTENDANCE_NAME: (_LEADERS, _UNTIL_ARCHIVED),
    PlanPermission.COMMENT_ANSWER: (_MAKERS, _HEARD_ABOUT),
    PlanPermission.EVALUATION_ANSWER: (_HEARD, frozenset({PlanState.APPROVED})),
    PlanPermission.EVALUATION_CONCLUDE: (_MAKERS, frozenset({PlanState.APPROVED})),
    PlanPermission.EVALUATION_OPEN: (_MAKERS, frozenset({PlanState.APPROVED})),
    PlanPermission.GROUP_APPOINT: (_LEADERS, _UNTIL_ARCHIVED),
    PlanPermission.GROUP_WISH: (frozenset({PlanRole.STAFF}), MAKING),
    PlanPermission.MEETING_WRITE: (_MAKERS, _UNTIL_ARCHIVED),
    PlanPermission.PLAN_APPROVE: (_LEADERS, MAKING),
    PlanPermission.PLAN_ARCHIVE: (_LEADERS, _CARRIED_OUT),
    PlanPermission.PLAN_COMMENT: (_HEARD, frozenset({PlanState.HEARING})),
    PlanPermission.PLAN_COPY: (_MAKERS, _ANY_STATE),
    PlanPermission.PLAN_EDIT: (_MAKERS, _EDITABLE),
    PlanPermission.PLAN_HEAR: (_MAKERS, MAKING),
    PlanPermission.PLAN_VIEW: (_EVERYONE, _ANY_STATE),
    PlanPermission.SOURCE_NOTE_WRITE: (_MAKERS, _UNTIL_ARCHIVED),
    PlanPermission.THEME_EDIT: (_MAKERS | {PlanRole.TEAM}, _EDITABLE),
}

_SPEAKS_AS = {
    BodyKind.COUNCIL: PlanRole.COUNCIL,
    BodyKind.USER_ORGANISATION: PlanRole.COUNCIL,
    BodyKind.PARTNER: PlanRole.PARTNER,
    BodyKind.MUNICIPALITY: PlanRole.PARTNER,
}
_LOOKS_AFTER = {Role.LEADER: PlanRole.LEADER, Role.FACILITATOR: PlanRole.FACILITATOR}


@dataclass(frozen=True, slots=True)
class PlanScope:
    """What the rules need to know about a plan."""

    unit_path: str
    state: PlanState = PlanState.DRAFT
    group: frozenset[UUID] = frozenset()
    """The working group, by person."""
    affiliated: tuple[str, ...] = ()
    """Paths of the councils, municipalities and partners that belong with the unit."""
    invited: tuple[str, ...] = ()
    """Paths of all who were invited to a campaign that gave the plan a theme."""

    def roles_of(self, actor: Actor, team_path: str | None = None) -> frozenset[PlanRole]:
        """What `actor` is to the plan; empty means that it is invisible to them."""
        roles = {role for held in actor.memberships for role in self._roles_by(held)}
        if roles and actor.person_id in self.group:
            roles.add(PlanRole.GROUP)
        if team_path and any(held.body.path.startswith(team_path) for held in actor.memberships):
            roles.add(PlanRole.TEAM)
        return frozenset(roles)

    def _roles_by(self, held: MembershipRef) -> Iterable[PlanRole]:
        if held.role is Role.ADMINISTRATOR:
            yield PlanRole.ADMINISTRATOR
            return
        path = held.body.path
        if held.role in _LOOKS_AFTER and self.unit_path.startswith(path):
            yield _LOOKS_AFTER[held.role]
        if path.startswith(self.unit_path):
            yield PlanRole.STAFF
        elif path in self.affiliated or any(path.startswith(one) for one in self.invited):
            yield _SPEAKS_AS.get(held.body.kind, PlanRole.GUEST)


def require_in_plan(
    actor: Actor, permission: PlanPermission, scope: PlanScope, team_path: str | None = None
) -> None:
    """Raise unless `actor` may do this with the plan as it stands.

    NotAllowedError: a role is missing. NotOpenError: the plan has not come so far. FrozenError: it
    has come further. Name `team_path` where one theme of a team's sub-plan is meant.
    """
    roles, states = _GRANTS[permission]
    if not roles & scope.roles_of(actor, team_path):
        raise NotAllowedError(permission)
    if scope.state in states:
        return
    order = list(PlanState)
    if order.index(scope.state) < min(map(order.index, states)):
        raise NotOpenError(permission)
    raise FrozenError(permission)


def may_in_plan(
    actor: Actor, permission: PlanPermission, scope: PlanScope, team_path: str | None = None
) -> bool:
    """The same question without the exception, for templates that show or hide a button."""
    try:
        require_in_plan(actor, permission, scope, team_path)
    except (NotAllowedError, NotOpenError, FrozenError):
        return False
    return True


def is_granted_in_plan(role: PlanRole, permission: PlanPermission, state: PlanState) -> bool:
    """One cell of the table, for the documents and the table test."""
    roles, states = _GRANTS[permission]
    return role in roles and state in states


def may_look_after(actor: Actor, unit_path: str) -> bool:
    """Facilitators and leaders of the unit or of one above it: they start plans and fill them."""
    return any(
        held.role in _LOOKS_AFTER and unit_path.startswith(held.body.path)
        for held in actor.memberships
    )
