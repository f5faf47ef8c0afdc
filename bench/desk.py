"""`python -m bench.desk`: the facilitator's desk with 2 000 proposals and 20 000 people.

The proposals are made anew from a handful of subjects, so that far more of them look alike than in
any real campaign. What is compared is kept until a proposal changes: the first visit is told apart.
"""

import argparse
import os
import platform
import time
from contextlib import ExitStack, contextmanager
from uuid import UUID

from sqlalchemy import select

from app.core.db import atomic, db
from app.models import Body, Membership
from bench.__main__ import StandingClock
from bench.application import fresh_app, settle
from bench.data import DAY, NOW, QUOTA, Sizes, fill
from bench.measuring import Caller, Clock, in_turns, request
from bench.scenes import Scene, Visitor, expect
from bench.table import as_table
from tools.translations import compile_if_stale

ROUNDS = 5
SMALL = Sizes(ideas=20, votes=60 * QUOTA, comments=80, visitors=1)
PAGES = {
    "the desk, before the voting": "/dugnader/innsending/pult",
    "the desk, while people vote": "/dugnader/stemming/pult",
    "taking part": "/dugnader/stemming/pult/deltakelse",
    "proposals that look alike": "/dugnader/innsending/pult/lignende",
    "suggested topics": "/dugnader/innsending/pult/temaer",
    "proposals without an answer": "/dugnader/innsending/pult/ubesvarte",
}


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--ideas", type=int, default=2_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--comments", type=int, default=8_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--requests", type=int, default=3, help="of each kind, each round")
    parser.add_argument("--database", default=os.environ.get("DUGNAD_BENCH_DATABASE_URL", ""))
    return parser.parse_args()


@contextmanager
def filled(server, sizes):
    """A function that sends the application with the data in it a request for a page."""
    with fresh_app(server, CLOCK=StandingClock()) as app:
        with app.app_context():
            with atomic() as session:
                place = fill(session, sizes)
                _make_facilitator(session, sizes)
            settle(db.engine)
            db.session.remove()
        caller = Caller(app)
        visitor = Visitor(app, caller, place.tokens[0], "/personvern")
        yield lambda path: expect(caller, 200, request(path, cookie=visitor.cookie))


def _make_facilitator(session, sizes):
    """The first visitor looks after both campaigns."""
    session.add(
        Membership(
            person_id=UUID(int=1_000_000 + -(-sizes.votes // QUOTA)),
            body_id=session.scalars(select(Body.id)).one(),
            role="facilitator",
            starts_at=NOW - 90 * DAY,
        )
    )


def measure(server, sizes, *, rounds, requests):
    with ExitStack() as open_apps:
        large = open_apps.enter_context(filled(server, sizes))
        small = open_apps.enter_context(filled(server, SMALL))
        for name, path in PAGES.items():
            started = time.process_time()
            large(path)
            print(f"{name}, first visit: {time.process_time() - started:.2f} CPU s", flush=True)
            yield (
                Scene(name, None, None),
                in_turns(
                    lambda path=path: large(path),
                    lambda path=path: small(path),
                    rounds=rounds,
                    requests=requests,
                    clock=Clock(),
                ),
            )


def main():
    wanted = read_arguments()
    compile_if_stale()
    sizes = Sizes(wanted.ideas, wanted.people * QUOTA, wanted.comments, visitors=1)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; {sizes}")
    print(f"The floor is the same page with {SMALL}.")
    for name, server in {"SQLite": "", "PostgreSQL": wanted.database}.items():
        if name == "SQLite" or server:
            rows = list(measure(server, sizes, rounds=wanted.rounds, requests=wanted.requests))
            print(f"\n{name}: CPU milliseconds a request, median of {wanted.rounds} rounds")
            print(as_table(rows), flush=True)


if __name__ == "__main__":
    main()
