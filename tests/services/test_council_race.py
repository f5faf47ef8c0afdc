"""Two members hand the same draft in at once: one proposal, one receipt each (AC5)."""

from sqlalchemy import func, select

from app.core.db import atomic, db
from app.councils.services import submit_draft
from app.domain.errors import ConflictError
from app.models import Idea, OutboxMail
from tests.support.bursts import burst
from tests.support.clock import FixedClock
from tests.support.councils import actor, approve, make_scene, write
from tests.support.factories import WHILE_SUBMITTING

PRESSES = 3
"""By each of the three."""


def test_ac5_members_who_hand_in_at_once_make_one_proposal(app):
    with app.app_context(), atomic() as session:
        scene = make_scene(session)
        idea = write(session, scene)
        approve(session, scene, idea, 0, 1)
        idea_id = idea.id
        actors = [actor(session, person_id) for person_id in scene.members] * PRESSES

    def press(who):
        def act():
            with app.app_context(), atomic() as session:
                sent = submit_draft(
                    session,
                    who,
                    scene.slug,
                    scene.campaign_slug,
                    idea_id,
                    version=1,
                    clock=FixedClock(WHILE_SUBMITTING),
                )
                return sent.nr

        return act

    outcome = burst([press(who) for who in actors])

    assert outcome.errors_but(ConflictError) == []
    assert outcome.answers == [1] * PRESSES, "the winner's other presses change nothing"
    with app.app_context():
        session = db.session()
        assert session.scalars(select(Idea.nr)).all() == [1]
        receipts = select(func.count()).where(OutboxMail.kind == "council_receipt")
        assert session.scalar(receipts) == len(scene.members)
