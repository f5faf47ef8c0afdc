"""A mail server for those tests that let mail leave for real."""

import pytest
from aiosmtpd.controller import Controller

from tests.support.servers import free_port
from tests.support.sink import Sink


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def sink(port):
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()
