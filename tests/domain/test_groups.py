"""Small groups are joined until nobody can be worked out."""

import random

from app.domain.groups import SMALLEST_SHOWN, Group, shown_groups
from app.domain.turnout import publishable_turnout, turnout_from_json

STAFF, COUNCILS, PARTNERS = Group.STAFF, Group.COUNCILS, Group.PARTNERS


def test_groups_of_five_or_more_stand_side_by_side():
    assert shown_groups({COUNCILS: 5, STAFF: 31, PARTNERS: 7}) == [
        (STAFF,),
        (COUNCILS,),
        (PARTNERS,),
    ]


def test_a_small_group_is_joined_with_the_next_larger():
    assert shown_groups({COUNCILS: 4, STAFF: 31, PARTNERS: 7}) == [(STAFF,), (COUNCILS, PARTNERS)]


def test_where_only_one_is_large_enough_the_total_stands_alone():
    assert shown_groups({COUNCILS: 4, STAFF: 21}) == []
    assert shown_groups({STAFF: 25}) == []


def test_a_group_on_the_roll_that_cast_nothing_is_joined_too():
    assert shown_groups({COUNCILS: 0, STAFF: 31, PARTNERS: 7}) == [(STAFF,), (COUNCILS, PARTNERS)]


def test_pr4_no_electorate_gives_a_small_number_away():
    chance = random.Random(4)
    for _ in range(10_000):
        cast = {group: chance.randrange(0, chance.choice([4, 8, 40])) for group in Group}
        on_roll = {group: count + chance.randrange(0, 5) for group, count in cast.items()}
        on_roll = {group: count for group, count in on_roll.items() if count}
        shown = publishable_turnout(on_roll, cast)

        assert all(cell.voted >= SMALLEST_SHOWN for cell in shown.groups)
        # Complementary: what is shown is the whole, so that no difference is a smaller group.
        assert not shown.groups or sum(cell.voted for cell in shown.groups) == shown.voted
        assert not shown.groups or {g for cell in shown.groups for g in cell.groups} == set(on_roll)
        assert len(shown.groups) != 1


def test_abstentions_do_not_make_a_group_large_enough():
    eligible, voted = {STAFF: 30, COUNCILS: 6}, {STAFF: 20, COUNCILS: 6}

    shown = publishable_turnout(eligible, voted, {STAFF: 20, COUNCILS: 3})

    assert shown.groups == ()
    assert (shown.eligible, shown.voted) == (36, 26)


def test_a_turnout_comes_back_from_its_text_unchanged():
    turnout = publishable_turnout({STAFF: 30, COUNCILS: 6}, {STAFF: 20, COUNCILS: 6})

    assert turnout_from_json(turnout.as_json()) == turnout
    assert len(turnout.groups) == 2
