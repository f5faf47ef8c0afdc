"""Connections to PostgreSQL that cost a page no more round trips than it has questions."""

import select
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import Pool

MAY_REST = 30.0
"""Seconds after which a connection is tried before use: a firewall may have forgotten it."""
IDLE_SINCE = "dugnad_idle_since"


class Described(Sequence[psycopg.Column]):
    """What a result's columns are, found out when somebody looks. SQLAlchemy looks only the first
    time it meets a statement, and describing 160 columns takes a page's thirtieth part."""

    def __init__(self, describe: Callable[[], Sequence[psycopg.Column] | None], width: int) -> None:
        self._describe = describe
        self._width = width

    def __len__(self) -> int:
        return self._width

    def __getitem__(self, place: Any) -> Any:
        return (self._describe() or ())[place]

    def __iter__(self) -> Iterator[psycopg.Column]:
        return iter(self._describe() or ())


class QuickCursor(psycopg.Cursor[Any]):
    """Executes as its parent, and describes what comes back when asked."""

    @property
    def description(self) -> Any:
        width = self.pgresult.nfields if self.pgresult else 0
        return Described(self._describe, width) if width else self._describe()

    def _describe(self) -> list[psycopg.Column] | None:
        return super().description


class HeldCursor(psycopg.ServerCursor[Any]):
    """A cursor for reading piece by piece, which outside a transaction must be held open."""

    def __init__(self, connection: psycopg.Connection[Any], name: str, **options: Any) -> None:
        options["withhold"] = options.get("withhold") or connection.autocommit
        super().__init__(connection, name, **options)


ENGINE_OPTIONS: dict[str, Any] = {
    "pool_timeout": 5,
    "connect_args": {
        "connect_timeout": 3,
        "options": "-c statement_timeout=30000",
        "cursor_factory": QuickCursor,
    },
}


@event.listens_for(Pool, "connect")
def _hold_cursors(connection: Any, _record: Any) -> None:
    if isinstance(connection, psycopg.Connection):
        connection.server_cursor_factory = HeldCursor


@event.listens_for(Pool, "checkin")
def _remember_rest(_connection: Any, record: Any) -> None:
    record.info[IDLE_SINCE] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _refuse_dead(connection: Any, record: Any, _proxy: Any) -> None:
    """A server that went away has said so on the socket; asking it each time is not needed."""
    if not isinstance(connection, psycopg.Connection) or IDLE_SINCE not in record.info:
        return
    rested = time.monotonic() - record.info[IDLE_SINCE]
    if rested < MAY_REST and not _has_said_something(connection):
        return
    try:
        # Outside a transaction: a page that only reads must find none begun.
        before = connection.autocommit
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = before
    except psycopg.Error as error:
        raise DisconnectionError from error


def _has_said_something(connection: psycopg.Connection[Any]) -> bool:
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
