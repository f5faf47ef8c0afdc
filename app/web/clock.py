"""The request's view of time."""

from datetime import datetime
from typing import cast

from flask import current_app

from app.core.clock import Clock


def clock() -> Clock:
    """The application's clock, for services that judge a deadline themselves."""
    return cast(Clock, current_app.extensions["clock"])


def now() -> datetime:
    """The moment, for what no deadline depends on."""
    return clock().now()
