"""The one place that may ask the machine what time it is."""

from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.dates import OSLO as OSLO


class Clock(Protocol):
    """What time it is; `is_for_tests` makes production refuse it."""

    is_for_tests: bool

    def now(self) -> datetime:
        """The moment by this machine, aware, UTC. For what no deadline depends on."""
        ...

    def after_lock(self, session: Session) -> datetime:
        """The moment that decides a deadline, read after the campaign row is locked."""
        ...


class SystemClock:
    """The database's clock on PostgreSQL; the machine's, never running backwards, on SQLite."""

    is_for_tests = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    def after_lock(self, session: Session) -> datetime:
        if session.get_bind().dialect.name == "postgresql":
            moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
            return moment.astimezone(UTC)
        return raise_high_water(session, self.now())


def raise_high_water(session: Session, moment: datetime) -> datetime:
    """The later of `moment` and the latest moment any earlier transaction has seen.

    Keeps a closed campaign closed on SQLite when somebody sets the machine's clock back. One
    statement, since every vote pays for it. Written alike, moments sort as texts do.
    """
    latest: str = session.execute(
        text(
            "INSERT INTO high_water (id, moment) VALUES (1, :moment) "
            "ON CONFLICT (id) DO UPDATE SET moment = max(moment, excluded.moment) "
            "RETURNING moment"
        ),
        {"moment": moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")},
    ).scalar_one()
    return datetime.fromisoformat(latest).replace(tzinfo=UTC)
