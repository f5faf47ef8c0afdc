"""A person's own notes on what they learnt. Nobody else reads them, and nothing is logged."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.text import clean_text, within
from app.learning.queries.mine import get_readable_activity
from app.models import Reflection

LONGEST_REFLECTION = 10_000


def write_reflection(
    session: Session, actor: Actor, activity_id: UUID, *, text: str, now: datetime
) -> None:
    """Replace one's own note; an empty one deletes it. NotFoundError where the plan is hidden."""
    text = within(clean_text(text), field="text", most=LONGEST_REFLECTION)
    stored = session.get(Reflection, (activity_id, actor.person_id), with_for_update=True)
    if stored is None:
        get_readable_activity(session, actor, activity_id)
    if not text:
        if stored is not None:
            session.delete(stored)
    elif stored is not None:
        stored.text, stored.written_at = text, now
    else:
        session.add(
            Reflection(
                activity_id=activity_id, person_id=actor.person_id, text=text, written_at=now
            )
        )
    session.flush()
