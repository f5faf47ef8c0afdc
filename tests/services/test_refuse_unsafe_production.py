"""In production the application refuses to start when something is unsafe, and says what."""

import pytest
from sqlalchemy import create_engine, event, text

from app.config import DEFAULT_SECRET
from app.core.checks import (
    DURABLE,
    UnsafeProductionError,
    database_faults,
    postgresql_faults,
)
from app.core.clock import SystemClock
from tests.conftest import build_app
from tests.support.databases import SERVER

SAFE_DATABASE = dict.fromkeys(DURABLE, "on")


@pytest.fixture
def start(database, disk_in_earnest, tmp_path):
    """Starts a production application that is safe except for what a test changes."""

    def start(**changes):
        settings = {
            "DUGNAD_ENV": "production",
            "TESTING": False,
            "SECRET_KEY": "0123456789abcdef0123456789abcdef",
            "BASE_URL": "https://dugnad.example",
            "INSTANCE_PATH": str(tmp_path),
        }
        clock = changes.pop("clock", SystemClock())
        address = changes.pop("DATABASE_URL", f"sqlite:///{tmp_path / 'production.sqlite'}")
        return build_app(address, clock, **(settings | changes))

    return start


def test_a_safe_installation_starts(start):
    assert start().config["DUGNAD_ENV"] == "production"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": DEFAULT_SECRET}, "SECRET_KEY is the default"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 32"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is shorter than 32"),
        ({"BASE_URL": ""}, "BASE_URL"),
        ({"BASE_URL": "dugnad.example"}, "BASE_URL"),
        ({"TESTING": True}, "testing or debug"),
        ({"DUGNAD_ENV": "prodution"}, "DUGNAD_ENV"),
    ],
)
def test_an_unsafe_setting_is_named(start, changes, named):
    with pytest.raises(UnsafeProductionError, match=named):
        start(**changes)


def test_a_test_clock_is_named(start, clock):
    with pytest.raises(UnsafeProductionError, match="test clock"):
        start(clock=clock)


def test_every_fault_is_named_at_once(start, clock):
    with pytest.raises(UnsafeProductionError) as refusal:
        start(SECRET_KEY="short", BASE_URL="", clock=clock)

    assert len(refusal.value.faults) == 3


def test_outside_production_nothing_is_refused(start, clock):
    assert start(DUGNAD_ENV="development", SECRET_KEY=DEFAULT_SECRET, BASE_URL="", clock=clock)


@pytest.mark.parametrize(
    ("level", "is_refused"), [("OFF", True), ("NORMAL", True), ("FULL", False), ("EXTRA", False)]
)
def test_sqlite_must_write_through_to_the_disk(tmp_path, level, is_refused):
    engine = create_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")

    @event.listens_for(engine, "connect")
    def set_level(connection, _record):
        connection.execute(f"PRAGMA synchronous={level}").close()

    with engine.connect() as connection:
        faults = list(database_faults(connection))
    engine.dispose()

    assert bool(faults) is is_refused


@pytest.mark.parametrize("name", DURABLE)
def test_a_postgresql_server_that_may_forget_is_refused(name):
    assert list(postgresql_faults(SAFE_DATABASE)) == []
    assert list(postgresql_faults(SAFE_DATABASE | {name: "off"})) == [
        f"PostgreSQL runs with {name}=off"
    ]


@pytest.mark.postgresql
@pytest.mark.parametrize("commit", ["on", "off"])
def test_a_real_postgresql_server_is_asked(commit):
    engine = create_engine(SERVER, connect_args={"options": f"-c synchronous_commit={commit}"})
    with engine.connect() as connection:
        faults = list(database_faults(connection))
        fsync = connection.execute(text("SHOW fsync")).scalar_one()
    engine.dispose()

    assert ("PostgreSQL runs with synchronous_commit=off" in faults) is (commit == "off")
    assert ("PostgreSQL runs with fsync=off" in faults) is (fsync == "off")


def test_a_database_that_does_not_answer_yet_does_not_stop_the_start(start, tmp_path):
    app = start(DATABASE_URL=f"sqlite:///{tmp_path / 'missing' / 'folder' / 'x.sqlite'}")

    assert app.test_client().get("/isready").status_code == 503
