"""Plan role × state × permission, every allowed triple written out."""

from itertools import product
from uuid import uuid4

import pytest

from app.domain.errors import FrozenError, NotAllowedError, NotOpenError
from app.domain.permissions import Actor, BodyKind, BodyRef, MembershipRef, Role
from app.domain.plan_access import (
    PlanPermission,
    PlanRole,
    PlanScope,
    PlanState,
    is_granted_in_plan,
    require_in_plan,
)

# One letter a state: draft, hearing, approved, evaluated, Ended (archived). «.» means no.
# Columns: leader, facilitator, group, team, staff, council, partner, guest, administrator.
TABLE = """
activity:carry_out   ..ae. ..ae. ..ae. ..ae. ..... ..... ..... ..... .....
activity:join        ..... ..... ..a.. ..... ..a.. ..a.. ..a.. ..a.. .....
arena:edit           dhaeE dhaeE dhaeE ..... ..... ..... ..... ..... .....
attendance:name      dhae. ..... ..... ..... ..... ..... ..... ..... .....
comment:answer       .ha.. .ha.. .ha.. ..... ..... ..... ..... ..... .....
evaluation:answer    ..... ..... ..a.. ..... ..a.. ..a.. ..a.. ..... .....
evaluation:conclude  ..a.. ..a.. ..a.. ..... ..... ..... ..... ..... .....
evaluation:open      ..a.. ..a.. ..a.. ..... ..... ..... ..... ..... .....
group:appoint        dhae. ..... ..... ..... ..... ..... ..... ..... .....
group:wish           ..... ..... ..... ..... dh... ..... ..... ..... .....
meeting:write        dhae. dhae. dhae. ..... ..... ..... ..... ..... .....
plan:approve         dh... ..... ..... ..... ..... ..... ..... ..... .....
plan:archive         ..ae. ..... ..... ..... ..... ..... ..... ..... .....
plan:comment         ..... ..... .h... ..... .h... .h... .h... ..... .....
plan:copy            dhaeE dhaeE dhaeE ..... ..... ..... ..... ..... .....
plan:edit            dha.. dha.. dha.. ..... ..... ..... ..... ..... .....
plan:hear            dh... dh... dh... ..... ..... ..... ..... ..... .....
plan:view            dhaeE dhaeE dhaeE dhaeE dhaeE dhaeE dhaeE dhaeE dhaeE
source_note:write    dhae. dhae. dhae. ..... ..... ..... ..... ..... .....
theme:edit           dha.. dha.. dha.. dha.. ..... ..... ..... ..... .....
"""
ALLOWED = {
    (role, state, PlanPermission(name))
    for name, *columns in map(str.split, TABLE.strip().splitlines())
    for role, letters in zip(PlanRole, columns, strict=True)
    for state, letter in zip(PlanState, letters, strict=True)
    if letter != "."
}


def test_the_table_allows_exactly_what_is_written_here():
    granted = {
        (role, state, permission)
        for role, state, permission in product(PlanRole, PlanState, PlanPermission)
        if is_granted_in_plan(role, permission, state)
    }

    assert granted == ALLOWED


def test_every_permission_stands_in_the_table():
    assert {line.split()[0] for line in TABLE.strip().splitlines()} == set(PlanPermission)


OFFICE, TEAM, REGION, COUNCIL, INVITED = "/r/o/", "/r/o/t/", "/r/", "/c/", "/x/"


def somebody(path, role=Role.STAFF, kind=BodyKind.UNIT):
    return Actor(uuid4(), (MembershipRef(BodyRef(uuid4(), path, kind), role),))


@pytest.mark.parametrize(
    ("actor", "roles"),
    [
        (somebody(OFFICE), {PlanRole.STAFF}),
        (somebody(TEAM, Role.LEADER), {PlanRole.STAFF, PlanRole.TEAM}),
        (somebody(OFFICE, Role.LEADER), {PlanRole.STAFF, PlanRole.LEADER}),
        (somebody(REGION, Role.FACILITATOR), {PlanRole.FACILITATOR}),
        (somebody(COUNCIL, Role.COUNCIL_MEMBER, BodyKind.COUNCIL), {PlanRole.COUNCIL}),
        (somebody(INVITED + "y/"), {PlanRole.GUEST}),
        (somebody("/elsewhere/", Role.ADMINISTRATOR), {PlanRole.ADMINISTRATOR}),
        (somebody("/elsewhere/", Role.LEADER), set()),
    ],
)
def test_what_each_is_to_a_plan_follows_the_tree(actor, roles):
    scope = PlanScope(OFFICE, affiliated=(COUNCIL,), invited=(INVITED,))

    assert scope.roles_of(actor, TEAM) == roles


def test_the_working_group_is_known_by_person():
    actor = somebody(TEAM)

    scope = PlanScope(OFFICE, group=frozenset({actor.person_id}))
    assert scope.roles_of(actor) == {PlanRole.STAFF, PlanRole.GROUP}


def test_who_has_left_the_unit_is_out_of_its_working_group_too():
    actor = somebody("/elsewhere/")

    assert not PlanScope(OFFICE, group=frozenset({actor.person_id})).roles_of(actor)


@pytest.mark.parametrize(
    ("path", "role", "state", "refused"),
    [
        (OFFICE, Role.STAFF, PlanState.DRAFT, NotAllowedError),
        (OFFICE, Role.LEADER, PlanState.DRAFT, NotOpenError),
        (OFFICE, Role.LEADER, PlanState.ARCHIVED, FrozenError),
    ],
)
def test_too_early_and_too_late_are_told_apart(path, role, state, refused):
    with pytest.raises(refused):
        require_in_plan(somebody(path, role), PlanPermission.PLAN_ARCHIVE, PlanScope(OFFICE, state))
