"""Shows of hands: what the facilitator counted, never a ballot."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.permissions import Actor
from app.domain.rooms import MAX_GROUP_NAME, MAX_QUESTION, MOST_ALTERNATIVES, MOST_HANDS
from app.domain.text import clean_line, within
from app.models import RoomHandCount, RoomHands
from app.rooms.services.meetings import lock_held, touch


def record_hands(
    session: Session,
    actor: Actor,
    slug: str,
    meeting_id: UUID,
    *,
    question: str,
    counts: Sequence[tuple[str, int]],
    now: datetime,
) -> RoomHands:
    """Write down a count. InvalidInputError: `question`, or `counts` where there are none."""
    _, meeting = lock_held(session, actor, slug, meeting_id, now=now)
    question = within(clean_line(question), field="question", most=MAX_QUESTION, least=1)
    if not 1 <= len(counts) <= MOST_ALTERNATIVES:
        raise InvalidInputError(field="counts", reason="missing")
    if not all(0 <= hands <= MOST_HANDS for _, hands in counts):
        raise InvalidInputError(field="counts", reason="out_of_range")
    last = session.scalar(
        select(func.max(RoomHands.position)).where(RoomHands.meeting_id == meeting.id)
    )
    held = RoomHands(meeting_id=meeting.id, position=(last or 0) + 1, question=question)
    session.add(held)
    session.flush()
    for position, (label, hands) in enumerate(counts, start=1):
        label = within(clean_line(label), field="counts", most=MAX_GROUP_NAME, least=1)
        session.add(RoomHandCount(hands_id=held.id, position=position, label=label, hands=hands))
    touch(meeting)
    session.flush()
    return held


def remove_hands(
    session: Session, actor: Actor, slug: str, meeting_id: UUID, hands_id: UUID, *, now: datetime
) -> None:
    """Take a count away that was written down wrongly, until the meeting ends."""
    _, meeting = lock_held(session, actor, slug, meeting_id, now=now)
    held = session.get(RoomHands, hands_id)
    if held is None or held.meeting_id != meeting.id:
        raise NotFoundError(f"hands {hands_id}")
    session.execute(delete(RoomHandCount).where(RoomHandCount.hands_id == held.id))
    session.delete(held)
    touch(meeting)
    session.flush()
