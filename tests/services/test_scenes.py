"""Scenes that are played once and copied are, to each test, as if they had been played for it."""

import pytest

from app.core.db import db
from app.models import Idea, SealedBallot
from tests.support.elections import count_rows
from tests.support.factories import AFTER_CLOSE, WHILE_SUBMITTING
from tests.support.outcomes import change_idea, make_counted

pytestmark = pytest.mark.parametrize("time", ["first", "second"])


def title_of(app, counted):
    with app.app_context():
        return db.session.get(Idea, (counted.id, counted.ideas[0])).title


def test_what_a_test_changes_is_not_changed_for_the_next(app, time):
    counted = make_counted(app)
    assert title_of(app, counted) == "Stille time 1"
    assert len(counted.election.staff) == 6

    change_idea(app, counted, counted.ideas[0], title="Noe annet")
    counted.election.staff.clear()


def test_the_clock_stands_where_the_scene_ended(app, clock, time):
    assert clock.moment == WHILE_SUBMITTING

    make_counted(app)

    assert clock.moment == AFTER_CLOSE


def test_one_scene_after_another_leaves_both(app, time):
    first, second = make_counted(app), make_counted(app)

    assert first.slug != second.slug
    assert count_rows(app, SealedBallot) == 2 * len(first.election.everybody)


def test_scenes_with_other_wishes_are_others(app, time):
    assert len(make_counted(app, seats=2).winners) == 2
