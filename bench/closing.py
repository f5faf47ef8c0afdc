"""`python -m bench.closing`: close a large campaign through the real path, and read meanwhile.

Prints seconds, peak memory of the process, and how long the slowest of the reads took that were
made all the time from another connection while it closed.
"""

import argparse
import os
import random
import resource
import sys
import tempfile
import threading
import time
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from flask_migrate import upgrade
from sqlalchemy import create_engine, text

from app import create_app
from app.core.db import atomic, db
from app.domain.ballots import canonical_ballot
from app.domain.sealing import commitment
from app.models import Body, Campaign, CampaignBody, Idea, OpenBallot, OpenMark, Person, Voter
from app.voting.explanations import package_texts
from app.voting.services import close_campaign
from bench.__main__ import settle
from bench.data import DAY, NOW, _add, _write
from bench.databases import fresh_database
from tools.translations import compile_if_stale

GROUPS = ("staff",) * 7 + ("councils",) * 2 + ("partners",)


class Clock:
    """Past the deadline, for everybody."""

    is_for_tests = True

    def now(self):
        return NOW

    def after_lock(self, _session):
        return NOW


def fill(session, voters, ideas, marks):
    """A campaign that has reached its deadline, with everybody's ballot in the open tables."""
    chance = random.Random(20_261_122)
    unit = _add(session, Body, kind="unit", unit_kind="office", name="Neset", slug="neset", path="")
    unit.path = f"/{unit.id.hex}/"
    person = _add(session, Person, name="Prøve Person", created_at=NOW - 90 * DAY)
    campaign = _add(
        session, Campaign, slug="stor", template="idea_call", title_nb="Stor dugnad",
        created_by=person.id, created_at=NOW - 30 * DAY, launched_at=NOW - 30 * DAY,
        opens_at=NOW - 20 * DAY, submission_closes_at=NOW - 9 * DAY,
        voting_opens_at=NOW - 8 * DAY, voting_closes_at=NOW - timedelta(minutes=1),
        frozen_at=NOW - 8 * DAY, votes_per_person=None, seats=20, key=bytes(32),
        tie_pre=bytes(32), tie_commitment="0" * 64,
    )  # fmt: skip
    for part in ("owner", "audience"):
        session.add(CampaignBody(campaign_id=campaign.id, body_id=unit.id, part=part))
    ids = [UUID(int=chance.getrandbits(128), version=4) for _ in range(ideas)]
    _write(
        session,
        Idea,
        (
            {
                "campaign_id": campaign.id, "id": id, "nr": nr, "state": "submitted",
                "title": f"Forslag {nr}", "body": "", "author_id": person.id,
                "created_at": NOW - 15 * DAY, "updated_at": NOW - 15 * DAY,
                "submitted_at": NOW - 15 * DAY, "is_on_ballot": True,
            }
            for nr, id in enumerate(ids, start=1)
        ),
    )  # fmt: skip
    weights = list(accumulate(1 / (nr + 1) for nr in range(ideas)))
    rolls = [UUID(int=chance.getrandbits(128)) for _ in range(voters)]
    keys = [UUID(int=chance.getrandbits(128)) for _ in range(voters)]
    _write(
        session,
        Voter,
        (
            {
                "id": id,
                "campaign_id": campaign.id,
                "group": chance.choice(GROUPS),
                "has_voted": True,
            }
            for id in rolls
        ),
    )
    for start in range(0, voters, 5_000):
        ballots, lines = [], []
        for id, key in zip(rolls[start : start + 5_000], keys[start : start + 5_000], strict=True):
            chosen = set(chance.choices(ids, cum_weights=weights, k=marks + 2))
            salt = chance.randbytes(32)
            sealed = commitment(salt, canonical_ballot(dict.fromkeys(chosen, 1)))
            ballots.append(
                {"voter_id": id, "ballot_key": key, "quota": None, "used": len(chosen),
                 "version": 1, "salt": salt, "commitment": sealed}
            )  # fmt: skip
            lines.extend(
                {"ballot_key": key, "idea_id": idea, "campaign_id": campaign.id} for idea in chosen
            )
        _write(session, OpenBallot, ballots)
        _write(session, OpenMark, lines)
    return campaign.id


class Reader(threading.Thread):
    """Reads the list of ideas again and again, and remembers the longest wait."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self._engine = create_engine(address)
        self._ended = threading.Event()
        self.slowest = 0.0
        self.reads = 0

    def run(self):
        while not self._ended.wait(0.05):
            start = time.perf_counter()
            with self._engine.connect() as connection:
                connection.execute(text("SELECT title FROM ideas ORDER BY nr LIMIT 50")).all()
                connection.execute(text("SELECT closed_at FROM campaigns")).all()
            self.slowest = max(self.slowest, time.perf_counter() - start)
            self.reads += 1

    def finish(self):
        self._ended.set()
        self.join()
        self._engine.dispose()


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(server, arguments):
    with tempfile.TemporaryDirectory() as name, fresh_database(server, Path(name)) as address:
        app = create_app(
            {
                "SECRET_KEY": "a-secret-for-the-bench-and-nothing-else",
                "DATABASE_URL": address,
                "INSTANCE_PATH": name,
                "CLOCK": Clock(),
                "LOG_LEVEL": "ERROR",
            }
        )
        with app.app_context():
            upgrade(directory=app.extensions["migrate"].directory)
            db.session.remove()
            db.engine.dispose()
            child = os.fork()
            if child == 0:  # so that filling does not count as the close's memory
                with atomic() as session:
                    fill(session, arguments.voters, arguments.ideas, arguments.marks)
                os._exit(0)
            if os.waitpid(child, 0)[1]:
                sys.exit("filling failed")
            settle(db.engine)
            with atomic() as session:
                campaign_id = session.query(Campaign.id).scalar()
            db.session.remove()
            reader = Reader(address)
            before = peak_mb()
            reader.start()
            start, cpu = time.perf_counter(), time.process_time()
            close_campaign(atomic, campaign_id, texts=package_texts, clock=app.config["CLOCK"])
            wall, cpu = time.perf_counter() - start, time.process_time() - cpu
            reader.finish()
            print(
                f"{wall:.1f} s wall, {cpu:.1f} s CPU here; peak {peak_mb():.0f} MB "
                f"({before:.0f} before); {reader.reads} reads, "
                f"slowest {reader.slowest * 1000:.0f} ms",
                flush=True,
            )
            db.session.remove()
            db.engine.dispose()


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.closing", description=__doc__)
    parser.add_argument("--voters", type=int, default=200_000)
    parser.add_argument("--ideas", type=int, default=2_000)
    parser.add_argument("--marks", type=int, default=10)
    parser.add_argument("--database", default=os.environ.get("DUGNAD_BENCH_DATABASE_URL", ""))
    arguments = parser.parse_args()
    compile_if_stale()
    for label, server in {"SQLite": "", "PostgreSQL": arguments.database}.items():
        if label == "SQLite" or server:
            print(label, end=": ", flush=True)
            run(server, arguments)


if __name__ == "__main__":
    main()
