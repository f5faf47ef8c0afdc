"""Every answer carries the security headers and is kept by no cache."""

import pytest

from tests.conftest import build_app

ANSWERS = ["/isalive", "/logg-inn", "/finnes-ikke", "/static/finnes-ikke.css"]


@pytest.mark.parametrize("url", ANSWERS)
def test_every_answer_forbids_what_it_does_not_need(app, url):
    headers = app.test_client().get(url).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("url", ANSWERS)
def test_no_cache_keeps_an_answer_or_gives_it_to_somebody_else(app, url):
    response = app.test_client().get(url)

    assert response.headers["Cache-Control"] == "no-store"
    assert {"Cookie", "HX-Request", "Accept-Encoding"} <= set(response.vary)


@pytest.mark.parametrize(
    ("base_url", "promised"), [("https://dugnad.example", True), ("http://127.0.0.1:5000", False)]
)
def test_only_an_https_address_promises_https_for_the_future(
    database, tmp_path, base_url, promised
):
    app = build_app(database, BASE_URL=base_url, INSTANCE_PATH=str(tmp_path))

    headers = app.test_client().get("/isalive").headers

    assert ("Strict-Transport-Security" in headers) is promised
