"""Plans from before days were read out of the time cell: they get theirs, a batch an hour."""

from app.core.db import atomic
from app.learning.services.times import read_old_times


def read_times() -> None:
    """Nothing is left to do from the second time on."""
    with atomic() as session:
        read_old_times(session)
