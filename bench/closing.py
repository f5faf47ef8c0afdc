"""`python -m bench.closing`: close a large campaign through the real path, and look on meanwhile.

The close is the command that people run, in a process of its own; pages are opened and rows written
all the time from this one. With --kill-after it is killed that late and started once more.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from sqlalchemy import func, select

from app.core.clock import SystemClock
from app.core.db import atomic, db
from app.models import Campaign, OpenBallot, OpenMark, ResultPackage, SealedBallot, Topic
from bench.application import fresh_app, settle
from bench.data import add
from bench.elections import Size
from bench.large import SLUG, fill
from bench.memory import peak_mb
from bench.watching import Reader, Writer
from tools.translations import compile_if_stale
from tools.verify_result import verify

ROOT = Path(__file__).parents[1]
CLOSE = (sys.executable, "-m", "flask", "--app", "app", "results", "close", SLUG)


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m bench.closing", description=__doc__)
    parser.add_argument("--voters", type=int, default=200_000)
    parser.add_argument("--ideas", type=int, default=2_000)
    parser.add_argument("--marks", type=int, default=10, help="on a ballot, on average")
    parser.add_argument("--kill-after", type=float, help="seconds")
    parser.add_argument("--database", default=os.environ.get("DUGNAD_BENCH_DATABASE_URL", ""))
    return parser.parse_args()


class Closer:
    """The command, and what its process used."""

    def __init__(self, app):
        names = ("DATABASE_URL", "INSTANCE_PATH", "SECRET_KEY", "LOG_LEVEL")
        self._env = {**os.environ, **{name: str(app.config[name]) for name in names}}
        self.peak_mb = 0.0
        self.wall = self.cpu = 0.0

    def run(self, kill_after=float("inf")):
        """Until it ends, or is killed; True where it came to its end."""
        start, used = time.perf_counter(), _cpu_of_children()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                CLOSE, cwd=ROOT, env=self._env, stdout=said, stderr=subprocess.STDOUT
            )
            while _is_running(process):
                self.peak_mb = max(self.peak_mb, peak_mb(process.pid))
                if time.perf_counter() - start > kill_after:
                    process.kill()
            said.seek(0)
            if process.returncode > 0:
                sys.exit(said.read().decode()[-3000:])
        self.wall = time.perf_counter() - start
        self.cpu = _cpu_of_children() - used
        return process.returncode == 0


def _is_running(process):
    try:
        process.wait(0.02)
    except subprocess.TimeoutExpired:
        return True
    return False


def _cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(server, size, kill_after):
    with fresh_app(server) as app, app.app_context():
        start = time.perf_counter()
        token = fill(size, SystemClock())
        with atomic() as session:
            add(session, Topic, campaign_id=campaign_of(session), position=0, name_nb="Emne")
        settle(db.engine)
        db.session.remove()
        yield f"filled in {time.perf_counter() - start:.0f} s"
        watchers = Reader(app, token, SLUG), Writer(app)
        for watcher in watchers:
            watcher.start()
        closer = Closer(app)
        if kill_after and not closer.run(kill_after):
            yield f"killed after {kill_after:.1f} s with {state(db.session)}"
        closer.run()
        yield (
            f"closed in {closer.wall:.1f} s, {closer.cpu:.1f} s CPU in its process, "
            f"peak {closer.peak_mb:.0f} MB; {state(db.session)}"
        )
        yield from (watcher.finish() for watcher in watchers)
        shown = watchers[0].progress
        yield f"{len(shown)} steps of progress seen: {shown[:3]} … {shown[-2:]}"
        yield checked(db.session)
        db.session.remove()


def campaign_of(session):
    return session.scalars(select(Campaign.id)).one()


def state(session):
    """How many ballots are on either side, as it is now."""
    session.remove()
    numbers = {
        what: session.scalar(select(func.count()).select_from(table))
        for what, table in (("sealed", SealedBallot), ("open", OpenBallot), ("marks", OpenMark))
    }
    return ", ".join(f"{number} {what}" for what, number in numbers.items())


def checked(session):
    """The package that was sealed, checked as anybody can."""
    content = session.scalars(select(ResultPackage.content)).one()
    start = time.process_time()
    faults = [line for line in verify(BytesIO(content)) if line.outcome == "failed"]
    seconds = time.process_time() - start
    return f"package of {len(content) / 1e6:.1f} MB, {faults or 'verified'} in {seconds:.1f} s CPU"


def main():
    arguments = read_arguments()
    compile_if_stale()
    size = Size(arguments.voters, arguments.ideas, 20, arguments.marks)
    for label, server in {"SQLite": "", "PostgreSQL": arguments.database}.items():
        if label == "SQLite" or server:
            load = f"{os.getloadavg()[0]:.1f}"
            print(f"{label}, {size.ballots} voters, {size.ideas} ideas, load {load}", flush=True)
            for line in measure(server, size, arguments.kill_after):
                print(f"  {line}", flush=True)


if __name__ == "__main__":
    main()
