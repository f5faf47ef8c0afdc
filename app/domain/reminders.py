"""When people are reminded of a deadline, and which of the reminders is due."""

from collections.abc import Collection
from datetime import datetime, timedelta

STEPS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
}
"""The nearest first: where several are due, the nearest is sent alone."""
NO_STEP = "none"


def read_steps(stored: str | None) -> tuple[str, ...]:
    """A campaign's steps as kept in a column; nothing kept means all of them."""
    if stored is None:
        return tuple(STEPS)
    return tuple(step for step in STEPS if step in stored.split(","))


def write_steps(steps: Collection[str]) -> str:
    """The same as they are kept."""
    return ",".join(step for step in STEPS if step in steps) or NO_STEP


def due_step(
    now: datetime, *, opened_at: datetime, deadline_at: datetime, steps: Collection[str]
) -> str | None:
    """The step that is due; None before the first of them, and from the deadline on.

    A step that fell before the phase began is none: somebody who is asked today is not reminded
    of it tonight.
    """
    if now >= deadline_at:
        return None
    for step, distance in STEPS.items():
        moment = deadline_at - distance
        if step in steps and opened_at <= moment <= now:
            return step
    return None
