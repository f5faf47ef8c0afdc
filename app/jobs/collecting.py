"""Puts what people want collected into one mail each, when the day or the week has come."""

from app.core.db import atomic
from app.notices.services import collect_digests
from app.web.clock import now


def collect_notices() -> None:
    """Some hundred people a transaction, until nobody is left."""
    while True:
        with atomic() as session:
            if not collect_digests(session, now=now()):
                return
