"""What is sent to us as no page of ours sends it, brought to what a database can hold."""

from collections.abc import Iterator
from typing import Any

import flask
from flask import Flask, abort
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.routing import IntegerConverter

NUL = "\x00"
"""No letter of any language, and the one that PostgreSQL stores in no text."""
LARGEST = 2**31 - 1


class Parameters(ImmutableMultiDict[str, Any]):
    """The fields of a form or of an address, without what no column can hold."""

    def __init__(self, sent: Any = None) -> None:
        super().__init__(list(_without_nul(sent)) if sent is not None else None)


def _without_nul(sent: Any) -> Iterator[tuple[str, Any]]:
    for name, value in iter_multi_items(sent):
        yield name, value.replace(NUL, "") if isinstance(value, str) else value


class Request(flask.Request):
    """A request whose fields are `Parameters`."""

    parameter_storage_class = Parameters


class NumberInAddress(IntegerConverter):
    """A running number. One of more digits is the address of nothing at all."""

    regex = "[0-9]{1,9}"


def running_number(text: str) -> int:
    """For `type=` of a field; ValueError, and so no value, where no column holds such a number."""
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError("no running number")
    return number


def prepare(app: Flask) -> None:
    """Before the routes are added, since they are read by the converters there are."""
    app.request_class = Request
    app.url_map.converters["int"] = NumberInAddress
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    if NUL in flask.request.path:
        abort(404)
