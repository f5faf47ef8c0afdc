"""Joining voluntary activities: places, the waiting list, and until when."""

import pytest

from app.domain.errors import (
    DeadlinePassedError,
    FrozenError,
    NotAllowedError,
    NotFoundError,
    NotOpenError,
)
from app.learning import services
from app.models import Activity, Affiliation, Body, SignUp
from tests.support.clock import FixedClock
from tests.support.doing import (
    AT,
    BEFORE,
    DAY_AFTER,
    LAST_MOMENT,
    mails,
    make_office,
    people_of,
    queue_of,
)
from tests.support.factories import actor_of, make_body, make_person


@pytest.fixture
def office(session):
    return make_office(session, capacity=2)


def join(session, office, actor, clock=AT):
    return services.sign_up(session, actor, office.plan_id, office.activity_id, clock=clock)


def leave(session, office, actor, clock=AT):
    services.withdraw(session, actor, office.plan_id, office.activity_id, clock=clock)


def test_whoever_comes_after_the_last_place_waits_in_order(session, office):
    people = people_of(session, office, 4)

    waits = [join(session, office, actor) for actor in people]

    assert waits == [False, False, True, True]
    assert queue_of(session, office) == [
        (actor.person_id, waiting) for actor, waiting in zip(people, waits, strict=True)
    ]
    assert mails(session) == []


def test_the_next_in_line_moves_up_and_is_told_and_nobody_else(session, office):
    first, second, third, fourth = people_of(session, office, 4)
    for actor in (first, second, third, fourth):
        join(session, office, actor)

    leave(session, office, first)

    assert queue_of(session, office) == [
        (second.person_id, False),
        (third.person_id, False),
        (fourth.person_id, True),
    ]
    assert mails(session) == [("place_given", third.person_id)]


def test_who_leaves_the_waiting_list_moves_nobody(session, office):
    first, second, third = people_of(session, office, 3)
    for actor in (first, second, third):
        join(session, office, actor)

    leave(session, office, third)

    assert [waits for _, waits in queue_of(session, office)] == [False, False]
    assert mails(session) == []


def test_who_leaves_and_comes_back_stands_last(session, office):
    first, second, third = people_of(session, office, 3)
    for actor in (first, second, third):
        join(session, office, actor)
    leave(session, office, first)

    assert join(session, office, first) is True
    assert [person for person, _ in queue_of(session, office)][-1] == first.person_id


def test_signing_up_twice_is_the_same_as_once(session, office):
    (actor,) = people_of(session, office, 1)
    assert join(session, office, actor) is join(session, office, actor) is False
    assert len(queue_of(session, office)) == 1


def test_without_a_limit_nobody_waits(session):
    office = make_office(session)
    assert not any(join(session, office, actor) for actor in people_of(session, office, 5))


def test_the_last_day_counts_to_its_end_in_norwegian_time(session, office):
    first, second = people_of(session, office, 2)
    assert join(session, office, first, FixedClock(LAST_MOMENT)) is False

    for act, actor in ((join, second), (leave, first)):
        with pytest.raises(DeadlinePassedError):
            act(session, office, actor, FixedClock(DAY_AFTER))


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_what_is_over_can_be_neither_joined_nor_left(session, office, status):
    first, second = people_of(session, office, 2)
    join(session, office, first)
    session.get_one(Activity, office.activity_id).status = status
    session.flush()

    for act, actor in ((join, second), (leave, first)):
        with pytest.raises(FrozenError):
            act(session, office, actor)


def test_an_activity_for_those_named_cannot_be_joined(session):
    office = make_office(session, is_voluntary=False)
    (actor,) = people_of(session, office, 1)
    with pytest.raises(NotAllowedError):
        join(session, office, actor)


def test_nobody_joins_before_the_plan_is_approved(session):
    office = make_office(session, approved=False)
    (actor,) = people_of(session, office, 1)
    with pytest.raises(NotOpenError):
        join(session, office, actor)


def test_partners_and_councils_join_and_strangers_do_not_know_of_it(session, office):
    for kind in ("municipality", "partner", "council"):
        body = make_body(session, kind=kind)
        session.add(Affiliation(unit_id=office.unit_id, body_id=body.id))
        session.flush()
        join(session, office, actor_of(session, make_person(session, body=body), now=BEFORE))
    assert [waits for _, waits in queue_of(session, office)] == [False, False, True]

    stranger = make_person(session, body=make_body(session))
    with pytest.raises(NotFoundError):
        join(session, office, actor_of(session, stranger, now=BEFORE))


def test_free_places_are_given_out_where_the_number_of_places_grows(session, office):
    people = people_of(session, office, 4)
    for actor in people:
        join(session, office, actor)
    session.get_one(Activity, office.activity_id).capacity = 3
    session.flush()

    services.give_free_places(session, now=BEFORE)
    services.give_free_places(session, now=BEFORE)

    assert [waits for _, waits in queue_of(session, office)] == [False, False, False, True]
    assert mails(session) == [("place_given", people[2].person_id)]


def test_a_late_comer_never_passes_those_who_wait(session, office):
    people = people_of(session, office, 4)
    for actor in people[:3]:
        join(session, office, actor)
    session.delete(session.get_one(SignUp, (office.activity_id, people[0].person_id)))
    session.flush()

    assert join(session, office, people[3]) is True
    assert queue_of(session, office)[1] == (people[2].person_id, False)
    assert mails(session) == [("place_given", people[2].person_id)]


def test_staff_of_a_team_join_what_their_office_plans(session, office):
    team = make_body(session, unit_kind="team", parent=session.get_one(Body, office.unit_id))
    member = actor_of(session, make_person(session, body=team), now=BEFORE)
    assert join(session, office, member) is False
