"""Asks what became of proposals nobody has heard of for months, and reminds who follows one up."""

from app.core.db import atomic
from app.ideas.services.silence import ask_what_became
from app.local.services.following_up import remind_owners
from app.web.clock import now


def ask_for_news() -> None:
    """Once for each quarter of silence, however often the worker runs."""
    with atomic() as session:
        ask_what_became(session, now=now())


def remind_of_following_up() -> None:
    """Once before the day and once after it, however often the worker runs."""
    with atomic() as session:
        remind_owners(session, now=now())
