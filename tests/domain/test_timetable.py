"""Phases follow from the clock alone; each includes its start and not its end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DeadlinePassedError, InvalidInputError, NotOpenError
from app.domain.groups import Group
from app.domain.timetable import Phase, Timetable

START = datetime(2026, 9, 1, 6, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
COUNCILS_CLOSE = START + 14 * DAY


def make_timetable(**changes):
    return Timetable(
        **{
            "opens_at": START,
            "submission_closes_at": START + 10 * DAY,
            "voting_opens_at": START + 20 * DAY,
            "voting_closes_at": START + 30 * DAY,
            "published_at": START + 40 * DAY,
            "group_deadlines": {Group.COUNCILS: COUNCILS_CLOSE},
        }
        | changes
    )


@pytest.mark.parametrize(
    ("boundary", "before", "after"),
    [
        (START, Phase.UPCOMING, Phase.SUBMISSION),
        (COUNCILS_CLOSE, Phase.SUBMISSION, Phase.REVIEW),
        (START + 20 * DAY, Phase.REVIEW, Phase.VOTING),
        (START + 30 * DAY, Phase.VOTING, Phase.CLOSED),
        (START + 40 * DAY, Phase.CLOSED, Phase.PUBLISHED),
    ],
)
def test_the_last_microsecond_belongs_to_the_phase_that_ends(boundary, before, after):
    timetable = make_timetable()

    assert timetable.phase_at(boundary - TICK) is before
    assert timetable.phase_at(boundary) is after


def test_review_may_be_empty():
    timetable = make_timetable(voting_opens_at=COUNCILS_CLOSE)

    assert timetable.phase_at(COUNCILS_CLOSE) is Phase.VOTING


def test_nothing_is_published_by_itself():
    timetable = make_timetable(published_at=None)

    assert timetable.phase_at(START + 1000 * DAY) is Phase.CLOSED


@pytest.mark.parametrize(
    ("group", "deadline"),
    [
        (Group.STAFF, START + 10 * DAY),
        (Group.PARTNERS, START + 10 * DAY),
        (Group.COUNCILS, COUNCILS_CLOSE),
        (None, START + 10 * DAY),
    ],
)
def test_each_group_proposes_until_its_own_deadline(group, deadline):
    timetable = make_timetable()

    timetable.require_submission_open(group, START)
    timetable.require_submission_open(group, deadline - TICK)
    with pytest.raises(DeadlinePassedError) as error:
        timetable.require_submission_open(group, deadline)
    assert error.value.facts["deadline"] == deadline


def test_nobody_proposes_before_it_opens():
    with pytest.raises(NotOpenError):
        make_timetable().require_submission_open(Group.STAFF, START - TICK)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opens_at": START + 10 * DAY}, "submission_closes"),
        ({"group_deadlines": {Group.STAFF: START}}, "submission_closes"),
        ({"voting_opens_at": COUNCILS_CLOSE - TICK}, "voting_opens"),
        ({"voting_closes_at": START + 20 * DAY}, "voting_closes"),
    ],
)
def test_instants_out_of_order_make_no_timetable(changes, field):
    with pytest.raises(InvalidInputError) as error:
        make_timetable(**changes)

    assert error.value.facts["field"] == field


seconds = st.integers(0, 2 * 365 * 24 * 3600)
moments = seconds.map(lambda after: START + timedelta(seconds=after))


@st.composite
def timetables(draw):
    opens, closes, voting_opens, voting_closes = sorted(
        draw(st.lists(seconds, min_size=4, max_size=4, unique=True))
    )
    groups = draw(st.dictionaries(st.sampled_from(Group), st.integers(opens + 1, voting_opens)))
    instants = [START + timedelta(seconds=after) for after in (opens, closes, voting_opens)]
    return Timetable(
        *instants,
        START + timedelta(seconds=voting_closes),
        group_deadlines={
            group: START + timedelta(seconds=after) for group, after in groups.items()
        },
    )


@given(timetables(), moments, moments)
def test_phases_never_go_backwards(timetable, one, other):
    earlier, later = sorted((one, other))
    order = list(Phase)

    assert order.index(timetable.phase_at(earlier)) <= order.index(timetable.phase_at(later))


@given(timetables(), moments, st.sampled_from([*Group, None]))
def test_nobody_proposes_while_anybody_votes(timetable, moment, group):
    try:
        timetable.require_submission_open(group, moment)
    except (NotOpenError, DeadlinePassedError):
        return

    assert timetable.phase_at(moment) is Phase.SUBMISSION
