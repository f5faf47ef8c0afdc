"""The probes: alive is about the process, ready about the database behind it."""

import threading
import time

import pytest
from sqlalchemy import text

from app.core.db import db
from app.web.health import Readiness
from tests.conftest import build_app

pytestmark = pytest.mark.new_database
PROBE_LIMIT_SECONDS = 2


@pytest.fixture
def change_database(app):
    """Runs a statement in the test's database, outside any unit of work."""

    def change(statement):
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text(statement))

    return change


def test_a_migrated_database_is_ready(app):
    response = app.test_client().get("/isready")

    assert (response.status_code, response.json) == (200, {"status": "ready"})


def test_an_older_schema_is_not_ready(app, change_database):
    change_database("UPDATE alembic_version SET version_num = '0001'")

    response = app.test_client().get("/isready")

    assert response.status_code == 503
    assert response.json["reason"] == "migrations are missing"


def test_an_empty_database_is_not_ready(app, change_database):
    change_database("DELETE FROM alembic_version")

    assert app.test_client().get("/isready").status_code == 503


def test_a_newer_schema_is_ready_so_that_a_deploy_can_roll(app, change_database):
    change_database("UPDATE alembic_version SET version_num = '9999'")

    assert app.test_client().get("/isready").status_code == 200


def test_without_a_database_the_process_is_alive_but_not_ready(tmp_path):
    nowhere = f"sqlite:///{tmp_path / 'missing' / 'folder' / 'dugnad.sqlite'}"
    client = build_app(nowhere, INSTANCE_PATH=str(tmp_path)).test_client()

    assert client.get("/isalive").status_code == 200
    assert client.get("/isready").status_code == 503
    assert client.get("/isready").json["reason"] == "database unreachable"


@pytest.fixture
def hanging():
    """A database that answers only when the test lets it."""
    let_go = threading.Event()
    looks = []

    def look():
        looks.append(threading.current_thread())
        let_go.wait(30)

    yield Readiness(look), let_go, looks
    let_go.set()


def test_a_database_that_hangs_is_reported_within_two_seconds(app, hanging):
    app.extensions["readiness"] = hanging[0]
    asked = time.monotonic()

    response = app.test_client().get("/isready")

    assert time.monotonic() - asked < PROBE_LIMIT_SECONDS
    assert response.status_code == 503
    assert response.json["reason"] == "database does not answer"


def test_a_database_that_hangs_never_holds_more_than_one_thread(hanging):
    readiness, _let_go, looks = hanging

    faults = {readiness.fault(patience=0.01) for _ in range(5)}

    assert faults == {"database does not answer"}
    assert len(looks) == 1
    assert looks[0].daemon, "a shutdown does not wait for it"


def test_the_service_is_ready_again_as_soon_as_the_database_answers(hanging):
    readiness, let_go, looks = hanging
    assert readiness.fault(patience=0.01)

    let_go.set()
    looks[0].join()

    assert readiness.fault() is None
