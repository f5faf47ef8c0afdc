"""The tests here walk every route in a world with two offices that know nothing of each other."""

import pytest

from tests.access.crowd import Crowd
from tests.support.clock import FixedClock
from tests.support.world import NOW


@pytest.fixture
def database(world_database):
    return world_database


@pytest.fixture
def clock():
    return FixedClock(NOW)


@pytest.fixture
def crowd(app, world, new_browser):
    return Crowd(app, world, new_browser)
