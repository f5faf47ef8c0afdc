"""Which written form a page is shown in."""

from flask import Flask, request, session
from flask_babel import Babel
from flask_login import current_user

from app.web import translating

LOCALES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def select_locale() -> str:
    """The person's own choice, else this browser's, else bokmål."""
    chosen = getattr(current_user, "locale", None) or session.get("locale")
    return chosen if chosen in LOCALES else "nb"


def init_app(app: Flask) -> None:
    """Three written forms; times are shown in Oslo."""
    app.config["BABEL_DEFAULT_LOCALE"] = "nb"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Oslo"
    Babel(app, locale_selector=lambda: select_locale() if request else "nb")
    translating.init_app(app)
