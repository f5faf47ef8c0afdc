"""Gives places that have become free by themselves to those who wait."""

from app.core.db import atomic
from app.learning.services import give_free_places
from app.web.clock import now


def give_places() -> None:
    """After more places were made, or somebody who had one was erased."""
    with atomic() as session:
        give_free_places(session, now=now())
