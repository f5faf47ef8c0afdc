"""Rows that have served their time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app.models import MailedLink, SignIn, Throttle, Upload

KEPT_FOR = timedelta(days=1)


def sweep_accounts(session: Session, *, idle_minutes: int, max_hours: int, now: datetime) -> None:
    """Delete sessions that have timed out, and links, counts and uploads older than a day."""
    session.execute(
        delete(SignIn).where(
            or_(
                SignIn.seen_at <= now - timedelta(minutes=idle_minutes),
                SignIn.created_at <= now - timedelta(hours=max_hours),
            )
        )
    )
    session.execute(delete(MailedLink).where(MailedLink.expires_at < now - KEPT_FOR))
    session.execute(delete(Throttle).where(Throttle.window_started_at < now - KEPT_FOR))
    session.execute(delete(Upload).where(Upload.created_at < now - KEPT_FOR))
