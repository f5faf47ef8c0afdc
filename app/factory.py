"""Puts the application together; the only module that knows every feature."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts import login
from app.accounts import routes as accounts
from app.campaigns import routes as campaigns
from app.cli import accounts as account_commands
from app.cli import ballots as ballot_command
from app.cli import campaigns as campaign_commands
from app.cli import exports as export_commands
from app.cli import ideas as idea_commands
from app.cli import organisation as organisation_commands
from app.cli import pabulib as pabulib_command
from app.cli import results as result_commands
from app.cli import sample as sample_commands
from app.cli import tally as tally_command
from app.cli import worker as worker_command
from app.config import Config
from app.contributions import routes as contributions
from app.core import logs, postgres
from app.core.checks import refuse_unsafe_production
from app.core.clock import SystemClock
from app.core.db import db
from app.councils import routes as councils
from app.decisions import routes as decisions
from app.desk import routes as desk
from app.exports import routes as exports
from app.home import routes as home
from app.ideas import routes as ideas
from app.learning import routes as learning
from app.local import routes as local
from app.notices import routes as notices
from app.organisation import routes as organisation
from app.reminders import routes as reminders
from app.rooms import routes as rooms
from app.strategy import routes as strategy
from app.voting import routes as voting
from app.web import (
    assets,
    context,
    errors,
    filters,
    headers,
    health,
    language,
    parameters,
    words,
)

FEATURES = (
    accounts,
    campaigns,
    contributions,
    councils,
    decisions,
    desk,
    exports,
    home,
    ideas,
    learning,
    local,
    notices,
    organisation,
    reminders,
    rooms,
    strategy,
    voting,
)
COMMANDS = (
    account_commands,
    ballot_command,
    campaign_commands,
    export_commands,
    idea_commands,
    organisation_commands,
    pabulib_command,
    result_commands,
    sample_commands,
    tally_command,
    worker_command,
)
ROOT = Path(__file__).resolve().parent.parent
MAX_REQUEST_BYTES = 12 * 1024 * 1024
MAX_FORM_PARTS = 1_000


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Build one configured application; `overrides` wins over the environment."""
    settings = {name: getattr(Config, name) for name in dir(Config) if name.isupper()}
    settings |= overrides or {}
    application = Flask(
        __name__,
        root_path=str(ROOT / "app"),
        template_folder=str(ROOT / "templates"),
        instance_path=str(Path(settings["INSTANCE_PATH"]).resolve()),
        static_folder=None,
    )
    application.config.from_mapping(settings)
    _configure(application)
    application.extensions["clock"] = application.config.get("CLOCK") or SystemClock()
    db.init_app(application)
    Migrate(application, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    # A mail program that posts "leave" has no form token; the address itself is the proof.
    CSRFProtect(application).exempt("app.notices.routes.leaving.unsubscribe")
    parameters.prepare(application)
    for part in (login, logs, assets, headers, health, language, context, filters, words, errors):
        part.init_app(application)
    _add_features(application)
    refuse_unsafe_production(application)
    return application


def _configure(application: Flask) -> None:
    config = application.config
    instance = Path(application.instance_path)
    is_https = config["BASE_URL"].startswith("https://")
    config["SQLALCHEMY_DATABASE_URI"] = (
        _with_driver(config["DATABASE_URL"]) or f"sqlite:///{instance / 'dugnad.sqlite'}"
    )
    config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(config))
    config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    config["MAX_FORM_PARTS"] = MAX_FORM_PARTS
    config["SESSION_COOKIE_NAME"] = "__Host-dugnad" if is_https else "dugnad"
    config["SESSION_COOKIE_SECURE"] = is_https
    config["SESSION_COOKIE_SAMESITE"] = "Lax"
    config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=config["SESSION_MAX_HOURS"])
    config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session: a slow writer loses nothing
    if hops := config["TRUSTED_PROXIES"]:
        proxied = ProxyFix(application.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        object.__setattr__(application, "wsgi_app", proxied)


def _with_driver(address: str) -> str:
    """Platforms hand out `postgresql://`; SQLAlchemy wants the driver's name in it."""
    for plain in ("postgresql://", "postgres://"):
        if address.startswith(plain):
            return "postgresql+psycopg://" + address.removeprefix(plain)
    return address


def _engine_options(config: dict[str, Any]) -> dict[str, Any]:
    if not config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        return {}
    return postgres.ENGINE_OPTIONS


def _add_features(application: Flask) -> None:
    for feature in FEATURES:
        application.register_blueprint(feature.bp)
    for command in COMMANDS:
        application.cli.add_command(command.group)
