"""A fresh, migrated database for each test: a copied file, or one made from a template.

`DUGNAD_TEST_DATABASE_URL` points at a PostgreSQL server whose user may create databases; without
it the tests run on SQLite.
"""

import os
import shutil
import uuid
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

SERVER = os.environ.get("DUGNAD_TEST_DATABASE_URL", "")
ON_POSTGRESQL = SERVER.startswith("postgresql")


class SqliteTemplate:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "migrated.sqlite"
        self.url = f"sqlite:///{self.file}"

    def fresh(self, folder: Path, of: str | None = None) -> str:
        """A copy of the template, or of another database that nobody is connected to."""
        source = make_url(of or self.url).database
        return f"sqlite:///{shutil.copy(str(source), folder / 'test.sqlite')}"

    def drop(self, url: str) -> None:
        """The file goes with the test's folder."""


class PostgresTemplate:
    def __init__(self) -> None:
        self.name = self._create()
        self.url = self._url(self.name)

    def fresh(self, folder: Path, of: str | None = None) -> str:
        return self._url(self._create(str(make_url(of or self.url).database)))

    def drop(self, url: str) -> None:
        self._admin(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def _create(self, template: str = "template1") -> str:
        name = f"dugnad_{uuid.uuid4().hex[:12]}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def _url(self, name: str) -> str:
        return make_url(SERVER).set(database=name).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        engine = create_engine(make_url(SERVER), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
