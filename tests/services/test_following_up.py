"""Whoever follows a proposal up is reminded before the day, and once when it has gone by."""

from datetime import date, datetime, timedelta

import pytest

from app.core.clock import OSLO
from app.domain.permissions import Role
from app.local.services.assigning import assign_idea, report_back
from app.local.services.following_up import remind_owners
from tests.support.factories import (
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.told import told

DUE = date(2026, 10, 28)
BEFORE, LATE = "follow_up_due", "follow_up_late"


class Scene:
    """A proposal that somebody has taken on until a day, and somebody who could."""

    def __init__(self, session):
        self.session = session
        unit = make_body(session)
        self.facilitator = make_person(session, body=unit, role=Role.FACILITATOR)
        self.owner, self.other = make_person(session), make_person(session)
        self.campaign = make_campaign(session, owner=unit)
        self.idea = make_idea(session, campaign=self.campaign, author=make_person(session))

    def assign(self, person, due_on, *, now=WHILE_SUBMITTING):
        given = assign_idea(
            self.session,
            actor_of(self.session, self.facilitator),
            self.campaign.slug,
            self.idea.nr,
            owner_id=None,
            email=person.email,
            due_on=due_on,
            message="",
            now=now,
        )
        self.session.commit()
        return given

    def reminded(self, days, *, hour=9, person=None):
        """The reminders they have, after the worker has run so many days after the date."""
        at = datetime(DUE.year, DUE.month, DUE.day, hour, tzinfo=OSLO) + timedelta(days=days)
        remind_owners(self.session, now=at)
        self.session.commit()
        kinds = told(self.session, person or self.owner)
        return [kind for kind in kinds if kind in (BEFORE, LATE)]


@pytest.fixture
def scene(session):
    return Scene(session)


def test_once_three_days_before_and_once_the_morning_after(scene):
    scene.assign(scene.owner, DUE)

    assert scene.reminded(-4) == scene.reminded(-3, hour=6) == []
    assert scene.reminded(-3) == [BEFORE]
    assert scene.reminded(0, hour=23) == scene.reminded(1, hour=6) == [BEFORE]
    assert scene.reminded(1) == [BEFORE, LATE]
    assert scene.reminded(2) == scene.reminded(29) == [BEFORE, LATE]


def test_what_is_given_near_its_day_is_reminded_of_only_when_it_is_late(scene):
    scene.assign(scene.owner, WHILE_SUBMITTING.date() + timedelta(days=2))

    remind_owners(scene.session, now=WHILE_SUBMITTING + timedelta(days=1))
    scene.session.commit()
    assert BEFORE not in told(scene.session, scene.owner)
    remind_owners(scene.session, now=WHILE_SUBMITTING + timedelta(days=3))
    scene.session.commit()
    assert told(scene.session, scene.owner)[-1] == LATE


def test_a_moved_date_counts_anew_and_one_who_is_relieved_hears_no_more(scene):
    scene.assign(scene.owner, DUE)
    assert scene.reminded(-3) == [BEFORE]

    scene.assign(scene.owner, DUE + timedelta(days=20))
    assert scene.reminded(2) == [BEFORE], "the old day means nothing now"
    assert scene.reminded(17) == [BEFORE, BEFORE]

    scene.assign(scene.other, DUE + timedelta(days=40))
    assert scene.reminded(21) == [BEFORE, BEFORE]
    assert scene.reminded(41, person=scene.other) == [LATE]


@pytest.mark.parametrize("what", ["reported", "hidden", "withdrawn", "archived", "old"])
def test_nobody_is_reminded_of_what_nobody_waits_for(scene, what):
    given = scene.assign(scene.owner, DUE)
    if what == "reported":
        actor = actor_of(scene.session, scene.owner)
        report_back(scene.session, actor, given.id, report="Gjort.", now=WHILE_SUBMITTING)
    elif what == "archived":
        scene.campaign.archived_at = WHILE_SUBMITTING
    elif what != "old":
        scene.idea.state = what
    scene.session.commit()

    days = (40,) if what == "old" else (-3, 1)
    assert [scene.reminded(each) for each in days] == [[]] * len(days)
