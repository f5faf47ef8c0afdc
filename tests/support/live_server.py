"""The application behind a real port, in threads of the test's own process and on its clock."""

import threading
from contextlib import contextmanager

from flask import got_request_exception
from werkzeug.serving import WSGIRequestHandler, make_server


class _Silent(WSGIRequestHandler):
    """Leaves the log to the application; what crashed is kept in `LiveServer.crashes`."""

    timeout = 10
    """Seconds until a connection is closed on which a browser asks for nothing."""

    def log(self, kind, message, *arguments):
        pass


class LiveServer:
    """Where the application answers, and what went wrong inside it."""

    def __init__(self, address):
        self.address = address
        self.crashes = []


@contextmanager
def serving(app):
    """Serve `app` on a free port; fail at the end if any request crashed."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    # Closing waits for answers under way: the database below them is about to become another.
    server.daemon_threads = False
    live = LiveServer(f"http://127.0.0.1:{server.port}")
    app.config["BASE_URL"] = live.address

    def keep(sender, exception, **_):
        live.crashes.append(exception)

    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with got_request_exception.connected_to(keep, app):
            yield live
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    for crash in live.crashes:
        raise crash
