"""`python -m bench.reminders`: a dugnad of 20 000 people an hour before its deadlines.

Measures what it takes to find out who has not acted, batch by batch; to remind them over SMTP; to
tell everybody the result; and to send that from the outbox. Statements are counted and asserted:
as many for a batch of a small dugnad as for one of a large.
"""

import argparse
import os
import platform
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from aiosmtpd.controller import Controller
from sqlalchemy import event, func, insert, select

from app.core.db import atomic, db
from app.jobs.mail import send_due_mail
from app.jobs.reminding import remind_of_deadlines
from app.models import (
    Body,
    Campaign,
    CampaignBody,
    Idea,
    Membership,
    Notice,
    OpenBallot,
    OutboxMail,
    Person,
    ReminderRun,
    Voter,
)
from app.notices.services import tell
from app.reminders.queries import BATCH, next_batch
from app.reminders.rounds import list_due
from bench.application import fresh_app, settle
from bench.memory import peak_mb
from tools.translations import compile_if_stale

NOW = datetime(2026, 10, 8, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROWS = 1_000
SMALL = 300
_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class StandingClock:
    """One hour before both deadlines, for everybody."""

    is_for_tests = True

    def now(self):
        return NOW

    def after_lock(self, _session):
        return NOW


class Sink:
    """A mail server that counts what it gets and keeps nothing."""

    def __init__(self):
        self.taken = 0
        vars(self).update(handle_DATA=self.take)  # the name that aiosmtpd looks for

    async def take(self, _server, _session, _envelope):
        self.taken += 1
        return "250 OK"


@dataclass
class Place:
    submitting: object
    voting: object


def fill(session, people):
    """One office; half have proposed in the one dugnad, and voted in the other."""
    unit = Body(kind="unit", unit_kind="office", name="Kontoret", slug="kontoret", path="")
    session.add(unit)
    session.flush()
    unit.path = f"/{unit.id.hex}/"
    ids = [uuid4() for _ in range(people)]
    _in_parts(session, Person, [_person(nr, id_) for nr, id_ in enumerate(ids)])
    _in_parts(
        session,
        Membership,
        [
            {
                "id": uuid4(),
                "person_id": id_,
                "body_id": unit.id,
                "role": "staff",
                "starts_at": NOW - timedelta(days=400),
            }
            for id_ in ids
        ],
    )
    submitting = _campaign(session, unit, ids[0], "foresla", NOW + HOUR, NOW + timedelta(days=9))
    voting = _campaign(session, unit, ids[0], "stem", NOW - timedelta(days=10), NOW + HOUR)
    voting.frozen_at = voting.voting_opens_at
    _propose(session, submitting, ids[::2])
    _vote(session, voting, ids)
    session.flush()
    return Place(submitting.id, voting.id)


def _person(nr, id_):
    address = f"person{nr}@bench.example"
    return {"id": id_, "name": f"Person {nr}", "email": address, "locale": "nb", "created_at": NOW}


def _campaign(session, unit, person_id, slug, submission_closes, voting_closes):
    opens = submission_closes - timedelta(days=30)
    campaign = Campaign(
        slug=slug,
        template="learning_themes",
        title_nb="Hva skal vi lære til våren?",
        created_by=person_id,
        created_at=opens,
        launched_at=opens,
        opens_at=opens,
        submission_closes_at=submission_closes,
        voting_opens_at=submission_closes,
        voting_closes_at=voting_closes,
        seats=3,
    )
    session.add(campaign)
    session.flush()
    for part in ("owner", "audience"):
        session.add(CampaignBody(campaign_id=campaign.id, body_id=unit.id, part=part))
    return campaign


def _propose(session, campaign, authors):
    _in_parts(
        session,
        Idea,
        [
            {
                "campaign_id": campaign.id,
                "id": uuid4(),
                "nr": nr,
                "state": "submitted",
                "title": f"Forslag {nr}",
                "author_id": author,
                "created_at": NOW,
                "updated_at": NOW,
                "submitted_at": NOW,
            }
            for nr, author in enumerate(authors, start=1)
        ],
    )


def _vote(session, campaign, ids):
    """Every other has used all three votes; of the rest every fifth has two left."""
    voters = [(uuid4(), id_) for id_ in ids]
    _in_parts(
        session,
        Voter,
        [
            {
                "id": voter,
                "campaign_id": campaign.id,
                "person_id": id_,
                "group": "staff",
                "has_voted": nr % 2 == 0,
            }
            for nr, (voter, id_) in enumerate(voters)
        ],
    )
    _in_parts(
        session,
        OpenBallot,
        [
            {
                "voter_id": voter,
                "ballot_key": uuid4(),
                "quota": 3,
                "used": 3 if nr % 10 else 1,
                "salt": b"0" * 32,
                "commitment": "0" * 64,
            }
            for nr, (voter, _) in enumerate(voters)
            if nr % 2 == 0
        ],
    )


def _in_parts(session, table, rows):
    for start in range(0, len(rows), ROWS):
        session.execute(insert(table), rows[start : start + ROWS])


@contextmanager
def counted():
    """A list that fills with the statements sent meanwhile."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.lstrip().upper().startswith(_CONTROL):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def compute(session):
    """Every batch of both rounds, unsent: people found, batches, statements of each, seconds."""
    found, batches, statements = 0, 0, set()
    started = time.perf_counter()
    for which in list_due(session, NOW):
        reached, is_last = None, False
        while not is_last:
            with counted() as sent:
                batch = next_batch(session, which, after=reached, now=NOW)
            session.expunge_all()
            reached, is_last = batch.reaches, batch.is_last
            found, batches = found + len(batch.people), batches + 1
            statements.add((which.act, len(sent)))
    return found, batches, statements, time.perf_counter() - started


def send(app, sink, most, job):
    """Rounds of a job until all is sent, or so many: mails and seconds."""
    started, taken, has_more = time.perf_counter(), sink.taken, True
    with app.app_context():
        while has_more and sink.taken - taken < most:
            has_more = job()
            db.session.remove()
    return sink.taken - taken, time.perf_counter() - started


def measure_sending(app, sink, most, what, job):
    sent, seconds = send(app, sink, most, job)
    print(f"  {what} over SMTP: {sent} in {seconds:.1f} s, {sent / seconds:.0f} a second")


def tell_everybody(session, campaign_id):
    """The result to all on the roll: statements and seconds."""
    facts = {"slug": "stem", "title_nb": "Hva?", "title_nn": None, "eligible": 1, "voted": 1}
    facts |= {"decided_by": None, "decision_at": None}
    people = select(Voter.person_id).where(Voter.campaign_id == campaign_id)
    started = time.perf_counter()
    with counted() as sent:
        tell(session, "campaign_result", people, event_key="result:x", facts=facts, now=NOW)
    return len(sent), time.perf_counter() - started


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def measure(server, people, most):
    """What a batch and a telling cost in statements, after everything is printed."""
    port, sink = free_port(), Sink()
    settings = {"MAIL_SERVER": f"127.0.0.1:{port}", "MAIL_STARTTLS": False}
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    with fresh_app(server, CLOCK=StandingClock(), **settings) as app:
        with app.app_context():
            with atomic() as session:
                place = fill(session, people)
            settle(db.engine)
            db.session.remove()
            statements = measure_computing(people)
        controller.start()
        try:
            measure_sending(app, sink, most, "reminders", remind_of_deadlines)
            with app.app_context():
                told = measure_telling(place)
            measure_sending(app, sink, most, "results", send_due_mail)
        finally:
            controller.stop()
    print(f"  memory at the end: {peak_mb():.0f} MB", flush=True)
    return statements, told


def measure_computing(people):
    filled = peak_mb()
    with atomic(reads_only=True) as session:
        found, batches, statements, seconds = compute(session)
    print(f"  {found} of {2 * people} have not acted: {batches} batches of {BATCH}")
    print(f"  computing: {seconds:.2f} s, {1000 * seconds / batches:.1f} ms a batch")
    print(f"  statements a batch: {sorted(statements)}")
    print(f"  memory: {filled:.0f} MB when filled, {peak_mb():.0f} MB at most", flush=True)
    return statements


def measure_telling(place):
    left = db.session.scalar(select(func.count()).select_from(OutboxMail))
    assert left == 0, "no list of people remains"
    assert db.session.scalar(select(func.count()).select_from(ReminderRun)) <= 2
    db.session.remove()
    with atomic() as session:
        told, seconds = tell_everybody(session, place.voting)
    notices = db.session.scalar(select(func.count()).select_from(Notice))
    db.session.remove()
    print(f"  {notices} told of a result: {told} statements, {seconds:.2f} s")
    return told


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.reminders", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--most", type=int, default=2_000, help="reminders sent over SMTP")
    parser.add_argument("--database", default=os.environ.get("DUGNAD_BENCH_DATABASE_URL", ""))
    arguments = parser.parse_args()
    compile_if_stale()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    servers = {"SQLite": "", **({"PostgreSQL": arguments.database} if arguments.database else {})}
    for name, server in servers.items():
        found = []
        for people in (min(SMALL, arguments.people), arguments.people):
            print(f"{name}, {people} people:", flush=True)
            found.append(measure(server, people, arguments.most))
        assert found[0] == found[1], f"statements differ with size: {found}"


if __name__ == "__main__":
    main()
