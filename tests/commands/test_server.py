"""The server as it is run: a calm stop, JSON lines, and a refusal when something is unsafe."""

import json
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest

from tests.support.servers import BIN, ROOT, environment, free_port, running, wait_until
from tests.support.slow_app import STARTED

# Each starts with an instance folder of its own, and so on SQLite, whatever the others run on.
pytestmark = pytest.mark.sqlite
REFUSED = {"SECRET_KEY": "short", "BASE_URL": "", "DUGNAD_ENV": "production"}


def read(url):
    with urlopen(url, timeout=20) as answer:
        return answer.status, answer.read().decode()


def test_a_running_request_is_answered_when_the_server_is_told_to_stop(tmp_path):
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [BIN / "gunicorn", "tests.support.slow_app:create_slow_app()"]

    with (
        running(command, environment(tmp_path, PORT=port), answers_at=f"{base}/isalive") as server,
        ThreadPoolExecutor() as visitors,
    ):
        visit = visitors.submit(read, f"{base}/slow")
        wait_until((tmp_path / STARTED).exists)
        server.send_signal(signal.SIGTERM)
        assert visit.result() == (200, "done")

    assert server.returncode == 0


def test_every_line_the_server_writes_is_json_and_tells_no_address(tmp_path):
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [BIN / "gunicorn", "app:create_app()"]
    env = environment(tmp_path, PORT=port)

    with running(command, env, answers_at=f"{base}/isalive") as server:
        read(f"{base}/isalive?epost=kari@etaten.example")

    lines = [json.loads(line) for line in server.errors.splitlines()]
    assert all({"@timestamp", "level", "message", "logger"} <= line.keys() for line in lines)
    assert any("Listening at" in line["message"] for line in lines)
    assert "kari" not in server.errors
    assert server.output == ""


@pytest.mark.parametrize(
    "command", [[BIN / "flask", "--app", "app", "routes"], [BIN / "gunicorn", "app:create_app()"]]
)
def test_an_unsafe_production_does_not_start_and_says_why(tmp_path, command):
    env = environment(tmp_path, PORT=free_port(), **REFUSED)

    ended = subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode not in (0, None)
    assert "SECRET_KEY is shorter" in ended.stderr
    assert "BASE_URL" in ended.stderr
