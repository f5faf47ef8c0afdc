"""«Min læring»: what concerns a person, and notes that nobody else can get at."""

import pytest
from sqlalchemy import select

from app.domain.errors import NotFoundError
from app.domain.half_years import HalfYear
from app.domain.learning.calendar import FeedKind
from app.domain.permissions import Role
from app.learning import services
from app.learning.queries.mine import list_my_half_years, list_my_learning
from app.models import (
    Activity,
    ActivityParticipant,
    Attendance,
    Body,
    CalendarFeed,
    Person,
    Reflection,
    SignUp,
)
from app.organisation.services.people import erase_person
from tests.support.doing import AT, BEFORE, SPRING, make_office, people_of, queue_of
from tests.support.factories import actor_of, make_body, make_person
from tests.support.statements import recorded_statements


@pytest.fixture
def office(session):
    return make_office(session, capacity=1)


@pytest.fixture
def colleague(session, office):
    return people_of(session, office, 1)[0]


@pytest.fixture
def administrator(session, office):
    unit = session.get_one(Body, office.unit_id)
    person = make_person(session, body=unit, role=Role.ADMINISTRATOR)
    return actor_of(session, person, now=BEFORE)


def expect(session, office, **whom):
    session.add(ActivityParticipant(activity_id=office.activity_id, **whom))
    session.flush()


def join(session, office, actor):
    services.sign_up(session, actor, office.plan_id, office.activity_id, clock=AT)


def mine(session, actor):
    return list_my_learning(session, actor, SPRING)


def reflect(session, actor, office, text="Spørre mer."):
    services.write_reflection(session, actor, office.activity_id, text=text, now=BEFORE)


def test_nothing_concerns_somebody_who_is_named_nowhere(session, office, colleague):
    assert mine(session, colleague) == []


@pytest.mark.parametrize("whom", ["person", "unit"])
def test_one_is_expected_as_a_person_and_as_one_of_a_unit(session, office, colleague, whom):
    named = {"person": {"person_id": colleague.person_id}, "unit": {"body_id": office.unit_id}}
    expect(session, office, **named[whom])

    (found,) = mine(session, colleague)
    assert found.is_expected
    assert found.is_waiting is None
    assert found.name == "Foredrag: Kjenne hovedtrekkene"


def test_another_team_is_not_expected(session, office, colleague):
    team = make_body(session, unit_kind="team", parent=session.get_one(Body, office.unit_id))
    expect(session, office, body_id=team.id)
    assert mine(session, colleague) == []


def test_signing_up_and_waiting_are_told_apart(session, office, colleague):
    (other,) = people_of(session, office, 1)
    join(session, office, colleague)
    join(session, office, other)

    assert [each.is_waiting for each in mine(session, colleague)] == [False]
    assert [each.is_waiting for each in mine(session, other)] == [True]


def test_what_is_carried_out_is_done(session, office, colleague):
    join(session, office, colleague)
    session.get_one(Activity, office.activity_id).status = "done"
    session.flush()
    assert [each.has_done for each in mine(session, colleague)] == [True]


def test_a_draft_expects_nobody(session):
    office = make_office(session, approved=False)
    (actor,) = people_of(session, office, 1)
    expect(session, office, body_id=office.unit_id)

    assert mine(session, actor) == []
    assert list_my_half_years(session, actor) == []


def test_it_costs_two_statements_however_much_there_is(session, office, colleague):
    expect(session, office, body_id=office.unit_id)
    with recorded_statements() as statements:
        mine(session, colleague)
    assert len(statements) == 2


def test_half_years_are_those_of_settled_plans_one_may_read(session, office, colleague):
    assert list_my_half_years(session, colleague) == [HalfYear(2027, 1)]
    stranger = make_person(session, body=make_body(session))
    assert list_my_half_years(session, actor_of(session, stranger, now=BEFORE)) == []


def test_a_note_is_replaced_and_an_empty_one_deletes_it(session, office, colleague):
    reflect(session, colleague, office, "Først.")
    reflect(session, colleague, office, "Så.")
    assert [each.reflection for each in mine(session, colleague)] == ["Så."]

    reflect(session, colleague, office, "  ")
    assert session.scalars(select(Reflection)).all() == []


def test_a_note_needs_a_plan_one_may_read(session, office):
    stranger = make_person(session, body=make_body(session))
    with pytest.raises(NotFoundError):
        reflect(session, actor_of(session, stranger, now=BEFORE), office)


def test_nobody_else_reads_a_note_not_even_who_makes_the_plan(
    session, office, colleague, administrator
):
    reflect(session, colleague, office, "Bare mitt.")
    expect(session, office, body_id=office.unit_id)
    leader = actor_of(session, session.get_one(Person, office.leader_id), now=BEFORE)

    for other in (leader, administrator):
        assert "Bare mitt." not in [each.reflection for each in mine(session, other)]


def test_erasing_somebody_deletes_notes_and_feeds_and_gives_the_place_on(
    session, office, colleague, administrator
):
    (other,) = people_of(session, office, 1)
    join(session, office, colleague)
    join(session, office, other)
    reflect(session, colleague, office)
    services.make_feed(session, colleague, FeedKind.PERSON, None, now=BEFORE)

    erase_person(session, administrator, colleague.person_id, now=BEFORE)
    services.give_free_places(session, now=BEFORE)

    assert session.scalars(select(Reflection)).all() == []
    assert session.scalars(select(CalendarFeed)).all() == []
    assert queue_of(session, office) == [(other.person_id, False)]


def test_erasing_somebody_changes_no_number_of_what_was_done(
    session, office, colleague, administrator
):
    join(session, office, colleague)
    session.add(Attendance(activity_id=office.activity_id, person_id=colleague.person_id))
    session.get_one(Activity, office.activity_id).status = "done"
    session.flush()

    erase_person(session, administrator, colleague.person_id, now=BEFORE)

    assert len(session.scalars(select(SignUp)).all()) == 1
    assert len(session.scalars(select(Attendance)).all()) == 1
    assert session.get_one(Person, colleague.person_id).name is None
