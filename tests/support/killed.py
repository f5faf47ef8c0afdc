"""A process that dies in the middle of its work, as far as the database can tell."""

import itertools
from contextlib import contextmanager

from app.core.db import atomic


class Killed(BaseException):
    """What nobody catches."""


def killed_after(writes):
    """`atomic`, but the process dies at the end of the transaction after so many that write."""
    left = itertools.count(writes, -1)

    @contextmanager
    def unit_of_work(*, reads_only=False):
        with atomic(reads_only=reads_only) as session:
            yield session
            if not reads_only and next(left) == 0:
                session.flush()
                raise Killed

    return unit_of_work
