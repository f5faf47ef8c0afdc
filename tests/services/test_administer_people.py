"""People: roles given and ended, accounts closed and erased, and always an administrator left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from app.accounts.services.sign_ins import start_sign_in
from app.core.db import atomic
from app.domain.errors import (
    ConflictError,
    InvalidInputError,
    LastAdministratorError,
    NotAllowedError,
    NotFoundError,
)
from app.domain.permissions import Role
from app.models import Idea, Membership, OutboxMail, Person, SignIn
from app.organisation.services.people import (
    disable_person,
    edit_person,
    enable_person,
    erase_person,
    give_membership,
    take_membership,
)
from app.outbox.services import queue_mail
from tests.support.factories import (
    LONG_AGO,
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)

NOW = WHILE_SUBMITTING


@pytest.fixture
def office(session):
    return make_body(session)


@pytest.fixture
def admin(session, office):
    return make_person(session, name="Alma", body=office, role=Role.ADMINISTRATOR)


@pytest.fixture
def as_admin(session, admin):
    return actor_of(session, admin)


@pytest.fixture
def bo(session, office):
    return make_person(session, name="Bo", email="bo@etaten.example", body=office)


def give(session, actor, person, body, role, **period):
    period = {"starts_at": None, "ends_at": None} | period
    give_membership(session, actor, person.id, body_id=body.id, role=role, now=NOW, **period)


def roles_of(session, person):
    return {each.role for each in actor_of(session, person).memberships}


def test_a_role_counts_from_now_and_never_from_before(session, as_admin, bo, office):
    give(session, as_admin, bo, office, Role.LEADER, starts_at=NOW - timedelta(days=90))

    held = session.scalars(
        select(Membership).where(Membership.person_id == bo.id, Membership.role == Role.LEADER)
    ).one()
    assert held.starts_at == NOW


def test_a_role_can_begin_later(session, as_admin, bo, office):
    give(session, as_admin, bo, office, Role.LEADER, starts_at=NOW + timedelta(days=1))

    assert roles_of(session, bo) == {Role.STAFF}
    later = actor_of(session, bo, now=NOW + timedelta(days=1))
    assert later.roles == {Role.STAFF, Role.LEADER}


def test_a_role_held_already_is_not_given_twice(session, as_admin, bo, office):
    with pytest.raises(ConflictError):
        give(session, as_admin, bo, office, Role.STAFF)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("council", Role.STAFF),
        ("council", Role.ADMINISTRATOR),
        ("municipality", Role.COUNCIL_MEMBER),
        ("unit", Role.PARTNER),
    ],
)
def test_a_body_takes_only_the_roles_of_its_kind(session, as_admin, bo, kind, role):
    with pytest.raises(InvalidInputError):
        give(session, as_admin, bo, make_body(session, kind=kind), role)


def test_a_period_must_have_a_day_in_it(session, as_admin, bo, office):
    with pytest.raises(InvalidInputError):
        give(session, as_admin, bo, office, Role.LEADER, ends_at=NOW)


@pytest.mark.parametrize("role", [Role.STAFF, Role.FACILITATOR, Role.LEADER])
def test_only_administrators_give_and_end_roles_ac9(session, office, bo, admin, role):
    actor = actor_of(session, make_person(session, body=office, role=role))
    held = session.scalars(select(Membership).where(Membership.person_id == admin.id)).one()

    with pytest.raises(NotAllowedError):
        give(session, actor, bo, office, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        take_membership(session, actor, admin.id, held.id, now=NOW)
    for act in (disable_person, erase_person):
        with pytest.raises(NotAllowedError):
            act(session, actor, bo.id, now=NOW)


def test_an_ended_role_is_over_and_the_row_stays(session, as_admin, bo):
    held = session.scalars(select(Membership).where(Membership.person_id == bo.id)).one()

    take_membership(session, as_admin, bo.id, held.id, now=NOW)

    assert roles_of(session, bo) == set()
    assert (held.starts_at, held.ends_at) == (LONG_AGO, NOW)


def test_a_role_that_has_not_begun_is_taken_away(session, as_admin, bo, office):
    later = make_membership(
        session, bo, office, role=Role.LEADER, starts_at=NOW + timedelta(days=9)
    )

    take_membership(session, as_admin, bo.id, later.id, now=NOW)

    assert session.get(Membership, later.id) is None


def test_another_persons_role_is_not_ended_by_mistake(session, as_admin, bo, office):
    other = make_person(session)
    held = make_membership(session, other, office)

    with pytest.raises(NotFoundError):
        take_membership(session, as_admin, bo.id, held.id, now=NOW)


def test_the_last_administrator_cannot_be_demoted_disabled_or_erased_ac9(
    session, as_admin, admin, bo, office
):
    held = session.scalars(select(Membership).where(Membership.person_id == admin.id)).one()
    former = make_person(session, body=office, role=Role.ADMINISTRATOR)
    former.disabled_at = NOW
    make_membership(session, bo, office, role=Role.ADMINISTRATOR, starts_at=NOW + timedelta(days=1))
    session.commit()

    for act in (
        lambda: take_membership(session, as_admin, admin.id, held.id, now=NOW),
        lambda: disable_person(session, as_admin, admin.id, now=NOW),
    ):
        with pytest.raises(LastAdministratorError):
            act()
        session.rollback()
    with pytest.raises(NotAllowedError):
        erase_person(session, as_admin, admin.id, now=NOW)


def test_one_of_two_administrators_may_go(session, as_admin, admin, office):
    make_person(session, body=office, role=Role.ADMINISTRATOR)

    disable_person(session, as_admin, admin.id, now=NOW)

    assert admin.disabled_at == NOW


def test_two_who_disable_each_other_at_once_leave_one_ac9(app, session, office):
    first = make_person(session, body=office, role=Role.ADMINISTRATOR)
    second = make_person(session, body=office, role=Role.ADMINISTRATOR)
    session.commit()
    pairs = [
        (actor_of(session, first), second.id),
        (actor_of(session, second), first.id),
    ]
    session.rollback()
    start = Barrier(2)

    def disable(pair):
        actor, other_id = pair
        with app.app_context():
            start.wait()
            try:
                with atomic() as unit:
                    disable_person(unit, actor, other_id, now=NOW)
            except LastAdministratorError:
                return "refused"
        return "done"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(disable, pairs)) == ["done", "refused"]


def test_disabling_ends_sessions_and_takes_back_mail_au9(session, as_admin, bo):
    start_sign_in(session, bo.id, now=NOW)
    queue_mail(session, "password_changed", person_id=bo.id, facts={}, now=NOW)

    disable_person(session, as_admin, bo.id, now=NOW)

    assert session.scalars(select(SignIn).where(SignIn.person_id == bo.id)).all() == []
    assert session.scalars(select(OutboxMail)).all() == []
    with pytest.raises(NotFoundError):
        actor_of(session, bo)


def test_an_opened_account_is_as_before_but_signed_out(session, as_admin, bo):
    disable_person(session, as_admin, bo.id, now=NOW)
    enable_person(session, as_admin, bo.id)

    assert roles_of(session, bo) == {Role.STAFF}


def test_erasing_forgets_who_it_was_and_keeps_what_was_written_pr9(session, as_admin, bo, office):
    campaign = make_campaign(session, owner=office)
    idea = make_idea(session, campaign=campaign, author=bo)
    bo.password_hash = "x"
    start_sign_in(session, bo.id, now=NOW)
    queue_mail(session, "sign_in_link", address="bo@etaten.example", facts={}, now=NOW)

    erase_person(session, as_admin, bo.id, now=NOW)

    session.expire_all()
    assert (bo.name, bo.email, bo.password_hash) == (None, None, None)
    assert session.get(Idea, (campaign.id, idea.id)).author_id == bo.id
    for table in (SignIn, OutboxMail):
        assert session.scalars(select(table)).all() == []
    ends = session.scalars(select(Membership.ends_at).where(Membership.person_id == bo.id)).all()
    assert ends == [NOW]


def test_the_address_of_an_erased_person_is_free_for_somebody_new_pr9(session, as_admin, bo):
    erase_person(session, as_admin, bo.id, now=NOW)

    again = make_person(session, email="bo@etaten.example")

    assert again.id != bo.id
    with pytest.raises(NotFoundError):
        edit_person(session, as_admin, bo.id, name="Bo", email="bo2@etaten.example")


def test_a_new_address_signs_out_and_is_normalised_au5(session, as_admin, bo):
    start_sign_in(session, bo.id, now=NOW)

    edit_person(session, as_admin, bo.id, name="Bo Ny", email=" BO.Ny@Etaten.Example ")

    assert session.get(Person, bo.id).email == "bo.ny@etaten.example"
    assert session.scalars(select(SignIn)).all() == []


@pytest.mark.parametrize("spelling", ["alma@b.example", "ALMA@b.example", " ａlma@b.example"])
def test_an_address_belongs_to_one_person_however_it_is_spelt_au5(
    session, as_admin, admin, bo, spelling
):
    admin.email = "alma@b.example"
    session.flush()

    with pytest.raises(InvalidInputError):
        edit_person(session, as_admin, bo.id, name="Bo", email=spelling)
