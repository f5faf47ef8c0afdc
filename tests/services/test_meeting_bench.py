"""The measurement of a meeting, with a few phones and for a moment, so that it goes on working."""

import asyncio
from urllib.parse import urlsplit

import pytest

from bench.data import NOW, Sizes
from bench.meeting import Pace, make_room, measure
from tests.support.clock import FixedClock
from tests.support.live_server import serving

QUICK = Pace(phone=0.05, screen=0.05, reader=0.1, come_in=0, steering=0.1, note=0, lasts=0.3)


@pytest.fixture
def clock():
    return FixedClock(NOW)


@pytest.mark.sqlite
def test_phones_a_screen_and_a_facilitator_meet_beside_one_who_reads(app):
    room = make_room(app, Sizes(ideas=3, votes=3, comments=3, visitors=1))
    with serving(app) as server:
        room.port = urlsplit(server.address).port
        heard = asyncio.run(measure(room, QUICK, phones=2))

    assert heard.wrong == []
    assert {"join", "note", "phone asks", "screen asks", "steering"} <= set(heard.times)
    assert any("read beside" in kind for kind in heard.times)
