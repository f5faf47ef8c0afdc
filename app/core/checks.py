"""What must be true of a production installation; the application refuses to start otherwise."""

import logging
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import click
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from app.config import DEFAULT_SECRET
from app.core.db import db

ENVIRONMENTS = ("development", "production")
SECRET_LENGTH = 32
SQLITE_FULL = 2
"""`synchronous=FULL`: below it a power cut may lose votes that were answered with «Lagret»."""
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
"""PostgreSQL settings that must not be off, for the same reason."""

log = logging.getLogger(__name__)


class UnsafeProductionError(click.ClickException):
    """Names every fault. As a click error it ends a command with a message, not a traceback."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("Dugnad refuses to start in production:\n  - " + "\n  - ".join(faults))
        self.faults = faults


def refuse_unsafe_production(app: Flask) -> None:
    """Raise `UnsafeProductionError` naming all faults at once; silent outside production."""
    environment = app.config["DUGNAD_ENV"]
    if environment not in ENVIRONMENTS:
        # A misspelt «production» must not quietly switch the checks off.
        raise UnsafeProductionError([f"DUGNAD_ENV is {environment!r}, not {ENVIRONMENTS}"])
    if environment != "production":
        return
    faults = [*_setting_faults(app), *_reachable_database_faults(app)]
    if faults:
        raise UnsafeProductionError(faults)


def _setting_faults(app: Flask) -> Iterator[str]:
    secret = app.config["SECRET_KEY"] or ""
    if secret == DEFAULT_SECRET:
        yield "SECRET_KEY is the default, which everybody can read"
    elif len(secret) < SECRET_LENGTH:
        yield f"SECRET_KEY is shorter than {SECRET_LENGTH} characters"
    base = urlsplit(app.config["BASE_URL"])
    if base.scheme not in {"http", "https"} or not base.hostname:
        yield "BASE_URL is not set to a public address such as https://dugnad.example"
    if app.extensions["clock"].is_for_tests:
        yield "the clock is a test clock"
    if app.testing or app.debug:
        yield "testing or debug mode is on"


def _reachable_database_faults(app: Flask) -> list[str]:
    """The database's faults; none while it cannot be asked, since /isready asks again."""
    try:
        with app.app_context(), db.engine.connect() as connection:
            return list(database_faults(connection))
    except SQLAlchemyError:
        log.exception("the database could not be asked how safely it stores")
        return []


def database_faults(connection: Connection) -> Iterator[str]:
    """Why an acknowledged vote could be lost when the power goes."""
    if connection.dialect.name == "sqlite":
        level = connection.execute(text("PRAGMA synchronous")).scalar_one()
        if level < SQLITE_FULL:
            yield f"SQLite runs with synchronous={level}, below FULL ({SQLITE_FULL})"
    elif connection.dialect.name == "postgresql":
        columns = ", ".join(f"current_setting('{name}') AS {name}" for name in DURABLE)
        row = connection.execute(text(f"SELECT {columns}")).mappings().one()
        yield from postgresql_faults({name: row[name] for name in DURABLE})


def postgresql_faults(settings: Mapping[str, str]) -> Iterator[str]:
    """One fault for each durability setting that is off."""
    for name in DURABLE:
        if settings[name] == "off":
            yield f"PostgreSQL runs with {name}=off"
