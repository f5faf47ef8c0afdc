"""Council role × permission, every allowed pair written out; and whether one meets in time."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from app.domain.council_access import CouncilPermission, CouncilRole, may_in_council
from app.domain.councils import Backing, DecisionWay, MeetingGap, next_too_late
from app.domain.permissions import BodyKind

# Columns: leader, secretary, representative, member, keeper, administrator.
TABLE = """
council:manage  x x . . x x
council:view    x x x x x x
draft:approve   . . . x . .
draft:comment   . . . x . .
draft:decide    . . . x . .
draft:read      . . . x . .
draft:speak     . . x . . .
draft:submit    . . . x . .
draft:write     . . . x . .
link:send       x x . . x x
member:add      . . . . x x
"""
ALLOWED = {
    (role, CouncilPermission(name))
    for name, *marks in map(str.split, TABLE.strip().splitlines())
    for role, mark in zip(CouncilRole, marks, strict=True)
    if mark == "x"
}


def test_the_table_allows_exactly_what_is_written_here():
    granted = {
        (role, permission)
        for role, permission in product(CouncilRole, CouncilPermission)
        if may_in_council(frozenset({role}), permission)
    }

    assert granted == ALLOWED


@pytest.mark.parametrize(
    ("backing", "way", "is_last"),
    [
        (Backing(2, 0), None, False),
        (Backing(2, 1), None, True),
        (Backing(2, 2), DecisionWay.APPROVALS, False),
        (Backing(3, 1, has_decision=True), DecisionWay.MEETING, False),
        (Backing(2, 0, has_mandate=True), DecisionWay.MANDATE, False),
        (Backing(2, 2, has_mandate=True), DecisionWay.APPROVALS, False),
    ],
)
def test_how_a_draft_is_decided(backing, way, is_last):
    assert (backing.way, backing.is_last) == (way, is_last)


OPENS = datetime(2026, 9, 1, 6, tzinfo=UTC)
DEADLINE = datetime(2026, 10, 1, 13, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("meetings", "expected"),
    [
        ([], None),
        ([DEADLINE + 3 * DAY], DEADLINE + 3 * DAY),
        ([DEADLINE + 9 * DAY, DEADLINE], DEADLINE),
        ([OPENS - DAY, DEADLINE + DAY], DEADLINE + DAY),
        ([DEADLINE - DAY, DEADLINE + DAY], None),
        ([OPENS - DAY], None),
    ],
)
def test_a_body_that_does_not_meet_in_time_is_told_of_with_its_next_meeting(meetings, expected):
    assert next_too_late(meetings, OPENS, DEADLINE) == expected


def test_the_later_day_leaves_time_after_the_meeting_on_a_weekday():
    thursday = datetime(2026, 10, 8, 10, tzinfo=UTC)

    assert MeetingGap("Utvalget", BodyKind.COUNCIL, thursday).later_day == date(2026, 10, 12)
