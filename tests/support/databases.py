"""A fresh, migrated database for each test: a copied file, or one made from a template.

`DUGNAD_TEST_DATABASE_URL` points at a PostgreSQL server whose user may do everything; without it
the tests run on SQLite. What a database holds can be kept under a name and put into a blank one.
"""

import os
import shutil
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

SERVER = os.environ.get("DUGNAD_TEST_DATABASE_URL", "")
ON_POSTGRESQL = SERVER.startswith("postgresql")
# Nothing else can be there without one of these.
_IS_BLANK = "SELECT NOT EXISTS (SELECT 1 FROM bodies) AND NOT EXISTS (SELECT 1 FROM persons)"


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

    def is_blank(self) -> bool:
        """Whether nobody has written to the shared database yet."""
        with closing(sqlite3.connect(self._shared)) as shared:
            return bool(shared.execute(_IS_BLANK).fetchone()[0])

    def keep(self) -> Path:
        """What the shared database holds now, to be put back by `restore`."""
        kept = self._shared.with_name(f"kept-{uuid.uuid4().hex}.sqlite")
        self._write_over(self._shared, kept)
        return kept

    def has_kept(self, kept: Path) -> bool:
        return kept.exists()

    def restore(self, kept: Path) -> None:
        """Fill the blank shared database, which may be open, with what was kept."""
        self._write_over(kept, self._shared)

    def _write_over(self, source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            new.execute("PRAGMA synchronous=OFF")
            old.backup(new)

    def _copy(self, of: str | None, to: Path) -> str:
        return f"sqlite:///{shutil.copy(str(make_url(of or self.url).database), to)}"


class PostgresTemplate:
    """The migrated database, and the one that most tests share.

    Making a database takes a fifth of a second; emptying one takes a thousandth. So the shared
    one is emptied, and filled with what was kept, unless somebody wants it anew.
    """

    def __init__(self) -> None:
        self.name = self._create()
        self.url = self._url(self.name)
        self._shared = f"{self.name}_shared"
        self.shared_url = self._url(self._shared)
        self._can_be_emptied = False
        self._kept: set[str] = set()
        self._copies: dict[str, str] = {}
        self._on_shared = create_engine(self.shared_url, isolation_level="AUTOCOMMIT", pool_size=1)

    def lay_out(self, of: str | None = None, *, anew: bool = False) -> str:
        if anew or not self._can_be_emptied or (of and of not in self._copies):
            self._on_shared.dispose()
            self.drop(self.shared_url)
            self._create(make_url(of or self.url).database, name=self._shared)
            self._can_be_emptied = not anew
            self._kept.clear()
            self._copies = {of: self.keep()} if of else {}
            return self.shared_url
        self._on_it(_EMPTY)
        if of:
            self.restore(self._copies[of])
        return self.shared_url

    def fresh(self, folder: Path, of: str | None = None) -> str:
        return self._url(self._create(make_url(of or self.url).database))

    def drop(self, url: str) -> None:
        if url == self.url:
            self._on_shared.dispose()
            self.drop(self.shared_url)
        self._admin(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def is_blank(self) -> bool:
        with self._on_shared.connect() as connection:
            return bool(connection.exec_driver_sql(_IS_BLANK).scalar())

    def keep(self) -> str:
        kept = f"kept_{uuid.uuid4().hex[:12]}"
        self._on_it(_KEEP, kept)
        self._kept.add(kept)
        return kept

    def has_kept(self, kept: str) -> bool:
        """Not if the shared database was made anew since."""
        return kept in self._kept

    def restore(self, kept: str) -> None:
        self._on_it(_RESTORE, kept)

    def _on_it(self, block: str, kept: str = "") -> None:
        with self._on_shared.connect() as connection:
            connection.exec_driver_sql(block.replace("KEPT", kept))

    def _create(self, template: str | None = "template1", *, name: str = "") -> str:
        name = name or f"dugnad_{uuid.uuid4().hex[:12]}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def _url(self, name: str) -> str:
        return make_url(SERVER).set(database=name).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        engine = create_engine(make_url(SERVER), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


# All rows go: no trigger refuses it and no reference is in the way, as a replica. Whoever the last
# test left in the middle of something would be waited for, so they are cut off.
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
# What is kept lies in a schema of its own beside the tables, so that no other database is asked.
_KEEP = """
DO $$ DECLARE name text; has_rows boolean; BEGIN
    CREATE SCHEMA KEPT;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables
                WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM public.' || name || ')' INTO has_rows;
        IF has_rows THEN
            EXECUTE 'CREATE TABLE KEPT.' || name || ' AS TABLE public.' || name;
        END IF;
    END LOOP;
END $$
"""
_RESTORE = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'KEPT'
    LOOP EXECUTE 'INSERT INTO public.' || name || ' SELECT * FROM KEPT.' || name; END LOOP;
END $$
"""
