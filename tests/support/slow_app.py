"""An application with one slow page, to see what a stopping server does with it."""

import threading
from pathlib import Path

from app import create_app
from app.web.access import needs

SLOW_SECONDS = 1.5
STARTED = "slow-page-has-started"
"""A file in the instance folder."""


def create_slow_app():
    app = create_app()

    @app.get("/slow")
    @needs(None)
    def slow():
        Path(app.instance_path, STARTED).touch()
        threading.Event().wait(SLOW_SECONDS)
        return "done"

    return app
