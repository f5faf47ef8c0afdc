"""Chromium as people use it: one browser, one context a person, nothing that goes wrong unseen."""

import re
import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks of the world is refused here, and the test fails.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE_MS = 10_000
"""How long to wait for what a page should show; two busy cores make browsers slow."""

WIDE = {"viewport": {"width": 1280, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}}
DARK = {"color_scheme": "dark"}
WITHOUT_JAVASCRIPT = {"java_script_enabled": False}

_REFUSED = re.compile(r"status of (4\d\d)")


@contextmanager
def running_chromium():
    """The browser that is installed; without one the test is skipped, which fails in CI."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("Chromium is not installed: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One person's browser. Remembers every fault that a person would not see but we must."""

    def __init__(self, chromium, address, **options):
        self.address = address
        self.faults = []
        self._expected = set()
        self.context = chromium.new_context(
            base_url=address,
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            reduced_motion="reduce",
            accept_downloads=True,
            **WIDE | options,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))
        self.context.on("request", self._look_outside)
        self.page = self.context.new_page()

    @contextmanager
    def expecting(self, status):
        """The server may answer `status` in this block without it being a fault."""
        self._expected.add(str(status))
        yield
        self._expected.discard(str(status))

    def open(self, path):
        return self.page.goto(path)

    def close(self):
        """End the session; every fault met on the way fails the test."""
        self.context.close()
        assert not self.faults, "\n".join(self.faults)

    def _hear(self, message):
        if message.type not in ("error", "warning"):
            return
        refused = _REFUSED.search(message.text)
        if not (refused and refused[1] in self._expected):
            self.faults.append(f"{message.type} at {message.page.url}: {message.text}")

    def _look_outside(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and not request.url.startswith(
            self.address
        ):
            self.faults.append(f"request to {request.url}")
