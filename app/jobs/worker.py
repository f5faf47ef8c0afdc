"""The worker's round: every job in turn, none of which stops the others."""

import logging
from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from threading import Event

from app.core.db import db
from app.jobs.job import Job
from app.web.clock import now

PAUSE_SECONDS = 5
"""Between rounds: somebody waits for a link in the mail."""

log = logging.getLogger(__name__)


def work(jobs: Sequence[Job], stop: Event, *, once: bool = False) -> int:
    """Run the jobs until `stop` is set, which is looked at between jobs; or once.

    Returns how many of the last round's jobs failed. Runs inside an application context.
    """
    ran_at: dict[str, datetime] = {}
    while True:
        failures, has_more = 0, False
        for job in jobs:
            if stop.is_set():
                return failures
            if _is_due(job, ran_at.get(job.name)):
                ran_at[job.name] = now()
                outcome = _outcome(job)
                failures += outcome is Outcome.FAILED
                has_more |= outcome is Outcome.MORE
        if once or stop.wait(0 if has_more else PAUSE_SECONDS):
            return failures


def _is_due(job: Job, ran_at: datetime | None) -> bool:
    return ran_at is None or now() - ran_at >= job.every


class Outcome(Enum):
    """How one run of a job went."""

    DONE = auto()
    MORE = auto()
    FAILED = auto()


def _outcome(job: Job) -> Outcome:
    try:
        return Outcome.MORE if job.run() else Outcome.DONE
    except Exception:
        log.exception("job failed: %s", job.name)
        return Outcome.FAILED
    finally:
        db.session.remove()
