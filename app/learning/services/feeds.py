"""Secret addresses for calendar programs: made, renewed, revoked. Only their hash is stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.queries import hash_token
from app.accounts.services.sign_ins import make_token
from app.domain.learning.calendar import FeedKind
from app.domain.permissions import Actor
from app.learning.queries.feeds import require_subject
from app.models import CalendarFeed, Person


def make_feed(
    session: Session, actor: Actor, kind: FeedKind, of_id: UUID | None, *, now: datetime
) -> str:
    """A new secret address, shown once; one that was there before is dead at once.

    NotFoundError where the person has no right to what it would show.
    """
    subject = require_subject(session, actor, kind, of_id)
    # The person's row is locked, so that two presses at once make one feed.
    session.get_one(Person, actor.person_id, with_for_update=True)
    _delete(session, actor, kind, subject)
    token = make_token()
    session.add(
        CalendarFeed(
            person_id=actor.person_id,
            kind=kind,
            of_id=subject,
            token_sha256=hash_token(token),
            made_at=now,
        )
    )
    session.flush()
    return token


def revoke_feed(session: Session, actor: Actor, kind: FeedKind, of_id: UUID | None) -> None:
    """Make the address dead. Nothing happens where there is none."""
    _delete(session, actor, kind, of_id or actor.person_id)


def _delete(session: Session, actor: Actor, kind: FeedKind, of_id: UUID) -> None:
    session.execute(
        delete(CalendarFeed).where(
            CalendarFeed.person_id == actor.person_id,
            CalendarFeed.kind == kind,
            CalendarFeed.of_id == of_id,
        )
    )
    session.flush()
