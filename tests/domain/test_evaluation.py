"""What an evaluation may show, and in which order."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from app.domain.groups import Group
from app.domain.learning.evaluation import reminds_at, result_of, shuffled, voices_shown

STAFF, COUNCILS, PARTNERS = Group.STAFF, Group.COUNCILS, Group.PARTNERS


def test_four_ratings_are_too_few_and_five_are_counted():
    assert result_of({(STAFF, 3): 4}, [STAFF]) is None

    found = result_of({(STAFF, 3): 4, (STAFF, 0): 1}, [STAFF])

    assert found.whole.counts == {3: 4, 2: 0, 1: 0, 0: 1}
    assert found.whole.mean == Fraction(12, 5)
    assert found.parts == ()


def test_a_group_stands_alone_from_five_and_not_below():
    four = {(STAFF, 2): 7, (COUNCILS, 1): 4}
    five = {(STAFF, 2): 7, (COUNCILS, 1): 5}

    assert result_of(four, [STAFF, COUNCILS]).parts == ()
    assert [part.groups for part in result_of(five, [STAFF, COUNCILS]).parts] == [
        (STAFF,),
        (COUNCILS,),
    ]


def test_a_group_that_said_nothing_is_joined_so_that_it_is_not_known():
    ratings = {(STAFF, 2): 7, (COUNCILS, 1): 5}

    parts = result_of(ratings, [STAFF, COUNCILS, PARTNERS]).parts

    assert [part.groups for part in parts] == [(STAFF,), (COUNCILS, PARTNERS)]
    assert sum(part.total for part in parts) == 12


def test_words_carry_a_voice_only_where_five_share_it():
    assert voices_shown({STAFF: 9, COUNCILS: 4}, [STAFF, COUNCILS]) == {}
    assert voices_shown({STAFF: 9, COUNCILS: 5}, [STAFF, COUNCILS]) == {
        STAFF: (STAFF,),
        COUNCILS: (COUNCILS,),
    }


def test_the_order_says_neither_who_came_first_nor_what_belongs_together():
    rows = [(UUID(int=nr), nr) for nr in range(40)]

    works, changes = shuffled("works", rows), shuffled("changes", rows)

    assert sorted(works) == sorted(changes) == list(range(40))
    assert works == shuffled("works", rows[::-1])
    assert works != changes
    assert list(range(40)) not in (works, changes)


def test_the_reminder_comes_three_days_before_or_half_way():
    opens = datetime(2026, 12, 1, tzinfo=UTC)

    assert reminds_at(opens, opens + timedelta(days=14)) == opens + timedelta(days=11)
    assert reminds_at(opens, opens + timedelta(days=2)) == opens + timedelta(days=1)
