"""The worker's round: every job in turn, none of which stops the others."""

import logging
from collections.abc import Sequence
from datetime import datetime
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
        failures = 0
        for job in jobs:
            if stop.is_set():
                return failures
            if _is_due(job, ran_at.get(job.name)):
                ran_at[job.name] = now()
                failures += not _succeeds(job)
        if once or stop.wait(PAUSE_SECONDS):
            return failures


def _is_due(job: Job, ran_at: datetime | None) -> bool:
    return ran_at is None or now() - ran_at >= job.every


def _succeeds(job: Job) -> bool:
    try:
        job.run()
    except Exception:
        log.exception("job failed: %s", job.name)
        return False
    finally:
        db.session.remove()
    return True
