"""Which roles go with which kind of body, and who may hand them out."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.domain.groups import Group
from app.domain.permissions import Actor, BodyKind, Role

_LOOKING_AFTER = (Role.FACILITATOR, Role.LEADER)

ROLES_IN: Mapping[BodyKind, tuple[Role, ...]] = {
    BodyKind.UNIT: (Role.STAFF, *_LOOKING_AFTER, Role.ADMINISTRATOR),
    BodyKind.COUNCIL: (Role.COUNCIL_MEMBER,),
    BodyKind.USER_ORGANISATION: (Role.COUNCIL_MEMBER,),
    BodyKind.PARTNER: (Role.PARTNER, Role.FACILITATOR),
    BodyKind.MUNICIPALITY: (Role.PARTNER, Role.FACILITATOR),
    BodyKind.NETWORK: (Role.STAFF, Role.PARTNER, Role.FACILITATOR),
}
"""The first is the usual one. A partner may co-facilitate; administrators belong to units."""

BY_FACILITATORS = frozenset({Role.STAFF, Role.COUNCIL_MEMBER, Role.PARTNER})
"""No facilitator makes another: a role above or beside one's own comes from an administrator."""

GROUP_OF_KIND: Mapping[BodyKind, Group] = {
    BodyKind.UNIT: Group.STAFF,
    BodyKind.COUNCIL: Group.COUNCILS,
    BodyKind.USER_ORGANISATION: Group.COUNCILS,
    BodyKind.PARTNER: Group.PARTNERS,
    BodyKind.MUNICIPALITY: Group.PARTNERS,
    BodyKind.NETWORK: Group.STAFF,
}
"""Whose deadline a body has."""


def roles_to_give(actor: Actor, kind: BodyKind, paths: Iterable[str]) -> tuple[Role, ...]:
    """The roles `actor` may give in a body of `kind`.

    `paths` are where the body stands in the tree: its own, and those of the units it belongs with.
    """
    if Role.ADMINISTRATOR in actor.roles:
        return ROLES_IN[kind]
    if not looks_after(actor, paths):
        return ()
    return tuple(role for role in ROLES_IN[kind] if role in BY_FACILITATORS)


def looks_after(actor: Actor, paths: Iterable[str]) -> bool:
    """Whether `actor` is a facilitator at or above one of these places in the tree."""
    own = [held.body.path for held in actor.memberships if held.role is Role.FACILITATOR]
    return any(path.startswith(mine) for path in paths for mine in own)


def may_see_body(actor: Actor, body_id: UUID, paths: Iterable[str]) -> bool:
    """Whether the body's own page is for `actor`: its members, those who look after it."""
    if Role.ADMINISTRATOR in actor.roles or actor.is_member_of(body_id):
        return True
    return looks_after(actor, paths)
