"""Who may do what, and when: one table, read by services, views and templates.

Two questions are asked of it. *Which roles does this person hold here?* follows the tree: staff of
a team are staff of its office and region; a facilitator of a region looks after every campaign its
offices own. *What may those roles do in this phase?* is the table `_GRANTS`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.errors import DeadlinePassedError, NotAllowedError, NotOpenError
from app.domain.groups import Group
from app.domain.timetable import Phase, Timetable


class Role(StrEnum):
    STAFF = "staff"
    COUNCIL_MEMBER = "council_member"
    PARTNER = "partner"
    FACILITATOR = "facilitator"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


class BodyKind(StrEnum):
    UNIT = "unit"
    COUNCIL = "council"
    USER_ORGANISATION = "user_organisation"
    PARTNER = "partner"
    MUNICIPALITY = "municipality"
    NETWORK = "network"


class Permission(StrEnum):
    """Named `<thing>:<action>`, kept in alphabetical order."""

    ANSWER_GIVE = "answer:give"
    ATTACHMENT_REMOVE = "attachment:remove"
    BOARD_ARRANGE = "board:arrange"
    BODY_ADMINISTER = "body:administer"
    BODY_VIEW = "body:view"
    CAMPAIGN_ARCHIVE = "campaign:archive"
    CAMPAIGN_CLOSE = "campaign:close"
    CAMPAIGN_CREATE = "campaign:create"
    CAMPAIGN_EDIT = "campaign:edit"
    CAMPAIGN_MOVE_DEADLINE = "campaign:move_deadline"
    CAMPAIGN_PUBLISH = "campaign:publish"
    CAMPAIGN_VIEW = "campaign:view"
    COMMENT_HIDE = "comment:hide"
    COMMENT_WRITE = "comment:write"
    DECISION_MAKE = "decision:make"
    DESK_VIEW = "desk:view"
    EXAMPLE_PUBLISH = "example:publish"
    EXAMPLE_VIEW = "example:view"
    IDEA_EDIT = "idea:edit"
    IDEA_FORWARD = "idea:forward"
    IDEA_HIDE = "idea:hide"
    IDEA_IMPORT = "idea:import"
    IDEA_JOIN = "idea:join"
    IDEA_MERGE = "idea:merge"
    IDEA_SHORTLIST = "idea:shortlist"
    IDEA_SUBMIT = "idea:submit"
    LOCAL_REMIND = "local:remind"
    LOCAL_VIEW = "local:view"
    OWNER_ASSIGN = "owner:assign"
    PACKAGE_HAND_OUT = "package:hand_out"
    PAIRWISE_ANSWER = "pairwise:answer"
    PAIRWISE_VIEW = "pairwise:view"
    PERSON_ADMINISTER = "person:administer"
    PERSON_INVITE = "person:invite"
    PROFILE_EDIT = "profile:edit"
    PROTOCOL_ISSUE = "protocol:issue"
    """Reading what was issued too: it holds why proposals were left off the ballot."""
    REPORT_SEND = "report:send"
    REPORT_SETTLE = "report:settle"
    RESULT_PREVIEW = "result:preview"
    RESULT_RECOUNT = "result:recount"
    RESULT_VIEW = "result:view"
    ROOM_HOLD = "room:hold"
    ROOM_PROPOSE = "room:propose"
    SIGNAL_EDIT = "signal:edit"
    STRATEGY_ANSWER = "strategy:answer"
    STRATEGY_EXPORT = "strategy:export"
    TASKS_VIEW = "tasks:view"
    VOTE_CAST = "vote:cast"
    VOTER_ADD = "voter:add"


_PARTICIPANTS = frozenset({Role.STAFF, Role.COUNCIL_MEMBER, Role.PARTNER})
_FACILITATOR = frozenset({Role.FACILITATOR})
_DECIDERS = frozenset({Role.FACILITATOR, Role.LEADER})
_EVERYONE = frozenset(Role)
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

_ANY_PHASE = frozenset(Phase)
_BEFORE_VOTING = frozenset({Phase.UPCOMING, Phase.SUBMISSION, Phase.REVIEW})
_SORTING = frozenset({Phase.SUBMISSION, Phase.REVIEW})
_UNTIL_CLOSE = _BEFORE_VOTING | {Phase.VOTING}
_ONCE_OPEN = _ANY_PHASE - {Phase.UPCOMING}
_AFTER_CLOSE = frozenset({Phase.CLOSED, Phase.PUBLISHED})

_GRANTS: dict[Permission, tuple[frozenset[Role], frozenset[Phase]]] = {
    Permission.ANSWER_GIVE: (_DECIDERS, _ONCE_OPEN),
    Permission.ATTACHMENT_REMOVE: (_FACILITATOR, _ONCE_OPEN),
    Permission.BOARD_ARRANGE: (_FACILITATOR, _ONCE_OPEN),
    Permission.BODY_ADMINISTER: (_ADMINISTRATOR, _ANY_PHASE),
    Permission.BODY_VIEW: (_EVERYONE, _ANY_PHASE),
    Permission.CAMPAIGN_ARCHIVE: (_FACILITATOR, frozenset({Phase.PUBLISHED})),
    Permission.CAMPAIGN_CLOSE: (_FACILITATOR, _AFTER_CLOSE),
    Permission.CAMPAIGN_CREATE: (_FACILITATOR, _ANY_PHASE),
    Permission.CAMPAIGN_EDIT: (_FACILITATOR, _BEFORE_VOTING),
    Permission.CAMPAIGN_MOVE_DEADLINE: (_FACILITATOR, _UNTIL_CLOSE),
    Permission.CAMPAIGN_PUBLISH: (_FACILITATOR, _AFTER_CLOSE),
    Permission.CAMPAIGN_VIEW: (_EVERYONE, _ANY_PHASE),
    Permission.COMMENT_HIDE: (_FACILITATOR, _ONCE_OPEN),
    Permission.COMMENT_WRITE: (_PARTICIPANTS | _DECIDERS, _ONCE_OPEN),
    Permission.DECISION_MAKE: (_DECIDERS, _AFTER_CLOSE),
    Permission.DESK_VIEW: (_FACILITATOR, _ANY_PHASE),
    Permission.EXAMPLE_PUBLISH: (_DECIDERS, _ONCE_OPEN),
    Permission.EXAMPLE_VIEW: (_EVERYONE, _ANY_PHASE),
    Permission.IDEA_EDIT: (_PARTICIPANTS, frozenset({Phase.SUBMISSION})),
    Permission.IDEA_FORWARD: (_FACILITATOR, _ONCE_OPEN),
    Permission.IDEA_HIDE: (_FACILITATOR, _SORTING),
    Permission.IDEA_IMPORT: (_FACILITATOR, _BEFORE_VOTING),
    Permission.IDEA_JOIN: (_PARTICIPANTS, _SORTING),
    Permission.IDEA_MERGE: (_FACILITATOR, _SORTING),
    Permission.IDEA_SHORTLIST: (_FACILITATOR, _SORTING),
    Permission.IDEA_SUBMIT: (_PARTICIPANTS, frozenset({Phase.SUBMISSION})),
    Permission.LOCAL_REMIND: (_DECIDERS, frozenset({Phase.UPCOMING, Phase.SUBMISSION})),
    Permission.LOCAL_VIEW: (_DECIDERS, _ANY_PHASE),
    Permission.OWNER_ASSIGN: (_DECIDERS, _ONCE_OPEN),
    Permission.PACKAGE_HAND_OUT: (_FACILITATOR, _AFTER_CLOSE),
    Permission.PAIRWISE_ANSWER: (_PARTICIPANTS, _SORTING),
    Permission.PAIRWISE_VIEW: (_FACILITATOR, _ONCE_OPEN),
    Permission.PERSON_ADMINISTER: (_ADMINISTRATOR, _ANY_PHASE),
    Permission.PERSON_INVITE: (_FACILITATOR | _ADMINISTRATOR, _ANY_PHASE),
    Permission.PROFILE_EDIT: (_EVERYONE, _ANY_PHASE),
    Permission.PROTOCOL_ISSUE: (_DECIDERS, _AFTER_CLOSE),
    Permission.REPORT_SEND: (_PARTICIPANTS | _DECIDERS, _ONCE_OPEN),
    Permission.REPORT_SETTLE: (_FACILITATOR, _ONCE_OPEN),
    Permission.RESULT_PREVIEW: (_DECIDERS, _AFTER_CLOSE),
    Permission.RESULT_RECOUNT: (_FACILITATOR, _AFTER_CLOSE),
    Permission.RESULT_VIEW: (_EVERYONE, _AFTER_CLOSE),
    Permission.ROOM_HOLD: (_FACILITATOR, _ANY_PHASE),
    Permission.ROOM_PROPOSE: (_FACILITATOR, frozenset({Phase.SUBMISSION})),
    Permission.SIGNAL_EDIT: (_DECIDERS, _ANY_PHASE),
    Permission.STRATEGY_ANSWER: (_DECIDERS, _AFTER_CLOSE),
    Permission.STRATEGY_EXPORT: (_DECIDERS, _AFTER_CLOSE),
    Permission.TASKS_VIEW: (_DECIDERS | _ADMINISTRATOR, _ANY_PHASE),
    Permission.VOTE_CAST: (_PARTICIPANTS, frozenset({Phase.VOTING})),
    Permission.VOTER_ADD: (_FACILITATOR, frozenset({Phase.VOTING})),
}


@dataclass(frozen=True, slots=True)
class BodyRef:
    """A body as rules see it. `path` is `/root/…/self/` for units and `/self/` for the others."""

    id: UUID
    path: str
    kind: BodyKind


@dataclass(frozen=True, slots=True)
class MembershipRef:
    """One dated role of a person in a body; only current ones reach an `Actor`."""

    body: BodyRef
    role: Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request, a command or a test: no ORM object, no proxy."""

    person_id: UUID
    memberships: tuple[MembershipRef, ...] = ()
    only_campaign: UUID | None = None
    """Came by a personal link: every other campaign is invisible."""

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held anywhere, for what belongs to no campaign."""
        return frozenset(membership.role for membership in self.memberships)

    @property
    def reach(self) -> frozenset[UUID]:
        """The bodies one belongs to, and for units every unit above."""
        return frozenset(
            UUID(hex=part)
            for membership in self.memberships
            for part in membership.body.path.strip("/").split("/")
        )

    def is_member_of(self, body_id: UUID) -> bool:
        """Whether one may speak on behalf of this very body, or a unit one sits below."""
        return body_id in self.reach


@dataclass(frozen=True, slots=True)
class CampaignScope:
    """What the rules need to know about a campaign."""

    timetable: Timetable
    owners: tuple[BodyRef, ...]
    audiences: tuple[BodyRef, ...]
    is_draft: bool = False

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        """The roles `actor` holds in this campaign; empty means that it is invisible to them."""
        roles = set(_roles_here(actor.memberships, self.owners, self.audiences))
        if self.is_draft:
            roles &= {Role.FACILITATOR}
        return frozenset(roles)


_SPEAKS_AS = {
    BodyKind.COUNCIL: Role.COUNCIL_MEMBER,
    BodyKind.USER_ORGANISATION: Role.COUNCIL_MEMBER,
    BodyKind.PARTNER: Role.PARTNER,
    BodyKind.MUNICIPALITY: Role.PARTNER,
    BodyKind.UNIT: Role.STAFF,
}


def _roles_here(
    memberships: Iterable[MembershipRef],
    owners: tuple[BodyRef, ...],
    audiences: tuple[BodyRef, ...],
) -> Iterable[Role]:
    for held in memberships:
        if held.role is Role.ADMINISTRATOR:
            yield Role.ADMINISTRATOR
            continue
        if any(held.body.path.startswith(body.path) for body in audiences):
            # A leader or facilitator of an office takes part as one of its staff.
            is_as_held = held.role in _PARTICIPANTS
            yield held.role if is_as_held else _SPEAKS_AS.get(held.body.kind, Role.STAFF)
        if held.role in _DECIDERS and any(body.path.startswith(held.body.path) for body in owners):
            yield held.role


def group_of(memberships: Iterable[MembershipRef], audiences: tuple[BodyRef, ...]) -> Group | None:
    """The one group a person counts in, councils before partners before staff; None: no place."""
    roles = frozenset(_roles_here(memberships, (), audiences))
    if Role.COUNCIL_MEMBER in roles:
        return Group.COUNCILS
    if Role.PARTNER in roles:
        return Group.PARTNERS
    return Group.STAFF if Role.STAFF in roles else None


def require_role(actor: Actor, permission: Permission) -> None:
    """Raise unless `actor` holds a role with `permission` anywhere: for what has no campaign."""
    if not _GRANTS[permission][0] & actor.roles:
        raise NotAllowedError(permission)


def may_role(actor: Actor, permission: Permission) -> bool:
    """The same question without the exception."""
    return bool(_GRANTS[permission][0] & actor.roles)


def require(
    actor: Actor, permission: Permission, scope: CampaignScope, moment: datetime
) -> frozenset[Role]:
    """Raise unless `actor` may use `permission` on this campaign at `moment`.

    Returns the roles held there. Raises NotAllowedError (a role is missing), NotOpenError (too
    early) or DeadlinePassedError (too late).
    """
    roles_needed, phases = _GRANTS[permission]
    roles = scope.roles_of(actor)
    if not roles_needed & roles:
        raise NotAllowedError(permission)
    require_phase(permission, scope.timetable.phase_at(moment))
    return roles


def require_phase(permission: Permission, phase: Phase) -> None:
    """Raise NotOpenError or DeadlinePassedError unless `permission` can be used in `phase`."""
    phases = _GRANTS[permission][1]
    if phase in phases:
        return
    order = list(Phase)
    if order.index(phase) < min(order.index(allowed) for allowed in phases):
        raise NotOpenError(permission)
    raise DeadlinePassedError(permission)


def may(actor: Actor, permission: Permission, scope: CampaignScope, moment: datetime) -> bool:
    """The same question without the exception, for templates that show or hide a button."""
    try:
        require(actor, permission, scope, moment)
    except (NotAllowedError, NotOpenError, DeadlinePassedError):
        return False
    return True


def is_granted(role: Role, permission: Permission, phase: Phase) -> bool:
    """One cell of the table, for the documents and the table test."""
    roles, phases = _GRANTS[permission]
    return role in roles and phase in phases
