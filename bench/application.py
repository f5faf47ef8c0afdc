"""The application on a fresh database, for every measurement that needs one."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from app.core.db import db
from bench.databases import fresh_database


@contextmanager
def fresh_app(server, **settings):
    """The application with a migrated and empty database, on a PostgreSQL server or in a file."""
    with tempfile.TemporaryDirectory() as name, fresh_database(server, Path(name)) as address:
        app = create_app(
            {
                "SECRET_KEY": "a-secret-for-the-bench-and-nothing-else",
                "DATABASE_URL": address,
                "INSTANCE_PATH": name,
                "LOG_LEVEL": "ERROR",
                **settings,
            }
        )
        with app.app_context():
            upgrade(directory=app.extensions["migrate"].directory)
            db.session.remove()
        yield app
        with app.app_context():
            db.engine.dispose()


def settle(engine):
    """What PostgreSQL does by itself within a minute of so many new rows. SQLite never does."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
