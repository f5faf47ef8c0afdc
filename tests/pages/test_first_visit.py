"""What a browser that has nothing yet fetches to show a full list of proposals."""

import re
from urllib.parse import urljoin

import brotli
import pytest
from bs4 import BeautifulSoup

from app.core.db import atomic
from bench.data import NOW, Sizes, fill
from tests.support.pages import SeparateClient

MOST_BYTES = 110_000  # compressed, without the fonts, which a browser shows text without
MOST_REQUESTS = 10
ADDRESS_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)""")
IS_FONT = re.compile(r"\.woff2?$")


@pytest.fixture
def fetch(app, clock):
    """An address as such a browser gets it: (bytes on the wire, text), signed in."""
    clock.moment = NOW
    with app.app_context(), atomic() as session:
        place = fill(session, Sizes(ideas=60, votes=90, comments=60, visitors=1))
    client = SeparateClient(app, app.response_class)
    with client.session_transaction() as cookie:
        cookie.update(_user_id=place.tokens[0], _fresh=True)

    def fetch(address):
        answer = client.get(address, headers={"Accept-Encoding": "br"}, buffered=True)
        assert answer.status_code == 200, address
        is_packed = answer.headers.get("Content-Encoding") == "br"
        content = brotli.decompress(answer.data) if is_packed else answer.data
        return len(answer.data), content.decode(errors="replace")

    fetch.list = f"/dugnader/{place.voting}/forslag"
    return fetch


def wanted_by(page):
    """Every address that a browser follows by itself."""
    soup = BeautifulSoup(page, "html.parser")
    links = "link[rel~=stylesheet], link[rel~=icon], link[rel~=preload], link[rel~=manifest]"
    return {tag["href"] for tag in soup.select(links)} | {
        tag["src"] for tag in soup.select("[src]")
    }


def everything(fetch):
    """By address: bytes on the wire of the list, what it wants, and what its style sheets want."""
    size, page = fetch(fetch.list)
    assert page.count('class="idea"') == 50
    weights, waiting = {fetch.list: size}, wanted_by(page)
    while waiting:
        address = waiting.pop()
        weights[address], text = fetch(address)
        if address.endswith(".css"):
            inside = [inner for inner in ADDRESS_IN_CSS.findall(text) if inner[:5] != "data:"]
            waiting |= {urljoin(address, inner) for inner in inside} - weights.keys()
    return weights


def test_a_full_list_is_light_on_a_first_visit(fetch):
    found = everything(fetch)

    weights = {address: size for address, size in found.items() if not IS_FONT.search(address)}
    assert sum(weights.values()) <= MOST_BYTES, weights
    assert len(found) <= MOST_REQUESTS, sorted(found)


def test_a_first_visit_asks_no_other_host_for_anything(fetch):
    outside = [address for address in everything(fetch) if not address.startswith("/")]

    assert outside == []
