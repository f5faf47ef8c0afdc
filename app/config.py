"""Every setting the product reads, in one place, from the environment."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_SECRET = "-".join(["not", "a", "secret", "only", "for", "development"])
"""Production refuses it."""


class Config:
    """Name in the environment, default, unit and meaning of each setting."""

    DUGNAD_ENV = os.environ.get("DUGNAD_ENV", "development")
    """`development` or `production`; production refuses to start when something is unsafe."""

    SECRET_KEY = os.environ.get("SECRET_KEY", DEFAULT_SECRET)
    """Signs cookies and form tokens. At least 32 characters in production."""

    DATABASE_URL = os.environ.get("DATABASE_URL", "")
    """SQLAlchemy address; empty means SQLite in the instance folder."""

    INSTANCE_PATH = os.environ.get("INSTANCE_PATH", str(ROOT / "instance"))
    """Folder for the embedded database and other local files."""

    BASE_URL = os.environ.get("BASE_URL", "")
    """Public address, e.g. https://dugnad.example; every link in a mail is built on it."""

    TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
    """Number of proxies in front whose X-Forwarded-* headers are believed."""

    MAIL_SERVER = os.environ.get("MAIL_SERVER", "")
    """SMTP host[:port]; empty means that mail is written as files to the instance folder."""

    MAIL_USERNAME = os.environ.get("MAIL_USERNAME", "")
    """SMTP user name; empty means no sign-in."""

    MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD", "")
    """SMTP password."""

    MAIL_STARTTLS = os.environ.get("MAIL_STARTTLS", "1") == "1"
    """1 to encrypt the connection to the mail server."""

    MAIL_FROM = os.environ.get("MAIL_FROM", "dugnad@localhost")
    """Sender address of every mail."""

    SESSION_IDLE_MINUTES = int(os.environ.get("SESSION_IDLE_MINUTES", "480"))
    """Minutes without a request after which one must sign in again."""

    SESSION_MAX_HOURS = int(os.environ.get("SESSION_MAX_HOURS", "168"))
    """Hours after which one must sign in again whatever happens."""

    ACCESSIBILITY_URL = os.environ.get("ACCESSIBILITY_URL", "")
    """Address of the accessibility statement, linked from every page."""

    LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO")
    """DEBUG, INFO, WARNING or ERROR."""

    PORT = int(os.environ.get("PORT", "5000"))
    """TCP port that gunicorn listens on."""

    BIND_ADDRESS = os.environ.get("BIND_ADDRESS", "127.0.0.1")
    """Address that gunicorn listens on; 0.0.0.0 in a container. A port in it wins over PORT."""

    WEB_CONCURRENCY = int(os.environ.get("WEB_CONCURRENCY", "1"))
    """Server processes. One is enough, and best, with SQLite."""

    WEB_THREADS = int(os.environ.get("WEB_THREADS", "8"))
    """Requests that each server process answers at the same time."""
