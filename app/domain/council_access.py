"""Who may do what with the matters of a council, an organisation or a partner: one table."""

from collections.abc import Iterable
from enum import StrEnum

from app.domain.councils import OfficeKind
from app.domain.errors import NotAllowedError
from app.domain.permissions import Actor, BodyRef, Role
from app.domain.roles import looks_after


class CouncilRole(StrEnum):
    """What somebody is to one body. A person may be several."""

    LEADER = "leader"
    SECRETARY = "secretary"
    REPRESENTATIVE = "representative"
    MEMBER = "member"
    KEEPER = "keeper"
    """A facilitator of the unit it belongs with."""
    ADMINISTRATOR = "administrator"


class CouncilPermission(StrEnum):
    """Named `<thing>:<action>`, kept in alphabetical order."""

    COUNCIL_MANAGE = "council:manage"
    """Offices, meeting dates, how many must approve, whom one can call."""
    COUNCIL_VIEW = "council:view"
    DRAFT_APPROVE = "draft:approve"
    DRAFT_COMMENT = "draft:comment"
    DRAFT_DECIDE = "draft:decide"
    """Recording what a meeting decided."""
    DRAFT_READ = "draft:read"
    DRAFT_SPEAK = "draft:speak"
    """Handing in on a mandate, without a decision of the members."""
    DRAFT_SUBMIT = "draft:submit"
    DRAFT_WRITE = "draft:write"
    LINK_SEND = "link:send"
    """Revoking too."""
    MEMBER_ADD = "member:add"


_LOOKING_AFTER = frozenset({CouncilRole.KEEPER, CouncilRole.ADMINISTRATOR})
_HEADS = frozenset({CouncilRole.LEADER, CouncilRole.SECRETARY})
_MEMBERS = frozenset({CouncilRole.MEMBER})

_GRANTS: dict[CouncilPermission, frozenset[CouncilRole]] = {
    CouncilPermission.COUNCIL_MANAGE: _HEADS | _LOOKING_AFTER,
    CouncilPermission.COUNCIL_VIEW: frozenset(CouncilRole),
    CouncilPermission.DRAFT_APPROVE: _MEMBERS,
    CouncilPermission.DRAFT_COMMENT: _MEMBERS,
    CouncilPermission.DRAFT_DECIDE: _MEMBERS,
    CouncilPermission.DRAFT_READ: _MEMBERS,
    CouncilPermission.DRAFT_SPEAK: frozenset({CouncilRole.REPRESENTATIVE}),
    CouncilPermission.DRAFT_SUBMIT: _MEMBERS,
    CouncilPermission.DRAFT_WRITE: _MEMBERS,
    CouncilPermission.LINK_SEND: _HEADS | _LOOKING_AFTER,
    CouncilPermission.MEMBER_ADD: _LOOKING_AFTER,
}


def council_roles(
    actor: Actor, body: BodyRef, paths: Iterable[str], offices: Iterable[OfficeKind]
) -> frozenset[CouncilRole]:
    """What `actor` is to `body`; empty means that it is invisible to them.

    `paths` are where it stands: its own, and those of the units it belongs with. `offices` are
    the actor's own that run now; they count for members alone, and not for who came by a link.
    """
    roles: set[CouncilRole] = set()
    if any(held.body.id == body.id for held in actor.memberships):
        roles.add(CouncilRole.MEMBER)
        if actor.only_campaign is None:
            roles |= {CouncilRole(kind.value) for kind in offices}
    if looks_after(actor, paths):
        roles.add(CouncilRole.KEEPER)
    if Role.ADMINISTRATOR in actor.roles:
        roles.add(CouncilRole.ADMINISTRATOR)
    return frozenset(roles)


def may_withdraw(roles: frozenset[CouncilRole], filled: Iterable[OfficeKind]) -> bool:
    """Whether one may take back, in the body's name, what it has handed in.

    Its leader or secretary may. Where neither office is `filled`, whoever represents it on a
    mandate may; where there is nobody like that either, it must first say who leads it.
    """
    if {OfficeKind.LEADER, OfficeKind.SECRETARY}.isdisjoint(filled):
        return CouncilRole.REPRESENTATIVE in roles
    return bool(_HEADS & roles)


def may_in_council(roles: frozenset[CouncilRole], permission: CouncilPermission) -> bool:
    return bool(_GRANTS[permission] & roles)


def require_in_council(roles: frozenset[CouncilRole], permission: CouncilPermission) -> None:
    """Raise NotAllowedError unless one of the roles has it."""
    if not may_in_council(roles, permission):
        raise NotAllowedError(permission)
