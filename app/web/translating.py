"""The words of templates in the reader's language, for pages that ask a hundred times each.

Flask-Babel finds the request, the locale and the catalogue anew for each text, which takes 20 µs.
This remembers the catalogue of each language and every text looked up in it.
"""

from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

TEXTS_REMEMBERED = 4_096
"""More than there are in three languages; it bounds what a template's mistake could fill."""


def init_app(app: Flask) -> None:
    """Take over from Flask-Babel what templates call; most Python code goes on using its own."""
    app.jinja_env.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext})


def translate(message: str, /, **values: Any) -> str:
    """For Python code that every page runs: as Flask-Babel's `gettext`."""
    text = _text(message, _language())
    return text % values if values else text


@pass_eval_context
def gettext(context: EvalContext, message: str, /, **values: Any) -> str:
    """The text in the reader's language; `values` are escaped where the template is HTML."""
    text = _text(message, _language())
    return Markup(text) % values if context.autoescape else text % values


@pass_eval_context
def ngettext(
    context: EvalContext, singular: str, plural: str, number: int, /, **values: Any
) -> str:
    """The same for a text that depends on a number, which it may show as `num`."""
    text = _catalogue(_language()).ungettext(singular, plural, number)
    values.setdefault("num", number)
    return Markup(text) % values if context.autoescape else str(text % values)


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else ""


@lru_cache(maxsize=8)
def _catalogue(_language: str) -> Any:
    """Only ever asked for the language of the moment, which is the one that Flask-Babel gives."""
    return get_translations()


@lru_cache(maxsize=TEXTS_REMEMBERED)
def _text(message: str, language: str) -> str:
    return str(_catalogue(language).ugettext(message))
