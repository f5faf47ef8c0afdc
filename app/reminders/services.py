"""How far a round of reminders has come: taken by one worker at a time, and taken up again."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from app.campaigns.queries import lock_campaign_view
from app.core.clock import Clock
from app.core.db import insert_if_new
from app.domain.permissions import Actor, Permission
from app.domain.reminders import write_steps
from app.models import OutboxMail, ReminderRun
from app.reminders.queries import is_waiting
from app.reminders.rounds import Round, find_round

REMINDER = "deadline_reminder"
CLAIM = timedelta(minutes=5)
"""How long a round belongs to the worker that took it; moved on with every mail."""
KEPT_FOR = timedelta(days=30)


def claim_round(session: Session, which: Round, *, now: datetime) -> tuple[bool, UUID | None]:
    """Take the round: whether it is ours, and the last person who was looked at."""
    key = _key(which)
    session.execute(insert_if_new(session, ReminderRun).values(**key))
    taken = session.execute(
        update(ReminderRun)
        .where(
            *_is(which),
            ReminderRun.finished_at.is_(None),
            or_(ReminderRun.claimed_until.is_(None), ReminderRun.claimed_until <= now),
        )
        .values(claimed_until=now + CLAIM)
        .returning(ReminderRun.cursor)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return (True, taken[0]) if taken else (False, None)


def note_reached(session: Session, which: Round, person_id: UUID, *, now: datetime) -> None:
    """Everybody up to here has been looked at; kept after every mail, so that none goes twice."""
    _set(session, which, cursor=person_id, claimed_until=now + CLAIM)


def release_round(session: Session, which: Round) -> None:
    """Let the next worker go on from there."""
    _set(session, which, claimed_until=None)


def finish_round(session: Session, which: Round, *, now: datetime) -> None:
    """All have been looked at. Not even the last of them is remembered."""
    _set(session, which, cursor=None, claimed_until=None, finished_at=now)


def _set(session: Session, which: Round, **values: Any) -> None:
    session.execute(
        update(ReminderRun)
        .where(*_is(which))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _key(which: Round) -> dict[str, Any]:
    return {
        "campaign_id": which.campaign_id,
        "act": which.act,
        "step": which.step,
        "deadline_at": which.deadline_at,
    }


def _is(which: Round) -> list[Any]:
    return [getattr(ReminderRun, name) == value for name, value in _key(which).items()]


def queue_again(
    session: Session, which: Round, person_id: UUID, mail_id: UUID, *, now: datetime
) -> None:
    """For somebody whose own mail box said «later»: tried again, if still needed, for a while."""
    session.add(
        OutboxMail(
            id=mail_id,
            person_id=person_id,
            kind=REMINDER,
            facts=json.dumps(which.facts, ensure_ascii=False),
            queued_at=now,
            due_at=now + timedelta(minutes=1),
        )
    )


def prepare_reminder(
    session: Session, mail: OutboxMail, facts: Mapping[str, Any], *, now: datetime
) -> dict[str, object] | None:
    """What is lacking as it leaves; None for who has acted, and where the deadline has moved."""
    deadline_at = datetime.fromisoformat(facts["deadline_at"])
    which = find_round(session, UUID(facts["campaign_id"]), facts["act"], deadline_at, now)
    if which is None or mail.person_id is None:
        return None
    lacks = is_waiting(session, which, mail.person_id, now)
    return {"lacks": lacks} if lacks else None


def set_steps(
    session: Session, actor: Actor, slug: str, *, steps: tuple[str, ...], clock: Clock
) -> None:
    """Which reminders a campaign sends; may be changed until it closes."""
    view = lock_campaign_view(session, actor, slug)
    view.require(Permission.CAMPAIGN_MOVE_DEADLINE, clock.after_lock(session))
    view.campaign.reminders = write_steps(steps)
    session.flush()


def sweep_reminders(session: Session, *, now: datetime) -> None:
    """Forget rounds whose deadline is long past."""
    session.execute(delete(ReminderRun).where(ReminderRun.deadline_at < now - KEPT_FOR))
