"""SQLite that does not wait for the disk: what a test writes need not survive a power cut."""

import sqlite3

import pytest
from sqlalchemy import Engine, event


def _let_it_lie(connection, _record):
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture(scope="session", autouse=True)
def quick_disk():
    """Off in all tests, after what the application says; processes of their own do not hear it."""
    event.listen(Engine, "connect", _let_it_lie)
    yield
    event.remove(Engine, "connect", _let_it_lie)


@pytest.fixture
def disk_in_earnest():
    """Written through, as for everybody else."""
    event.remove(Engine, "connect", _let_it_lie)
    yield
    event.listen(Engine, "connect", _let_it_lie)
