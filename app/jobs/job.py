"""One thing the worker does again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """`run` is idempotent and safe to start twice at once; it takes its own units of work."""

    name: str
    run: Callable[[], bool | None]
    """Says True when it has left something for the next round, which then comes at once."""
    every: timedelta = timedelta(0)
    """At most so often; zero is at every round of the worker."""
