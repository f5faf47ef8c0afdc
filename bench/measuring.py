"""CPU time of requests that go straight into a WSGI application, in rounds that take turns."""

import gc
import time
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from urllib.parse import urlencode

from werkzeug.test import EnvironBuilder


class Caller:
    """Sends prepared requests to one application; what a client would cost stays outside."""

    def __init__(self, app):
        self._app = app.wsgi_app

    def call(self, environ):
        """Status, headers and body of one request. The dictionary itself is left as it is."""
        given = {}

        def start_response(status, headers, _exc_info=None):
            given.update(status=int(status[:3]), headers=headers)

        parts = self._app(dict(environ, **_stream(environ)), start_response)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return given["status"], given["headers"], body


def _stream(environ):
    return {"wsgi.input": BytesIO(environ["bench.body"])}


def request(path, *, cookie=None, form=None, **headers):
    """What a WSGI server would hand over for a GET, or for a POST where there is a form."""
    builder = EnvironBuilder(path, method="GET" if form is None else "POST")
    environ = builder.get_environ()
    body = urlencode(form or {}).encode()
    environ.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
    environ["bench.body"] = body
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    if form is not None:
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    return environ


class Clock:
    """CPU time used by this process, in seconds, user and system."""

    def read(self):
        return time.process_time()


@dataclass(frozen=True)
class Measured:
    """CPU milliseconds a request, one number a round."""

    ours: list[float]
    floor: list[float]

    @property
    def ratio(self):
        """The median of the rounds' own ratios: both halves of a round meet the same noise."""
        return median(a / b for a, b in zip(self.ours, self.floor, strict=True) if b)


def in_turns(ours, floor, *, rounds, requests, clock):
    """Run two functions by turns, `requests` times each a round, after a round that counts not."""
    both = ([], [])
    gc.collect()
    for round_nr in range(-1, rounds):
        for send, times in zip((ours, floor), both, strict=True):
            number = requests if round_nr >= 0 else max(2, requests // 5)
            started = clock.read()
            for _ in range(number):
                send()
            if round_nr >= 0:
                times.append((clock.read() - started) * 1_000 / number)
    return Measured(*both)
