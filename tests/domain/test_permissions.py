"""Role × phase × permission, every allowed triple written out; and who holds which role where."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from app.domain.errors import DeadlinePassedError, NotAllowedError, NotOpenError
from app.domain.groups import Group
from app.domain.permissions import (
    Actor,
    BodyKind,
    BodyRef,
    CampaignScope,
    MembershipRef,
    Permission,
    Role,
    group_of,
    is_granted,
    may,
    may_role,
    require,
    require_role,
)
from app.domain.timetable import Phase, Timetable

# One letter a phase: upcoming, submission, review, voting, closed, published. «.» means no.
# Columns: staff, council member, partner, facilitator, leader, administrator.
TABLE = """
answer:give             ...... ...... ...... .srvcp .srvcp ......
attachment:remove       ...... ...... ...... .srvcp ...... ......
board:arrange           ...... ...... ...... .srvcp ...... ......
body:administer         ...... ...... ...... ...... ...... usrvcp
body:view               usrvcp usrvcp usrvcp usrvcp usrvcp usrvcp
campaign:archive        ...... ...... ...... .....p ...... ......
campaign:close          ...... ...... ...... ....cp ...... ......
campaign:create         ...... ...... ...... usrvcp ...... ......
campaign:edit           ...... ...... ...... usr... ...... ......
campaign:move_deadline  ...... ...... ...... usrv.. ...... ......
campaign:publish        ...... ...... ...... ....cp ...... ......
campaign:view           usrvcp usrvcp usrvcp usrvcp usrvcp usrvcp
comment:hide            ...... ...... ...... .srvcp ...... ......
comment:write           .srvcp .srvcp .srvcp .srvcp .srvcp ......
decision:make           ...... ...... ...... ....cp ....cp ......
desk:view               ...... ...... ...... usrvcp ...... ......
example:publish         ...... ...... ...... .srvcp .srvcp ......
example:view            usrvcp usrvcp usrvcp usrvcp usrvcp usrvcp
idea:edit               .s.... .s.... .s.... ...... ...... ......
idea:forward            ...... ...... ...... .srvcp ...... ......
idea:hide               ...... ...... ...... .sr... ...... ......
idea:import             ...... ...... ...... usr... ...... ......
idea:join               .sr... .sr... .sr... ...... ...... ......
idea:merge              ...... ...... ...... .sr... ...... ......
idea:shortlist          ...... ...... ...... .sr... ...... ......
idea:submit             .s.... .s.... .s.... ...... ...... ......
local:remind            ...... ...... ...... us.... us.... ......
local:view              ...... ...... ...... usrvcp usrvcp ......
owner:assign            ...... ...... ...... .srvcp .srvcp ......
package:hand_out        ...... ...... ...... ....cp ...... ......
pairwise:answer         .sr... .sr... .sr... ...... ...... ......
pairwise:view           ...... ...... ...... .srvcp ...... ......
person:administer       ...... ...... ...... ...... ...... usrvcp
person:invite           ...... ...... ...... usrvcp ...... usrvcp
profile:edit            usrvcp usrvcp usrvcp usrvcp usrvcp usrvcp
protocol:issue          ...... ...... ...... ....cp ....cp ......
report:send             .srvcp .srvcp .srvcp .srvcp .srvcp ......
report:settle           ...... ...... ...... .srvcp ...... ......
result:preview          ...... ...... ...... ....cp ....cp ......
result:recount          ...... ...... ...... ....cp ...... ......
result:view             ....cp ....cp ....cp ....cp ....cp ....cp
room:hold               ...... ...... ...... usrvcp ...... ......
room:propose            ...... ...... ...... .s.... ...... ......
signal:edit             ...... ...... ...... usrvcp usrvcp ......
strategy:answer         ...... ...... ...... ....cp ....cp ......
strategy:export         ...... ...... ...... ....cp ....cp ......
tasks:view              ...... ...... ...... usrvcp usrvcp usrvcp
vote:cast               ...v.. ...v.. ...v.. ...... ...... ......
voter:add               ...... ...... ...... ...v.. ...... ......
"""
ALLOWED = {
    (role, phase, Permission(name))
    for name, *columns in map(str.split, TABLE.strip().splitlines())
    for role, letters in zip(Role, columns, strict=True)
    for phase, letter in zip(Phase, letters, strict=True)
    if letter != "."
}

OPENS = datetime(2026, 9, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TIMETABLE = Timetable(OPENS, OPENS + 10 * DAY, OPENS + 20 * DAY, OPENS + 30 * DAY, OPENS + 40 * DAY)
MOMENTS = dict(zip(Phase, (OPENS + days * DAY for days in (-1, 5, 15, 25, 35, 45)), strict=True))


def test_the_table_allows_exactly_what_is_written_here():
    granted = {
        (role, phase, permission)
        for role, phase, permission in product(Role, Phase, Permission)
        if is_granted(role, permission, phase)
    }

    assert granted == ALLOWED


def test_every_permission_stands_in_the_table():
    assert {line.split()[0] for line in TABLE.strip().splitlines()} == set(Permission)


def unit(parent=None):
    own = uuid4()
    return BodyRef(own, f"{parent.path if parent else '/'}{own.hex}/", BodyKind.UNIT)


def other(kind):
    own = uuid4()
    return BodyRef(own, f"/{own.hex}/", kind)


REGION = unit()
OFFICE = unit(REGION)
TEAM = unit(OFFICE)
NEIGHBOUR = unit(REGION)
COUNCIL = other(BodyKind.COUNCIL)
ORGANISATION = other(BodyKind.USER_ORGANISATION)
MUNICIPALITY = other(BodyKind.MUNICIPALITY)
PARTNER = other(BodyKind.PARTNER)
OF_OFFICE = CampaignScope(TIMETABLE, (OFFICE,), (OFFICE, COUNCIL, ORGANISATION, MUNICIPALITY))
DRAFT = CampaignScope(TIMETABLE, (OFFICE,), (OFFICE, COUNCIL), is_draft=True)


def held(*pairs):
    return tuple(MembershipRef(body, role) for body, role in pairs)


def actor(*pairs):
    return Actor(UUID(int=7), held(*pairs))


@pytest.mark.parametrize(
    ("memberships", "roles"),
    [
        ([(OFFICE, Role.STAFF)], {Role.STAFF}),
        ([(TEAM, Role.STAFF)], {Role.STAFF}),
        ([(REGION, Role.STAFF)], set()),
        ([(NEIGHBOUR, Role.STAFF)], set()),
        ([(COUNCIL, Role.COUNCIL_MEMBER)], {Role.COUNCIL_MEMBER}),
        ([(MUNICIPALITY, Role.PARTNER)], {Role.PARTNER}),
        ([(PARTNER, Role.PARTNER)], set()),
        ([(OFFICE, Role.FACILITATOR)], {Role.FACILITATOR, Role.STAFF}),
        ([(REGION, Role.FACILITATOR)], {Role.FACILITATOR}),
        ([(TEAM, Role.FACILITATOR)], {Role.STAFF}),
        ([(NEIGHBOUR, Role.FACILITATOR)], set()),
        ([(OFFICE, Role.LEADER)], {Role.LEADER, Role.STAFF}),
        ([(COUNCIL, Role.LEADER)], {Role.COUNCIL_MEMBER}),
        ([(NEIGHBOUR, Role.ADMINISTRATOR)], {Role.ADMINISTRATOR}),
        ([(OFFICE, Role.STAFF), (COUNCIL, Role.COUNCIL_MEMBER)], {Role.STAFF, Role.COUNCIL_MEMBER}),
        ([], set()),
    ],
)
def test_roles_in_a_campaign_follow_the_tree(memberships, roles):
    assert OF_OFFICE.roles_of(actor(*memberships)) == roles


@pytest.mark.parametrize(
    ("membership", "roles"),
    [
        ((OFFICE, Role.STAFF), set()),
        ((COUNCIL, Role.COUNCIL_MEMBER), set()),
        ((OFFICE, Role.LEADER), set()),
        ((OFFICE, Role.ADMINISTRATOR), set()),
        ((OFFICE, Role.FACILITATOR), {Role.FACILITATOR}),
        ((REGION, Role.FACILITATOR), {Role.FACILITATOR}),
    ],
)
def test_a_draft_is_seen_by_those_who_look_after_it_alone(membership, roles):
    assert DRAFT.roles_of(actor(membership)) == roles


@pytest.mark.parametrize(
    ("memberships", "group"),
    [
        ([(OFFICE, Role.STAFF)], Group.STAFF),
        ([(COUNCIL, Role.COUNCIL_MEMBER)], Group.COUNCILS),
        ([(ORGANISATION, Role.COUNCIL_MEMBER)], Group.COUNCILS),
        ([(MUNICIPALITY, Role.PARTNER)], Group.PARTNERS),
        ([(OFFICE, Role.STAFF), (COUNCIL, Role.COUNCIL_MEMBER)], Group.COUNCILS),
        ([(OFFICE, Role.STAFF), (MUNICIPALITY, Role.PARTNER)], Group.PARTNERS),
        ([(MUNICIPALITY, Role.PARTNER), (COUNCIL, Role.COUNCIL_MEMBER)], Group.COUNCILS),
        ([(NEIGHBOUR, Role.STAFF)], None),
    ],
)
def test_each_person_counts_in_one_group(memberships, group):
    assert group_of(held(*memberships), OF_OFFICE.audiences) is group


def test_a_missing_role_is_told_apart_from_a_wrong_time():
    staff = actor((OFFICE, Role.STAFF))

    with pytest.raises(NotAllowedError):
        require(staff, Permission.CAMPAIGN_CLOSE, OF_OFFICE, MOMENTS[Phase.CLOSED])
    with pytest.raises(NotOpenError):
        require(staff, Permission.VOTE_CAST, OF_OFFICE, MOMENTS[Phase.REVIEW])
    with pytest.raises(DeadlinePassedError):
        require(staff, Permission.VOTE_CAST, OF_OFFICE, TIMETABLE.voting_closes_at)
    assert require(staff, Permission.VOTE_CAST, OF_OFFICE, MOMENTS[Phase.VOTING]) == {Role.STAFF}


@pytest.mark.parametrize("phase", Phase)
def test_templates_are_told_the_same_as_services(phase):
    for permission in Permission:
        expected = any(
            (role, phase, permission) in ALLOWED for role in (Role.STAFF, Role.FACILITATOR)
        )
        asker = actor((OFFICE, Role.FACILITATOR))
        assert may(asker, permission, OF_OFFICE, MOMENTS[phase]) == expected


def test_what_belongs_to_no_campaign_asks_for_the_role_anywhere():
    facilitator = actor((NEIGHBOUR, Role.FACILITATOR))

    require_role(facilitator, Permission.CAMPAIGN_CREATE)
    assert may_role(facilitator, Permission.TASKS_VIEW)
    assert not may_role(facilitator, Permission.PERSON_ADMINISTER)
    with pytest.raises(NotAllowedError):
        require_role(facilitator, Permission.PERSON_ADMINISTER)


def test_one_speaks_for_ones_own_bodies_and_the_units_above():
    speaker = actor((TEAM, Role.STAFF), (COUNCIL, Role.COUNCIL_MEMBER))

    assert speaker.reach == {REGION.id, OFFICE.id, TEAM.id, COUNCIL.id}
    assert speaker.is_member_of(OFFICE.id)
    assert not speaker.is_member_of(NEIGHBOUR.id)
