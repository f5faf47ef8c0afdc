"""Asks what became of proposals that nobody has heard of for months."""

from app.core.db import atomic
from app.ideas.services.silence import ask_what_became
from app.web.clock import now


def ask_for_news() -> None:
    """Once for each quarter of silence, however often the worker runs."""
    with atomic() as session:
        ask_what_became(session, now=now())
