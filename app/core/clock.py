"""The one place that may ask the machine what time it is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.dates import OSLO as OSLO

HIGH_WATER_STEP = timedelta(seconds=1)
"""How far the clock must move before the high-water mark is written again."""


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

    Keeps a closed campaign closed on SQLite when somebody sets the machine's clock back.
    """
    seen = session.execute(text("SELECT moment FROM high_water WHERE id = 1")).scalar_one_or_none()
    latest = datetime.fromisoformat(seen).replace(tzinfo=UTC) if seen else None
    if latest is not None and moment < latest:
        return latest
    if latest is None or moment >= latest + HIGH_WATER_STEP:
        session.execute(
            text(
                "INSERT INTO high_water (id, moment) VALUES (1, :moment) "
                "ON CONFLICT (id) DO UPDATE SET moment = excluded.moment"
            ),
            {"moment": moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")},
        )
    return moment
