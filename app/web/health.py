"""Probes for the platform: is the process alive, and can it serve?"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus

from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, text

from app.core.checks import database_faults
from app.core.db import db
from app.web.access import needs

PATIENCE_SECONDS = 1.5
"""How long a probe waits for the database; the answer must be out within two seconds."""

log = logging.getLogger(__name__)
bp = Blueprint("health", __name__)


@dataclass(slots=True)
class _Look:
    """One look at the database, perhaps still under way."""

    done: threading.Event = field(default_factory=threading.Event)
    fault: str | None = "not answered"


class Readiness:
    """Looks at the database in a thread of its own, never more than one at a time.

    A database that hangs keeps that one thread, and every probe meanwhile is answered in time.
    The thread is a daemon, so that it does not hold up a shutdown either.
    """

    def __init__(self, find_fault: Callable[[], str | None]) -> None:
        self._find_fault = find_fault
        self._lock = threading.Lock()
        self._under_way: _Look | None = None

    def fault(self, patience: float = PATIENCE_SECONDS) -> str | None:
        """What keeps the application from serving; `None` when nothing does."""
        with self._lock:
            look = self._under_way
            if look is None:
                look = self._under_way = _Look()
                threading.Thread(target=self._look, args=(look,), daemon=True).start()
        return look.fault if look.done.wait(patience) else "database does not answer"

    def _look(self, look: _Look) -> None:
        try:
            look.fault = self._find_fault()
        except Exception:
            log.exception("readiness check failed")
            look.fault = "database unreachable"
        finally:
            with self._lock:
                self._under_way = None
            look.done.set()


def init_app(app: Flask) -> None:
    """Add the two probes."""
    app.extensions["readiness"] = Readiness(lambda: _fault_of(app))
    app.register_blueprint(bp)


@bp.get("/isalive")
@needs(None)
def alive() -> ResponseReturnValue:
    return {"status": "alive"}


@bp.get("/isready")
@needs(None)
def ready() -> ResponseReturnValue:
    if fault := current_app.extensions["readiness"].fault():
        return {"status": "not ready", "reason": fault}, HTTPStatus.SERVICE_UNAVAILABLE
    return {"status": "ready"}


def _fault_of(app: Flask) -> str | None:
    with app.app_context(), db.engine.connect() as connection:
        if _pending_migrations(app, connection):
            return "migrations are missing"
        if app.config["DUGNAD_ENV"] == "production" and any(database_faults(connection)):
            return "database settings are unsafe"
    return None


def _pending_migrations(app: Flask, connection: Connection) -> bool:
    """Whether the schema is older than the code.

    A revision that this code does not know was made by a newer version, during a rolling
    deploy; then the old version goes on serving until it is stopped.
    """
    known, heads = _revisions(app.extensions["migrate"].directory)
    current = set(connection.scalars(text("SELECT version_num FROM alembic_version")))
    return not current or (current <= known and current != heads)


@lru_cache
def _revisions(directory: str) -> tuple[set[str], set[str]]:
    """Every revision this code knows, and the newest of them; files that never change."""
    scripts = ScriptDirectory(directory)
    return {script.revision for script in scripts.walk_revisions()}, set(scripts.get_heads())
