"""Fixtures for tests that walk the routes: a copy of the world that was built once."""

import pytest

from app.core.db import atomic, db
from tests.support.clock import FixedClock
from tests.support.world import NOW, build_world, play_world


@pytest.fixture(scope="session")
def world_and_database(database_template, tmp_path_factory):
    from tests.conftest import build_app

    folder = tmp_path_factory.mktemp("world")
    url = database_template.fresh(folder)
    app = build_app(url, FixedClock(NOW), INSTANCE_PATH=str(folder))
    with app.app_context():
        with atomic() as session:
            world = build_world(session)
        play_world(world)
        db.session.remove()
        db.engine.dispose()
    yield world, url
    database_template.drop(url)


@pytest.fixture
def world(world_and_database):
    return world_and_database[0]


@pytest.fixture
def world_database(world_and_database, database_template):
    """A copy of the world for one test. A folder's `conftest.py` makes it its `database`."""
    return database_template.lay_out(of=world_and_database[1])
