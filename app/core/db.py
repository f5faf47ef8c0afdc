"""The database handle, the transaction boundary and the UTC column type."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Engine, MetaData, Uuid, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for another process's write before it gives up."""
IMMEDIATE = "dugnad_immediate"
READS_ONLY = "dugnad_reads_only"


class UtcDateTime(TypeDecorator[datetime]):
    """Refuses naive datetimes on the way in, returns aware ones on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("store aware datetimes only")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class RandomUuid(FunctionElement[UUID]):
    """A fresh UUID for each row, made by the database."""

    type = Uuid()
    inherit_cache = True


@compiles(RandomUuid)
def _made_by_postgresql(_element: Any, _compiler: Any, **_options: Any) -> str:
    return "gen_random_uuid()"


@compiles(RandomUuid, "sqlite")
def _made_by_sqlite(_element: Any, _compiler: Any, **_options: Any) -> str:
    return "lower(hex(randomblob(16)))"


CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table inherits."""

    # On the registry, not on the class: SQLAlchemy 2.1 refuses a per-class type map here.
    registry = registry(
        metadata=MetaData(naming_convention=CONSTRAINT_NAMES),
        type_annotation_map={datetime: UtcDateTime, UUID: Uuid},
    )


# Rows stay readable after the unit of work that loaded them has ended, so that a page can show
# what a service returned without asking the database again.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

_one_writer = threading.Lock()


def for_reading() -> Session:
    """The session of a request that only reads, unless a unit of work follows.

    On PostgreSQL each statement stands alone. It sees what is committed, as it would in a
    transaction, whose BEGIN and ROLLBACK are two more questions to the server. And a ROLLBACK makes
    the driver forget the statements it has prepared.
    """
    session: Session = db.session()
    if not session.in_transaction():
        session.info[READS_ONLY] = True
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
    return session


@contextmanager
def atomic(*, reads_only: bool = False) -> Iterator[Session]:
    """One unit of work: commit when the block ends well, roll back when it does not.

    Used at the edges only (a view, a command, a job). Services flush and never commit. Ends any
    read transaction first, so that nothing read before the lock is believed after it. On SQLite
    one writer at a time begins IMMEDIATE: waiting in line is fair, waiting on a busy file is not.
    Where it is said that it only reads, nobody waits for it, and a write is refused.
    """
    session: Session = db.session()
    session.close()
    session.info.pop(READS_ONLY, None)
    if reads_only:
        session.info[READS_ONLY] = True
        try:
            yield session
        finally:
            session.close()
            session.info.pop(READS_ONLY)
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    with _one_writer if is_sqlite else _no_lock():
        try:
            session.connection(execution_options={IMMEDIATE: True} if is_sqlite else None)
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def insert_if_new(session: Session, table: type[DeclarativeBase]) -> Any:
    """An INSERT that leaves out the rows the database already has, by whatever is unique there."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return (sqlite if is_sqlite else postgresql).insert(table).on_conflict_do_nothing()


@contextmanager
def _no_lock() -> Iterator[None]:
    yield


@event.listens_for(db.session, "before_flush")
def _refuse_writes(session: Session, _context: Any, _instances: Any) -> None:
    """What nobody meant to write would be lost on one database and kept on the other."""
    if session.info.get(READS_ONLY):
        raise RuntimeError("a write outside a unit of work")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """WAL with full durability; the driver's own transaction handling is switched off."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Reads begin deferred and never wait for a writer; units of work begin IMMEDIATE."""
    if connection.dialect.name == "sqlite":
        wanted = connection.get_execution_options().get(IMMEDIATE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if wanted else "BEGIN")
