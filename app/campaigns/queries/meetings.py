"""Which of those invited do not meet before their deadline."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.alphabet import sort_key
from app.domain.councils import DECIDES_TOGETHER, MeetingGap, next_too_late
from app.domain.permissions import BodyKind
from app.domain.roles import GROUP_OF_KIND
from app.domain.timetable import Timetable
from app.models import Body, CouncilMeeting


def list_meeting_gaps(
    session: Session, bodies: Collection[UUID], timetable: Timetable
) -> list[MeetingGap]:
    """Councils, organisations and partners among `bodies`, by name, in one statement.

    Only those who have entered a later meeting: nothing is guessed of the others.
    """
    rows = session.execute(
        select(Body.id, Body.name, Body.kind, CouncilMeeting.starts_at)
        .join(CouncilMeeting, CouncilMeeting.body_id == Body.id)
        .where(
            Body.id.in_(bodies),
            Body.kind.in_(DECIDES_TOGETHER),
            CouncilMeeting.cancelled_at.is_(None),
            CouncilMeeting.starts_at >= timetable.opens_at,
        )
    )
    met: dict[UUID, tuple[str, BodyKind, list[datetime]]] = {}
    for body_id, name, kind, starts_at in rows:
        met.setdefault(body_id, (name, BodyKind(kind), []))[2].append(starts_at)
    gaps = []
    for name, kind, meetings in met.values():
        deadline = timetable.submission_closes_for(GROUP_OF_KIND[kind])
        if later := next_too_late(meetings, timetable.opens_at, deadline):
            gaps.append(MeetingGap(name, kind, later))
    return sorted(gaps, key=lambda gap: sort_key(gap.name))
