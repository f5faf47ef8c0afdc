"""The log says what happened to which request, and nothing about whom."""

import json
import logging

import pytest
from flask import Blueprint

from app.core import logs
from app.web.access import needs
from tests.conftest import build_app

bp = Blueprint("trial", __name__)


@bp.get("/trial/<token>")
@needs(None)
def show(token):
    return "shown"


@bp.get("/crash/<email>")
@needs(None)
def crash(email):
    try:
        raise KeyError(email)
    except KeyError as error:
        raise ValueError(f"{email} is taken") from error


@pytest.fixture
def client(database, tmp_path):
    """A client of an application with two more pages, which answers crashes as in production."""
    app = build_app(database, INSTANCE_PATH=str(tmp_path), TESTING=False)
    app.register_blueprint(bp)
    return app.test_client()


@pytest.fixture
def lines(capsys):
    """The lines logged so far, each one a JSON object."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_answer_is_logged_by_its_route_and_never_by_its_address(client, lines):
    client.get("/trial/hemmelig-lenke?epost=kari@etaten.example")

    (line,) = [line for line in lines() if line["logger"] == "app.access"]
    assert line["route"] == "/trial/<token>"
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "INFO")
    assert line["duration_ms"] >= 0
    assert line["@timestamp"].endswith("+00:00")
    assert "hemmelig-lenke" not in json.dumps(line)
    assert "kari" not in json.dumps(line)


def test_who_asked_from_where_is_not_logged(client, lines):
    client.get("/trial/x", headers={"X-Forwarded-For": "192.0.2.7", "User-Agent": "Karis telefon"})

    written = json.dumps(lines())
    assert "192.0.2.7" not in written
    assert "127.0.0.1" not in written
    assert "Karis telefon" not in written


def test_a_healthy_probe_leaves_no_line(client, lines):
    client.get("/isalive")

    assert lines() == []


def test_a_crash_is_logged_with_its_place_and_without_its_words(client, lines):
    response = client.get("/crash/kari@etaten.example", headers={"Accept": "application/json"})

    assert response.status_code == 500
    written = lines()
    (failure,) = [line for line in written if line["level"] == "ERROR"]
    assert "test_logs.py" in failure["exc_info"]
    assert "KeyError" in failure["exc_info"], "the exception behind the exception is named too"
    assert failure["exc_info"].endswith("ValueError")
    assert "kari" not in json.dumps(written)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("sent to kari.nordmann@etaten.example", "sent to [email]"),
        ("number 01019012345 given", "number [number] given"),
        ("refused from 192.0.2.7", "refused from [ip]"),
        ("Takk for «forslaget» på 11 ord", "Takk for «forslaget» på 11 ord"),
    ],
)
def test_personal_data_that_slips_into_a_message_is_taken_out(app, lines, said, written):
    logging.getLogger("app.trial").warning(said)

    assert [line["message"] for line in lines()] == [written]


@pytest.mark.parametrize(
    "spoken", ["Exception on /lenke/hemmelig [GET]", "Error handling request GET /lenke/hemmelig"]
)
def test_the_libraries_own_messages_lose_their_addresses(app, lines, spoken):
    logging.getLogger("gunicorn.error").error(spoken)

    assert [line["message"] for line in lines()] == ["unhandled exception"]


def test_the_proxys_request_id_is_kept_logged_and_answered(client, lines):
    response = client.get("/trial/x", headers={"X-Request-ID": "proxy-0001"})

    assert response.headers["X-Request-ID"] == "proxy-0001"
    assert [line["request_id"] for line in lines()] == ["proxy-0001"]


@pytest.mark.parametrize("offered", ["", "short", "x" * 65, 'a","level":"forged', "æøåæøåæøå"])
def test_an_unsound_request_id_is_replaced(client, offered):
    first = client.get("/trial/x", headers={"X-Request-ID": offered}).headers["X-Request-ID"]
    second = client.get("/trial/x", headers={"X-Request-ID": offered}).headers["X-Request-ID"]

    assert logs.ACCEPTED_REQUEST_ID.fullmatch(first)
    assert len({first, second, offered}) == 3


def test_a_second_application_in_one_process_doubles_no_line(app, client, lines):
    client.get("/trial/x")

    assert len(lines()) == 1
