"""Fixtures shared by all tests. The schema comes from the migrations, as in production."""

import pytest
from flask_migrate import upgrade

from app import create_app
from app.core.db import db
from tests.support.clock import FixedClock
from tests.support.databases import ON_POSTGRESQL, PostgresTemplate, SqliteTemplate
from tests.support.factories import WHILE_SUBMITTING
from tests.support.pages import Browser
from tests.support.shared_app import SharedApp

pytest_plugins = [
    "tests.support.whole",
    "tests.support.quick_passwords",
    "tests.support.quick_disk",
    "tests.support.in_the_world",
]


_built = []


def build_app(database, clock=None, **settings):
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "tests-tests-tests-tests-tests-tests",
            "DATABASE_URL": database,
            "CLOCK": clock,
            **settings,
        }
    )
    _built.append(app)
    return app


@pytest.fixture(autouse=True)
def close_databases():
    """Close what every application of the test has open, however it was made."""
    yield
    close_built()


def close_built():
    while _built:
        with _built.pop().app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="session")
def database_template(tmp_path_factory):
    """One database built by running every migration; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("database")
    template = PostgresTemplate() if ON_POSTGRESQL else SqliteTemplate(folder)
    with (app := build_app(template.url)).app_context():
        upgrade(directory=app.extensions["migrate"].directory)
        db.session.remove()
        db.engine.dispose()
    yield template
    template.drop(template.url)


@pytest.fixture
def database(request, database_template):
    """The worker's one database, like new. Marked `new_database`, it really is."""
    anew = request.node.get_closest_marker("new_database") is not None
    return database_template.lay_out(anew=anew)


@pytest.fixture
def clock():
    return FixedClock(WHILE_SUBMITTING)


@pytest.fixture
def make_app(database, clock, tmp_path):
    """Builds applications on the test's database with settings of their own."""

    def make(**settings):
        settings = {"INSTANCE_PATH": str(tmp_path / "instance")} | settings
        return build_app(database, clock, **settings)

    return make


@pytest.fixture(scope="session")
def shared_app(database_template):
    """What `app` is made of in every test of this worker."""
    shared = SharedApp(build_app(database_template.shared_url), database_template)
    _built.clear()
    yield shared
    shared.close()


@pytest.fixture
def app(shared_app, database, clock, tmp_path):
    yield shared_app.as_new(clock=clock, instance=tmp_path / "instance")
    if not ON_POSTGRESQL:  # there its connections are as good for the next test
        shared_app.close()


@pytest.fixture
def session(app):
    """A session whose rows a test commits itself before a page reads them."""
    with app.app_context():
        yield db.session()


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def new_browser(app):
    """Makes more browsers, one a person."""
    return lambda: Browser(app)
