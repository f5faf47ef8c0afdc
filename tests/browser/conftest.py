"""A live server and a Chromium for the tests in this folder."""

import pytest

from tests.support.chromium import Visitor, running_chromium
from tests.support.live_server import serving


@pytest.fixture(scope="module")
def chromium():
    """One browser a file: Playwright keeps an event loop that other tests must not meet."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def live(app):
    with serving(app) as server:
        yield server


@pytest.fixture
def new_visitor(chromium, live):
    """Makes one browser session a person; fails the test for every fault any of them met."""
    visitors = []

    def make(**options):
        visitors.append(Visitor(chromium, live.address, **options))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.close()
