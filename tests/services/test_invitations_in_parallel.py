"""Many presses at once, each on its own connection: one account, one membership, one session."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from app.accounts.queries import hash_token
from app.accounts.services.invitations import accept_as_new, write_invitation
from app.accounts.services.links import RESET, SIGN_IN, use_link
from app.accounts.services.throttling import Limit, count_tries
from app.core.db import atomic
from app.domain.errors import DomainError
from app.domain.permissions import Role
from app.models import MailedLink, Membership, Person, Throttle
from tests.support.factories import WHILE_SUBMITTING, make_body, make_person

AT_ONCE = 8
SECRET = "tests-tests-tests-tests-tests-tests"


def all_at_once(app, act):
    """Runs `act(session)` in threads that start together; the answers, None for a refusal."""
    start = Barrier(AT_ONCE)

    def one(_):
        with app.app_context():
            start.wait()
            try:
                with atomic() as session:
                    return act(session)
            except DomainError:
                return None

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


def test_accepting_at_once_makes_one_account_tk2(app, session):
    office = make_body(session)
    host = make_person(session, body=office, role=Role.ADMINISTRATOR)
    invitation = write_invitation(
        session,
        email="ny@etaten.example",
        body_id=office.id,
        role=Role.STAFF,
        invited_by=host.id,
        now=WHILE_SUBMITTING,
    )
    invitation.token_hash = hash_token("secret")
    session.commit()

    answers = all_at_once(
        app,
        lambda unit: (
            accept_as_new(
                unit, "secret", name="Ny", locale="nb", password_hash=None, now=WHILE_SUBMITTING
            ).id
        ),
    )

    assert sum(answer is not None for answer in answers) == 1
    [person] = session.scalars(select(Person).where(Person.email == "ny@etaten.example"))
    [_] = session.scalars(select(Membership).where(Membership.person_id == person.id))


@pytest.mark.parametrize("purpose", [SIGN_IN, RESET])
def test_a_link_pressed_at_once_works_once_tk2(app, session, purpose):
    person = make_person(session)
    session.add(
        MailedLink(
            token_hash=hash_token("secret"),
            purpose=purpose,
            person_id=person.id,
            created_at=WHILE_SUBMITTING,
            expires_at=WHILE_SUBMITTING.replace(hour=23),
        )
    )
    session.commit()

    answers = all_at_once(
        app, lambda unit: use_link(unit, "secret", purpose, now=WHILE_SUBMITTING)[0].id
    )

    assert sum(answer is not None for answer in answers) == 1


def test_tries_at_once_are_all_counted_au2(app, session):
    limit = Limit("test", 3)

    waits = all_at_once(
        app,
        lambda unit: count_tries(
            unit, (limit, "ada@etaten.example"), secret=SECRET, now=WHILE_SUBMITTING
        ),
    )

    assert sorted(waits) == [0, 0, 0, 15, 15, 15, 15, 15]
    assert session.scalars(select(Throttle.attempts)).one() == AT_ONCE
