"""Reminding those who follow a proposal up: some days before, and when the day has gone by."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.dates import day_of
from app.domain.notices import DIGEST_AT
from app.local.queries.assignments import Held, list_expected
from app.notices.services import tell

BEFORE = timedelta(days=3)
LATE_FOR = timedelta(days=30)
"""What has been late for longer is left to those who look after the campaign."""
_MORNING = timedelta(hours=DIGEST_AT.hour)


def remind_owners(session: Session, *, now: datetime) -> int:
    """Once before the day and once after it, in the morning; how many were told.

    A moved date is an assignment of its own, and counts anew.
    """
    today, told = day_of(now - _MORNING), 0
    for held in list_expected(session, due_from=today - LATE_FOR, due_by=today + BEFORE):
        if held.is_late(today) or not _is_fresh(held):
            told += _remind(session, held, today, now)
    return told


def _is_fresh(held: Held) -> bool:
    """Whether it was given so near its day that hearing of it was the reminder."""
    given_on: date = day_of(held.assigned_at)
    return held.due_on - given_on <= BEFORE


def _remind(session: Session, held: Held, today: date, now: datetime) -> int:
    kind = "follow_up_late" if held.is_late(today) else "follow_up_due"
    facts: dict[str, str | int | None] = {
        "title": held.title,
        "assignment_id": str(held.id),
        "due_on": held.due_on.isoformat(),
    }
    event_key = f"{kind}:{held.id}"
    return tell(session, kind, [held.owner_id], event_key=event_key, facts=facts, now=now)
