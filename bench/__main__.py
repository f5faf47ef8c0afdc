"""`python -m bench`: fill a database, measure, print a table. `--help` lists the sizes."""

import argparse
import os
import platform
from contextlib import contextmanager
from dataclasses import fields

from app.core.db import atomic, db
from bench.application import fresh_app, settle
from bench.data import NOW, Sizes, fill
from bench.measuring import Clock, in_turns
from bench.scenes import make_scenes
from bench.table import as_table
from tools.translations import compile_if_stale

ROUNDS = 5
SECONDS_PER_ROUND = 1.0


class StandingClock:
    """The same moment for everybody, within the vote of one campaign and the call of another."""

    is_for_tests = True

    def now(self):
        return NOW

    def after_lock(self, _session):
        return NOW


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    for size in fields(Sizes):
        parser.add_argument(f"--{size.name}", type=int, default=size.default)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--requests", type=int, default=60, help="of each kind, each round")
    parser.add_argument(
        "--database",
        default=os.environ.get("DUGNAD_BENCH_DATABASE_URL", ""),
        help="PostgreSQL server to measure on as well (DUGNAD_BENCH_DATABASE_URL)",
    )
    return parser.parse_args()


@contextmanager
def filled_app(server, sizes):
    """The application with the data in it, and where that is."""
    with fresh_app(server, CLOCK=StandingClock()) as app:
        with app.app_context():
            with atomic() as session:
                place = fill(session, sizes)
            settle(db.engine)
            db.session.remove()
        yield app, place


def measure(server, sizes, *, rounds, requests):
    with filled_app(server, sizes) as (app, place):
        clock = Clock()
        for scene in make_scenes(app, place):
            yield (
                scene,
                in_turns(scene.ours, scene.floor, rounds=rounds, requests=requests, clock=clock),
            )


def main():
    arguments = read_arguments()
    compile_if_stale()
    sizes = Sizes(**{size.name: getattr(arguments, size.name) for size in fields(Sizes)})
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; {sizes}")
    servers = {"SQLite": "", **({"PostgreSQL": arguments.database} if arguments.database else {})}
    for name, server in servers.items():
        rows = measure(server, sizes, rounds=arguments.rounds, requests=arguments.requests)
        print(f"\n{name}: CPU milliseconds a request, median of {arguments.rounds} rounds")
        print(as_table(rows), flush=True)


if __name__ == "__main__":
    main()
