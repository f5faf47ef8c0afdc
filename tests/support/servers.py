"""Real processes for tests: a free port, a server that is up, its lines when it has ended."""

import os
import signal
import socket
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv" / "bin"
START_SECONDS = 60
STOP_SECONDS = 40
SETTINGS = {"LOG_LEVEL": "INFO", "DUGNAD_ENV": "development"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder, **settings):
    """The machine's environment with settings of the test's own, and no one else's database."""
    return {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        **SETTINGS,
        "INSTANCE_PATH": str(folder),
        **{name: str(value) for name, value in settings.items()},
    }


@contextmanager
def running(command, env, *, answers_at, with_signal=signal.SIGTERM):
    """Start a command in a process group of its own, wait until it answers, stop it."""
    process = subprocess.Popen(
        # Tests started in the background inherit an ignored SIGINT, which bash can't undo.
        ["env", "--default-signal=INT", *command],
        env=env,
        cwd=ROOT,
        text=True,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        wait_until_answering(answers_at, process)
        yield process
        if process.poll() is None:
            process.send_signal(with_signal)
        process.output, process.errors = process.communicate(timeout=STOP_SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def wait_until_answering(url, process):
    def is_up():
        assert process.poll() is None, process.communicate()[1]
        return status_of(url) is not None

    wait_until(is_up)


def wait_until(is_so, seconds=START_SECONDS):
    """Ask again and again, five times a second."""
    pause = threading.Event()
    for _ in range(seconds * 5):
        if is_so():
            return
        pause.wait(0.2)
    raise AssertionError(f"not so within {seconds} s: {is_so}")


def status_of(url):
    """The status answered at an address; `None` where nobody answers."""
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code
    except (URLError, OSError):
        return None
