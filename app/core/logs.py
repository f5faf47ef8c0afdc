"""JSON lines on standard error: what happened to which request, and nothing about whom."""

import logging
import re
import sys
import time
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any
from uuid import uuid4

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

REQUEST_ID_HEADER = "X-Request-ID"
ACCEPTED_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{8,64}")
"""Ids made by a proxy are taken over; anything longer or odder could forge log lines."""

SPEAKS_OF_ADDRESS = ("Exception on ", "Error handling request ")
"""How Flask's and gunicorn's messages begin that hold the path, and with it perhaps a token."""

PERSONAL = (
    (re.compile(r"[^\s@<>\"'()]{1,64}@[^\s@<>\"'()]{1,255}"), "[email]"),
    (re.compile(r"\b\d{11}\b|\b\d{6} \d{5}\b"), "[number]"),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"), "[ip]"),
)
"""A safety net below the rule that no message is written with personal data in it."""

access_log = logging.getLogger("app.access")


class JsonLines(JsonFormatter):
    """One event, one line. An exception gives its types and places, but not its words.

    The words of an exception often quote what somebody typed: PostgreSQL's complaint about a
    duplicate names the address, SQLAlchemy's lists every parameter.
    """

    def __init__(self, *, quote_exceptions: bool = False) -> None:
        super().__init__(
            "%(levelname)s %(message)s %(name)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="@timestamp",
            json_ensure_ascii=False,
        )
        self._quotes_exceptions = quote_exceptions

    def formatException(self, ei: ExceptionInfo) -> str:
        if self._quotes_exceptions or ei[1] is None:
            return logging.Formatter.formatException(self, ei)
        return "\n".join(_places(ei[1]))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        message = str(log_data.get("message", ""))
        for pattern, replacement in PERSONAL:
            message = pattern.sub(replacement, message)
        return {"@timestamp": log_data.pop("@timestamp")} | log_data | {"message": message}


def _places(error: BaseException) -> list[str]:
    """The chain of exceptions, oldest first, each with its stack and its type."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = _places(earlier) if earlier else []
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"{frame.filename}:{frame.lineno} in {frame.name}")
    return [*lines, type(error).__qualname__]


class _ToStandardError(logging.Handler):
    """Looks up standard error at each line, so that it follows a redirection."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except (OSError, ValueError):  # a closed pipe must not take a request down
            self.handleError(record)


class _AboutTheRequest(logging.Filter):
    """Adds the request's id and takes addresses out of the libraries' messages."""

    def filter(self, record: logging.LogRecord) -> bool:
        if has_request_context():
            record.request_id = request_id()
        if str(record.msg).startswith(SPEAKS_OF_ADDRESS):
            record.msg, record.args = "unhandled exception", ()
        return True


def request_id() -> str:
    """The current request's id: the proxy's where it sent a sound one, else a new one."""
    if "request_id" not in g:
        offered = request.headers.get(REQUEST_ID_HEADER, "")
        g.request_id = offered if ACCEPTED_REQUEST_ID.fullmatch(offered) else uuid4().hex
    known: str = g.request_id
    return known


def configure(level: str) -> None:
    """Send every logger's lines to standard error as JSON; safe to call again."""
    handler = _ToStandardError()
    handler.addFilter(_AboutTheRequest())
    handler.setFormatter(JsonLines(quote_exceptions=level.upper() == "DEBUG"))
    root = logging.getLogger()
    root.handlers = [old for old in root.handlers if not isinstance(old, _ToStandardError)]
    root.addHandler(handler)
    root.setLevel(level.upper())
    # The development server's own lines hold addresses and paths; Alembic's tell of its plugins.
    for chatty in ("werkzeug", "alembic.runtime.plugins"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def init_app(app: Flask) -> None:
    """Log each answered request with its route, never with its path or query."""
    configure(app.config["LOG_LEVEL"])

    @app.before_request
    def start_timer() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def log_answer(response: Response) -> Response:
        response.headers[REQUEST_ID_HEADER] = request_id()
        if not _is_healthy_probe(response):
            access_log.info("request answered", extra=_answer_fields(response))
        return response


def _is_healthy_probe(response: Response) -> bool:
    return request.endpoint in {"health.alive", "health.ready"} and response.status_code == 200


def _answer_fields(response: Response) -> MutableMapping[str, object]:
    started = g.get("started", time.perf_counter())
    return {
        "method": request.method,
        "route": str(request.url_rule) if request.url_rule else None,
        "status": response.status_code,
        "duration_ms": round((time.perf_counter() - started) * 1000, 1),
    }
