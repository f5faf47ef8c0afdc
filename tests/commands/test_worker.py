"""The worker's round, as a command and as a process that is told to stop."""

import os
import signal
import subprocess
import sys
from threading import Event

from app.jobs import JOBS
from app.jobs.job import Job
from app.jobs.worker import work
from tests.support.factories import make_person
from tests.support.mail import link_in


def test_one_jobs_failure_is_told_and_stops_no_other(app, caplog):
    done = []

    def breaks():
        raise RuntimeError("for ada@etaten.example")

    with app.app_context():
        failures = work(
            [Job("breaks", breaks), Job("works", lambda: done.append(1))], Event(), once=True
        )

    assert (failures, done) == (1, [1])
    assert "job failed: breaks" in caplog.text


def test_stopping_is_heard_between_jobs(app):
    stop, done = Event(), []

    def first():
        done.append("first")
        stop.set()

    with app.app_context():
        work([Job("first", first), Job("second", lambda: done.append("second"))], stop)

    assert done == ["first"]


def test_a_seldom_job_runs_at_its_own_pace(app, clock):
    from datetime import timedelta

    stop, seldom, rounds = Event(), [], []

    def count_rounds():
        rounds.append(1)
        clock.move(minutes=20)
        if len(rounds) == 7:
            stop.set()

    jobs = [
        Job("seldom", lambda: seldom.append(clock.now()), every=timedelta(hours=1)),
        Job("rounds", count_rounds),
    ]
    with app.app_context():
        while not stop.is_set():
            work(jobs, _Hurried(stop), once=False)

    assert len(seldom) == 3


def test_who_has_left_something_goes_on_without_a_pause(app):
    stop, left = Event(), [False, True, True]
    hurried = _Hurried(stop)

    def sends():
        more = left.pop()
        if not left:
            stop.set()
        return more

    with app.app_context():
        work([Job("sends", sends)], hurried)

    assert hurried.pauses == [0, 0, 5]


class _Hurried:
    """An event whose pauses take no time."""

    def __init__(self, stop):
        self._stop, self.pauses = stop, []

    def is_set(self):
        return self._stop.is_set()

    def wait(self, seconds):
        self.pauses.append(seconds)
        return self._stop.is_set()


def test_once_sends_what_waits(app, browser, session, tmp_path):
    make_person(session, email="bo@etaten.example")
    session.commit()
    browser.submit("/logg-inn", email="bo@etaten.example", by_link="1")

    result = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert result.exit_code == 0, result.output
    [file] = (tmp_path / "instance" / "mail").glob("*-sign_in_link-*.eml")
    import email
    from email.policy import default

    message = email.message_from_bytes(file.read_bytes(), policy=default).get_body(["plain"])
    assert browser.client.get(link_in(message, "/lenke/")).status_code == 200


def test_every_job_has_a_name_of_its_own():
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_sigterm_ends_the_worker_at_once(database, tmp_path):
    environment = os.environ | {
        "DATABASE_URL": database,
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "LOG_LEVEL": "DEBUG",
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for line in worker.stderr:
            if "worker started" in line:
                break
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    finally:
        worker.kill()
        worker.stderr.close()
