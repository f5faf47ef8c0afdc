"""`make demo`: what it says where something is missing, and that it can be run again."""

import re
import signal
import socket
import stat
import subprocess

import pytest

from tests.support.servers import ROOT, environment, free_port, running, status_of

OLD_PYTHON = """#!/bin/sh
case "$*" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac
"""
PYTHON_WITHOUT_VENV = """#!/bin/sh
case "$*" in
    *ensurepip*) exit 1 ;;
    *print*) echo 3.12 ;;
    *) exit 0 ;;
esac
"""


def make_environment_with(folder, script):
    """Run tools/venv.sh in a copy of the project whose only Python is a script."""
    (folder / "bin").mkdir()
    (folder / "tools").mkdir()
    python = folder / "bin" / "python3"
    python.write_text(script)
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    venv_sh = folder / "tools" / "venv.sh"
    venv_sh.write_text((ROOT / "tools" / "venv.sh").read_text())
    for program in ("bash", "dirname"):
        (folder / "bin" / program).symlink_to(f"/usr/bin/{program}")
    return subprocess.run(
        ["/bin/bash", venv_sh, "requirements.txt"],
        env={"PATH": str(folder / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_python_that_is_too_old_is_told_with_the_package_to_install(tmp_path):
    ended = make_environment_with(tmp_path, OLD_PYTHON)

    assert ended.returncode == 1
    assert "Python 3.9.2" in ended.stderr
    assert "apt-get install python3 python3-venv" in ended.stderr


def test_a_python_without_its_venv_module_is_told_with_the_package_to_install(tmp_path):
    ended = make_environment_with(tmp_path, PYTHON_WITHOUT_VENV)

    assert ended.returncode == 1
    assert "apt-get install python3-venv" in ended.stderr
    assert "python3.12-venv" in ended.stderr


def read_until(stream, word):
    """What was printed up to and including the line with a word in it."""
    lines = []
    for line in stream:
        lines.append(line)
        if word in line:
            break
    return "".join(lines)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Runs the demo on one instance folder and stops it with Ctrl-C; what it printed."""
    folder = tmp_path_factory.mktemp("instance")

    def run():
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        env = environment(folder, PORT=port)
        with running(
            ["tools/demo.sh"], env, answers_at=f"{base}/isready", with_signal=signal.SIGINT
        ) as process:
            said = read_until(process.stdout, "Ctrl-C")
            assert status_of(base) == 200
        assert status_of(base) is None, "the server is gone when the demo has ended"
        return process, said, base, folder

    return run


@pytest.fixture(scope="module")
def first_run(demo):
    return demo()


@pytest.mark.sqlite
def test_the_demo_serves_tells_its_sign_ins_and_stops_both_halves(first_run):
    process, said, base, folder = first_run

    assert process.returncode == 0, process.errors
    assert base in said
    for person in ("ansatt", "fasilitator", "brukerutvalg", "partner", "leder", "admin"):
        assert f"{person}@etaten.example" in said
    secret = folder / "secret_key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


@pytest.mark.sqlite
def test_the_demo_run_twice_says_the_same_and_keeps_its_secret(first_run, demo):
    _process, first, _base, folder = first_run
    secret = (folder / "secret_key").read_text()

    _process, second, *_rest = demo()

    def without_port(text):
        return re.sub(r"127\.0\.0\.1:\d+", "…", text)

    assert without_port(second) == without_port(first)
    assert (folder / "secret_key").read_text() == secret


@pytest.mark.sqlite
def test_a_port_in_use_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = environment(tmp_path, PORT=taken.getsockname()[1])
        ended = subprocess.run(
            ["tools/demo.sh"], env=env, cwd=ROOT, capture_output=True, text=True, check=False
        )

    assert ended.returncode == 1
    assert "make demo PORT=" in ended.stderr
