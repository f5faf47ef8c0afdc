"""Many who want the last places at once, on both databases."""

import threading

import pytest
from sqlalchemy import func, select

from app.core.db import atomic, db
from app.learning import services
from app.models import OutboxMail, SignUp
from tests.support.bursts import burst
from tests.support.doing import AT, BEFORE, make_office, people_of, queue_of

AT_ONCE = 12
PLACES = 4


@pytest.fixture
def people(session):
    office = make_office(session, capacity=PLACES)
    people = people_of(session, office, AT_ONCE)
    session.commit()
    return office, people


def as_web(app, act):
    """In a thread's own application context, as a request."""

    def run():
        with app.app_context():
            try:
                with atomic() as session:
                    return act(session)
            finally:
                db.session.remove()

    return run


def join(office, actor):
    return lambda session: services.sign_up(
        session, actor, office.plan_id, office.activity_id, clock=AT
    )


def leave(office, actor):
    return lambda session: services.withdraw(
        session, actor, office.plan_id, office.activity_id, clock=AT
    )


def test_no_more_than_the_places_are_given_out_in_a_burst(app, session, people):
    office, actors = people

    outcome = burst([as_web(app, join(office, actor)) for actor in actors])

    assert outcome.errors == []
    queue = queue_of(session, office)
    assert sorted(waits for _, waits in queue) == [False] * PLACES + [True] * (AT_ONCE - PLACES)
    assert [waits for _, waits in queue] == sorted(waits for _, waits in queue)


def test_the_same_person_pressing_many_times_has_one_place(app, session, people):
    office, actors = people

    outcome = burst([as_web(app, join(office, actors[0])) for _ in range(AT_ONCE)])

    assert outcome.errors == []
    assert queue_of(session, office) == [(actors[0].person_id, False)]


def test_everybody_leaving_at_once_lets_each_who_waits_up_once(app, session, people):
    office, actors = people
    with atomic() as unit:
        for actor in actors:
            join(office, actor)(unit)
    session.rollback()

    outcome = burst([as_web(app, leave(office, actor)) for actor in actors[:PLACES]])

    assert outcome.errors == []
    assert [waits for _, waits in queue_of(session, office)] == [False] * PLACES + [True] * (
        AT_ONCE - 2 * PLACES
    )
    told = select(OutboxMail.person_id).where(OutboxMail.kind == "place_given")
    moved_up = [actor.person_id for actor in actors[PLACES : 2 * PLACES]]
    assert sorted(session.scalars(told)) == sorted(moved_up)


def test_looking_before_locking_gives_out_too_many(app, session, people):
    """The way it must not be done, so that the tests above are known to catch it."""
    office, actors = people
    barrier = threading.Barrier(AT_ONCE)

    def unlocked(nr, actor):
        def run():
            with app.app_context():
                unit = db.session()
                of_this = SignUp.activity_id == office.activity_id
                taken = unit.scalar(select(func.count()).where(of_this, ~SignUp.is_waiting))
                unit.rollback()
                barrier.wait(10)
                unit.add(
                    SignUp(
                        activity_id=office.activity_id,
                        person_id=actor.person_id,
                        seq=nr,
                        is_waiting=taken >= PLACES,
                        signed_at=BEFORE,
                    )
                )
                unit.commit()
                db.session.remove()

        return run

    outcome = burst([unlocked(nr, actor) for nr, actor in enumerate(actors, start=1)])

    assert outcome.errors == []
    assert sum(not waits for _, waits in queue_of(session, office)) > PLACES
