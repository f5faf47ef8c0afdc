"""A fresh, migrated database for each test: a copied file, or one made from a template.

`DUGNAD_TEST_DATABASE_URL` points at a PostgreSQL server whose user may do everything; without it
the tests run on SQLite.
"""

import os
import shutil
import uuid
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

SERVER = os.environ.get("DUGNAD_TEST_DATABASE_URL", "")
ON_POSTGRESQL = SERVER.startswith("postgresql")


class SqliteTemplate:
    """The migrated file, and the one place where most tests get their copy of it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "migrated.sqlite"
        self.url = f"sqlite:///{self.file}"
        self._shared = folder / "test.sqlite"
        self.shared_url = f"sqlite:///{self._shared}"

    def lay_out(self, of: str | None = None, *, anew: bool = False) -> str:
        """Make the shared database like the template, or like another that nobody has open."""
        for leftover in self._shared.parent.glob(f"{self._shared.name}*"):
            leftover.unlink()
        return self._copy(of, self._shared)

    def fresh(self, folder: Path, of: str | None = None) -> str:
        """One more database, for a test that needs several."""
        return self._copy(of, folder / "test.sqlite")

    def drop(self, url: str) -> None:
        """The file goes with the test's folder."""

    def _copy(self, of: str | None, to: Path) -> str:
        return f"sqlite:///{shutil.copy(str(make_url(of or self.url).database), to)}"


class PostgresTemplate:
    """The migrated database, and the one that most tests share.

    Making a database takes a fifth of a second; emptying one takes a thousandth. So the shared
    one is emptied, unless somebody wants it anew or as a copy of something else.
    """

    def __init__(self) -> None:
        self.name = self._create()
        self.url = self._url(self.name)
        self._shared = f"{self.name}_shared"
        self.shared_url = self._url(self._shared)
        self._can_be_emptied = False
        self._on_shared = create_engine(self.shared_url, isolation_level="AUTOCOMMIT", pool_size=1)

    def lay_out(self, of: str | None = None, *, anew: bool = False) -> str:
        if anew or of or not self._can_be_emptied:
            self._on_shared.dispose()
            self.drop(self.shared_url)
            self._create(make_url(of or self.url).database, name=self._shared)
            self._can_be_emptied = not anew
        else:
            self._empty()
        return self.shared_url

    def fresh(self, folder: Path, of: str | None = None) -> str:
        return self._url(self._create(make_url(of or self.url).database))

    def drop(self, url: str) -> None:
        if url == self.url:
            self._on_shared.dispose()
            self.drop(self.shared_url)
        self._admin(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def _create(self, template: str | None = "template1", *, name: str = "") -> str:
        name = name or f"dugnad_{uuid.uuid4().hex[:12]}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def _empty(self) -> None:
        """Remove all rows: no trigger refuses it and no reference is in the way, as a replica."""
        with self._on_shared.connect() as connection:
            connection.exec_driver_sql(_EMPTY)

    def _url(self, name: str) -> str:
        return make_url(SERVER).set(database=name).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        engine = create_engine(make_url(SERVER), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


# Whoever the last test left in the middle of something would be waited for, so they are cut off.
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle';
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables
                WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE 'DELETE FROM ' || quote_ident(name); END LOOP;
END $$
"""
