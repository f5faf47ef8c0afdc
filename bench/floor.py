"""The floor: a bare Flask application that renders the same template from values in memory.

Its values are those that the real view gave the template once, and what its filters make of them
(dates in words, Markdown) is made once too. No database, no session, no sign-in, no CSRF check, no
compression, no headers: routing, Jinja and a response are all there is.
"""

from collections.abc import Callable
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

from flask import Flask, Request, render_template, request, template_rendered
from flask_babel import Babel
from sqlalchemy import Row

OF_THE_REQUEST = {"g", "request", "session", "config", "csrf_token"}


@contextmanager
def rendered(app):
    """Yields a list that fills with (template's name, its values) while the block runs."""
    pages = []

    def remember(_sender, template, context, **_more):
        values = {name: value for name, value in context.items() if name not in OF_THE_REQUEST}
        pages.append((template.name, {name: _plain(value) for name, value in values.items()}))

    template_rendered.connect(remember, app)
    try:
        yield pages
    finally:
        template_rendered.disconnect(remember, app)


def _plain(value):
    """Rows of the database as plain objects, so that the floor does not pay for them."""
    if isinstance(value, Row):
        return SimpleNamespace(**value._mapping)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if hasattr(value, "_get_current_object"):
        return value._get_current_object()
    return value


class Floor:
    """Answers each address it was told of with one template and its values."""

    def __init__(self, app):
        self.app = Flask(
            "floor",
            root_path=app.root_path,
            template_folder=app.template_folder,
            static_folder=None,
        )
        self.app.config["BABEL_DEFAULT_LOCALE"] = "nb"
        self.app.extensions["clock"] = app.extensions["clock"]
        self.answers: dict[str, Callable[[Request], Any]] = {}
        env = self.app.jinja_env
        env.trim_blocks = env.lstrip_blocks = True
        own = app.jinja_env.filters.keys() - env.filters.keys()
        env.filters.update({name: cache(app.jinja_env.filters[name]) for name in own})
        own = app.jinja_env.globals.keys() - env.globals.keys()
        env.globals.update({name: app.jinja_env.globals[name] for name in own})
        env.globals["csrf_token"] = lambda: "a-token-from-memory"
        Babel(self.app, default_translation_directories=str(app.root_path) + "/translations")
        for rule in app.url_map.iter_rules():
            self.app.add_url_rule(rule.rule, rule.endpoint, self._answer, methods=rule.methods)

    def _answer(self, **_values):
        return self.answers[request.path](request)

    def learn(self, path, page):
        """Answer at `path` with a (template's name, its values)."""
        name, values = page
        self.answers[path] = lambda _asked: render_template(name, **values)
