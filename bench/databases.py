"""A fresh database for one run: a file in a folder, or one made on a PostgreSQL server."""

import uuid
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url, text


@contextmanager
def fresh_database(server, folder):
    """Its address. `server` is a PostgreSQL address whose user may create databases, or empty."""
    if not server:
        yield f"sqlite:///{folder / 'bench.sqlite'}"
        return
    name = f"dugnad_bench_{uuid.uuid4().hex[:12]}"
    _run(server, f'CREATE DATABASE "{name}"')
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(server, statement):
    engine = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
