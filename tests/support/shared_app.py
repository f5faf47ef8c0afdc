"""The application most tests share; each test finds it as if it had just been built."""

from pathlib import Path

from app.core import logs
from app.core.db import db
from tests.support.scenes import Stage


class SharedApp:
    """Built once, since building it and compiling its templates costs more than most tests."""

    def __init__(self, app, database) -> None:
        self._app = app
        app.extensions["stage"] = Stage(database)
        self._config = dict(app.config)
        self._extensions = dict(app.extensions)
        self._views = dict(app.view_functions)

    def as_new(self, *, clock, instance: Path):
        """The application with its settings as they were, and a clock and a folder of the test."""
        app = self._app
        app.config.clear()
        app.config.update(self._config, CLOCK=clock, INSTANCE_PATH=str(instance))
        app.instance_path = str(instance.resolve())
        app.extensions.clear()
        app.extensions.update(self._extensions, clock=clock)
        app.view_functions.update(self._views)
        logs.configure(app.config["LOG_LEVEL"])
        return app

    def close(self):
        """Let go of the database, whose file may be another the next time."""
        with self._app.app_context():
            db.session.remove()
            db.engine.dispose()
