"""From typed days to instants: Norwegian time, midnight, and the two days when clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import (
    END_OF_DAY,
    OSLO,
    TypedDates,
    day_of,
    instant_of,
    is_weekend,
    typed_form_of,
)
from app.domain.errors import InvalidInputError
from app.domain.groups import Group
from app.domain.timetable import Phase

NOW = datetime(2026, 9, 15, 10, tzinfo=UTC)
FRIDAY = date(2026, 10, 2)
TWO_WEEKS_LATER = date(2026, 10, 16)
CLOCKS_BACK = date(2026, 10, 25)
CLOCKS_FORWARD = date(2027, 3, 28)

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (FRIDAY, time(15), utc(2026, 10, 2, 13)),
        (date(2026, 12, 4), time(15), utc(2026, 12, 4, 14)),
        (FRIDAY, END_OF_DAY, utc(2026, 10, 2, 22)),
        (date(2026, 12, 31), END_OF_DAY, utc(2026, 12, 31, 23)),
        # Clocks go back on 25 October 2026: 03.00 becomes 02.00, and 02.30 comes twice.
        (CLOCKS_BACK, time(1, 59), utc(2026, 10, 24, 23, 59)),
        (CLOCKS_BACK, time(2, 30), utc(2026, 10, 25, 1, 30)),
        (CLOCKS_BACK, time(15), utc(2026, 10, 25, 14)),
        (date(2026, 10, 24), END_OF_DAY, utc(2026, 10, 24, 22)),
        (CLOCKS_BACK, END_OF_DAY, utc(2026, 10, 25, 23)),
        # Clocks go forward on 28 March 2027: 02.00 becomes 03.00, and 02.30 never comes.
        (CLOCKS_FORWARD, time(1, 59), utc(2027, 3, 28, 0, 59)),
        (CLOCKS_FORWARD, time(2, 30), utc(2027, 3, 28, 1, 30)),
        (CLOCKS_FORWARD, time(15), utc(2027, 3, 28, 13)),
        (date(2027, 3, 27), END_OF_DAY, utc(2027, 3, 27, 23)),
        (CLOCKS_FORWARD, END_OF_DAY, utc(2027, 3, 28, 22)),
    ],
)
def test_a_typed_deadline_is_one_instant(day, at, instant):
    assert instant_of(day, at) == instant


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_far_off_and_no_error(day):
    assert abs(instant_of(day, END_OF_DAY).year - day.year) <= 1


@given(days, times)
def test_what_is_shown_again_means_the_same_instant(day, at):
    instant = instant_of(day, at)

    assert instant_of(*typed_form_of(instant)) == instant


@given(days, times)
def test_a_typed_deadline_is_shown_as_it_was_typed_unless_the_hour_was_skipped(day, at):
    local = datetime.combine(day, at, OSLO)
    exists = local.astimezone(UTC).astimezone(OSLO).replace(tzinfo=None) == local.replace(
        tzinfo=None
    )

    if exists and at != time(0):
        assert typed_form_of(instant_of(day, at)) == (day, at)


@given(days, times, times)
def test_a_later_time_is_never_an_earlier_deadline(day, one, other):
    earlier, later = sorted((one, other))

    assert instant_of(day, earlier) <= instant_of(day, later)


@given(days)
def test_the_whole_day_ends_when_the_next_begins(day):
    end = instant_of(day, END_OF_DAY)

    assert day_of(end - timedelta(microseconds=1)) == day
    assert day_of(end) == day + timedelta(days=1)


def test_saturday_and_sunday_are_the_weekend():
    week = [date(2026, 9, 28) + timedelta(days=number) for number in range(7)]

    assert [is_weekend(day) for day in week] == [False] * 5 + [True] * 2


def typed(**changes):
    return TypedDates(**{"propose_until": FRIDAY, "vote_until": TWO_WEEKS_LATER} | changes)


def test_two_days_are_enough():
    timetable = typed().timetable(NOW)

    assert timetable.opens_at == NOW
    assert timetable.submission_closes_at == timetable.voting_opens_at == utc(2026, 10, 2, 13)
    assert timetable.voting_closes_at == utc(2026, 10, 16, 13)
    assert timetable.group_deadlines == {}


def test_voting_opens_when_the_last_group_is_done():
    timetable = typed(
        group_days={Group.COUNCILS: date(2026, 10, 7), Group.STAFF: date(2026, 9, 30)}
    ).timetable(NOW)

    assert timetable.voting_opens_at == utc(2026, 10, 7, 13)
    assert timetable.submission_closes_for(Group.STAFF) == utc(2026, 9, 30, 13)
    assert timetable.submission_closes_for(Group.PARTNERS) == utc(2026, 10, 2, 13)


def test_a_group_day_that_is_the_common_day_is_no_deadline_of_its_own():
    assert typed(group_days={Group.STAFF: FRIDAY}).timetable(NOW).group_deadlines == {}


@pytest.mark.parametrize(
    ("voting_opens_on", "time_of_day", "opens"),
    [
        (date(2026, 10, 5), time(15), utc(2026, 10, 5, 6)),
        # The day of the last deadline means as soon as that has passed.
        (FRIDAY, time(15), utc(2026, 10, 2, 13)),
        (FRIDAY, END_OF_DAY, utc(2026, 10, 2, 22)),
        (date(2026, 10, 3), END_OF_DAY, utc(2026, 10, 3, 6)),
    ],
)
def test_voting_can_open_on_a_day_of_its_own(voting_opens_on, time_of_day, opens):
    timetable = typed(voting_opens_on=voting_opens_on, time_of_day=time_of_day).timetable(NOW)

    assert timetable.voting_opens_at == opens


def test_an_opening_day_begins_in_the_morning_and_never_before_now():
    assert typed(opens_on=date(2026, 9, 21)).timetable(NOW).opens_at == utc(2026, 9, 21, 6)
    assert typed(opens_on=day_of(NOW)).timetable(NOW).opens_at == NOW
    assert typed(opens_on=date(2026, 9, 1)).timetable(NOW).opens_at == NOW


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"propose_until": date(2026, 9, 14)}, "submission_closes", "before_opening"),
        ({"opens_on": date(2026, 10, 3)}, "submission_closes", "before_opening"),
        (
            {"group_days": {Group.STAFF: date(2026, 9, 14)}},
            "submission_closes",
            "before_opening",
        ),
        ({"vote_until": FRIDAY}, "voting_closes", "before_submission_closes"),
        ({"vote_until": date(2026, 10, 1)}, "voting_closes", "before_submission_closes"),
        ({"voting_opens_on": date(2026, 10, 1)}, "voting_opens", "before_submission_closes"),
        ({"voting_opens_on": date(2026, 10, 19)}, "voting_closes", "before_voting_opens"),
        ({"vote_until": date(2032, 1, 1)}, "voting_closes", "too_far"),
        ({"vote_until": date.max}, "voting_closes", "too_far"),
        ({"propose_until": date.min}, "submission_closes", "too_far"),
        ({"opens_on": date.max}, "opens", "too_far"),
        ({"voting_opens_on": date.min}, "voting_opens", "too_far"),
    ],
)
def test_days_that_do_not_fit_are_refused_by_name(changes, field, reason):
    with pytest.raises(InvalidInputError) as error:
        typed(**changes).timetable(NOW)

    assert (error.value.facts["field"], error.value.facts["reason"]) == (field, reason)


@given(
    st.dates(date(2026, 9, 10), date(2026, 12, 31)),
    st.dates(date(2026, 9, 10), date(2026, 12, 31)),
    st.dictionaries(st.sampled_from(Group), st.dates(date(2026, 9, 10), date(2026, 12, 31))),
    times,
)
def test_whatever_is_typed_gives_phases_in_order_or_a_refusal(propose, vote, groups, at):
    try:
        timetable = TypedDates(propose, vote, at, group_days=groups).timetable(NOW)
    except InvalidInputError:
        return

    instants = [
        timetable.opens_at,
        timetable.last_submission_closes_at,
        timetable.voting_opens_at,
        timetable.voting_closes_at,
    ]
    assert instants == sorted(instants)
    assert timetable.phase_at(NOW) is Phase.SUBMISSION
    assert timetable.phase_at(timetable.voting_closes_at) is Phase.CLOSED
