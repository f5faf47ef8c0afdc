"""`python -m bench.plans`: a plan's pages where 39 half-years lie behind it, and where none do.

Both have the same half-year before them, so that what is measured is what the years behind it cost.
"""

import argparse
import itertools
import os
import platform
from contextlib import ExitStack, contextmanager
from dataclasses import fields, replace

from app.core.db import atomic, db
from bench.application import fresh_app, settle
from bench.measuring import Caller, Clock, in_turns, request
from bench.plan_data import NOW, PlanSizes, fill
from bench.scenes import Scene, Visitor, expect
from bench.table import as_table
from tools.translations import compile_if_stale

ROUNDS = 5
PAGES = {
    "plan": "{place.url}?les=1",
    "theme": "{place.url}/tema/{place.theme_id}",
    "activity": "{place.url}/aktivitet/{place.activity_id}",
    "table to fill in": "{place.url}",
    "versions": "{place.url}/versjoner",
    "arenas": "/planer/{place.unit}/arenaer",
    "downloads": "{place.url}/last-ned",
    "calendar": "/kalender?maned=2027-03",
    "my learning": "/min-laering",
    "list of plans": "/planer",
    "overview of units": "/planer/oversikt?halvar=2027-1",
}
TARGETS = {"plan": 1.25}
"""«In the time of a small one»: a quarter is what rounds of one run may lie apart."""


class StandingClock:
    """The same moment for everybody, within the half-year that is carried out."""

    is_for_tests = True

    def now(self):
        return NOW

    def after_lock(self, _session):
        return NOW


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m bench.plans", description=__doc__)
    for size in fields(PlanSizes):
        parser.add_argument(f"--{size.name.replace('_', '-')}", type=int, default=size.default)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--requests", type=int, default=20, help="of each kind, each round")
    parser.add_argument("--database", default=os.environ.get("DUGNAD_BENCH_DATABASE_URL", ""))
    return parser.parse_args()


@contextmanager
def filled(server, sizes):
    """The application with the data in it, and a function that sends it the next request."""
    with fresh_app(server, CLOCK=StandingClock()) as app:
        with app.app_context():
            with atomic() as session:
                place = fill(session, sizes)
            settle(db.engine)
            db.session.remove()
        caller = Caller(app)
        yield caller, place, [Visitor(app, caller, token, "/personvern") for token in place.tokens]


def scenes(large, small):
    for name, address in PAGES.items():
        yield Scene(name, _sender(address, *large), _sender(address, *small), TARGETS.get(name))


def _sender(address, caller, place, visitors):
    path = address.format(place=place)
    path, _, query = path.partition("?")
    asked = []
    for visitor in visitors:
        asked.append(request(path, cookie=visitor.cookie) | {"QUERY_STRING": query})
    turns = itertools.cycle(asked)
    return lambda: expect(caller, 200, next(turns))


def measure(server, sizes, *, rounds, requests):
    with ExitStack() as open_apps:
        large = open_apps.enter_context(filled(server, sizes))
        small = open_apps.enter_context(filled(server, replace(sizes, half_years=1)))
        for scene in scenes(large, small):
            yield (
                scene,
                in_turns(scene.ours, scene.floor, rounds=rounds, requests=requests, clock=Clock()),
            )


def main():
    arguments = read_arguments()
    compile_if_stale()
    sizes = PlanSizes(**{size.name: getattr(arguments, size.name) for size in fields(PlanSizes)})
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; {sizes}")
    print("The floor is the same page where the unit has this one half-year.")
    servers = {"SQLite": "", **({"PostgreSQL": arguments.database} if arguments.database else {})}
    for name, server in servers.items():
        rows = measure(server, sizes, rounds=arguments.rounds, requests=arguments.requests)
        print(f"\n{name}: CPU milliseconds a request, median of {arguments.rounds} rounds")
        print(as_table(rows), flush=True)


if __name__ == "__main__":
    main()
