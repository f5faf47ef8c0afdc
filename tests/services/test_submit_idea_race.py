"""Many who hand in at the same moment: each gets a number of their own, each form one proposal."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.proposals import Proposal
from app.ideas.services import submit_idea
from app.models import Idea, OutboxMail
from tests.support.clock import FixedClock
from tests.support.factories import (
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
    make_person,
)

PEOPLE = 8


@pytest.fixture
def send_at_once(app):
    """Sends one form per id, all at once, as one person; returns the numbers given."""
    with app.app_context(), atomic() as session:
        owner = make_body(session)
        slug = make_campaign(session, owner=owner).slug
        actor = actor_of(session, make_person(session, body=owner))
    start = Barrier(PEOPLE)

    def send(form: UUID) -> int | None:
        with app.app_context():
            start.wait()
            try:
                with atomic() as session:
                    return submit_idea(
                        session,
                        actor,
                        slug,
                        idea_id=form,
                        proposal=Proposal(title=f"Forslag {form}"),
                        clock=FixedClock(WHILE_SUBMITTING),
                    ).nr
            finally:
                db.session.remove()

    def send_all(forms):
        with ThreadPoolExecutor(PEOPLE) as pool:
            return list(pool.map(send, forms))

    return send_all


def count(app, table):
    with app.app_context():
        return len(db.session.scalars(select(table)).all())


def test_everybody_gets_a_number_of_their_own(app, send_at_once):
    numbers = send_at_once([uuid4() for _ in range(PEOPLE)])

    assert sorted(numbers) == list(range(1, PEOPLE + 1))
    assert count(app, Idea) == count(app, OutboxMail) == PEOPLE


def test_one_form_sent_many_times_at_once_is_one_proposal(app, send_at_once):
    numbers = send_at_once([uuid4()] * PEOPLE)

    assert numbers == [1] * PEOPLE
    assert count(app, Idea) == count(app, OutboxMail) == 1
