"""Deletes what has served its time."""

from flask import current_app

from app.accounts.services.sweeping import sweep_accounts
from app.core.db import atomic
from app.notices.services import sweep_notices
from app.outbox.services import sweep_outbox
from app.reminders.services import sweep_reminders
from app.rooms.services.meetings import sweep_rooms
from app.web.clock import now


def sweep() -> None:
    """Ended sessions, used links, old counts, forgotten uploads, old mails, names in rooms."""
    with atomic() as session:
        sweep_accounts(
            session,
            idle_minutes=current_app.config["SESSION_IDLE_MINUTES"],
            max_hours=current_app.config["SESSION_MAX_HOURS"],
            now=now(),
        )
        sweep_outbox(session, now=now())
        sweep_rooms(session, now=now())
        sweep_notices(session, now=now())
        sweep_reminders(session, now=now())
