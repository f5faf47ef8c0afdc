"""`flask worker`: sends mail, closes campaigns and sweeps, until it is told to stop."""

import logging
import signal
import sys
from threading import Event

import click
from flask.cli import with_appcontext

from app.jobs import JOBS
from app.jobs.worker import work

log = logging.getLogger(__name__)
STOPPING = (signal.SIGTERM, signal.SIGINT)


@click.command("worker")
@click.option("--once", is_flag=True, help="Run every job once; exit 1 if one failed.")
@with_appcontext
def group(once: bool) -> None:
    """Run the jobs again and again. SIGTERM stops it between two jobs."""
    stop = Event()
    earlier = {name: signal.signal(name, lambda *_: stop.set()) for name in STOPPING}
    log.info("worker started")
    try:
        failures = work(JOBS, stop, once=once)
    finally:
        for name, handler in earlier.items():
            signal.signal(name, handler)
    if once and failures:
        sys.exit(1)
