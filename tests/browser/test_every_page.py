"""Every page there is, as somebody who may see it: no barrier, no overflow, in three languages."""

import pytest

from app.core.db import atomic
from app.models import Person
from tests.access.crowd import Crowd
from tests.access.policy import READS, SEEING, Rule
from tests.support.axe import bring_along, violations_in_all_variants
from tests.support.chromium import WIDE
from tests.support.clock import FixedClock
from tests.support.world import NOW, PHASES

pytestmark = pytest.mark.sqlite

NOT_PAGES = {
    "contributions.attachment",
    "contributions.draft_file",
    "desk.poster",
    "councils.feed",
    "exports.comparisons",
    "exports.council_pack",
    "exports.guest_minutes",
    "exports.plan_file_in",
    "exports.protocol",
    "exports.room_minutes",
    "exports.strategy",
    "health.alive",
    "health.ready",
    "home.my_data_file",
    "learning.feed",
    "learning.material",
    "learning.version_file",
    "rooms.control_news",
    "rooms.phone_news",
    "rooms.qr",
    "rooms.screen_news",
    "voting.commitments",
    "voting.package",
    "voting.sealed",
}
"""What hands out a file or an answer to a machine."""
SEEN_BY = ("facilitator", "staff_a", "leader", "administrator", "council", "anonymous")
"""Whoever of these gets in first is the one who looks."""
CHANGES_WITH_THE_PHASE = ("campaigns.show", "ideas.index", "ideas.show")
GONE = {"accounts.use_reset": 410}
"""Pages whose thing is not in the world, and what they answer."""
NARROWEST = 320
"""CSS pixels: WCAG 2.2, 1.4.10 Reflow."""
WIDER_THAN_THE_WINDOW = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
)
LAID_OUT_HERE = """async address => {
    const answer = await fetch(address);
    const there = new DOMParser().parseFromString(await answer.text(), "text/html");
    const styles = [...document.head.querySelectorAll("link[rel=stylesheet]")];
    const known = styles.map(style => style.href);
    for (const style of there.head.querySelectorAll("link[rel=stylesheet]")) {
        if (known.includes(style.href)) continue;
        const added = document.head.appendChild(document.adoptNode(style));
        await new Promise((done, failed) => { added.onload = done; added.onerror = failed; });
    }
    document.documentElement.lang = there.documentElement.lang;
    document.body.replaceWith(document.adoptNode(there.body));
    return answer.status;
}"""
"""The page at an address in place of the one that stands here, without its scripts: a third of what
opening it costs, and as wide."""


@pytest.fixture
def database(world_database):
    return world_database


@pytest.fixture
def clock():
    return FixedClock(NOW)


def addresses_for(crowd, name):
    """Where this person looks, by endpoint; what changes with the phase in every phase."""
    addresses = {}
    for endpoint, rule in READS.items():
        if endpoint in NOT_PAGES:
            continue
        if name == next(who for who in SEEN_BY if rule.lets_in(who, "own")):
            addresses[endpoint] = crowd.url(endpoint, rule, "own")
        if name == "staff_a" and endpoint in CHANGES_WITH_THE_PHASE:
            for phase in PHASES:
                addresses[f"{endpoint} {phase}"] = crowd.url(endpoint, Rule(SEEING, phase), "own")
    return addresses


@pytest.fixture
def visit(app, world, new_browser, new_visitor):
    """A visitor who is signed in as one of the crowd, and where they may go."""

    def start(name, locale="nb"):
        if name in world.people:
            with app.app_context(), atomic() as session:
                session.get(Person, world.people[name]).locale = locale
        crowd = Crowd(app, world, new_browser)
        visitor = new_visitor()
        cookie = crowd.cookie_of(name, locale=locale)
        visitor.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": visitor.address}]
        )
        return visitor, addresses_for(crowd, name)

    return start


def walk(visitor, addresses):
    """Open one after the other; yields each endpoint once its page is there."""
    for endpoint, address in addresses.items():
        with visitor.expecting(GONE.get(endpoint, 200)):
            answer = visitor.open(address)
        assert answer.status == GONE.get(endpoint, 200), f"{endpoint} answered {answer.status}"
        yield endpoint


def is_too_wide(page):
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    return page.evaluate(WIDER_THAN_THE_WINDOW)


def faults_of_keyboard(page):
    """The first stop is a link past the header, and it leads there."""
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.hash") != "#main":
        yield "the first stop of the keyboard is not the way past the header"
    page.keyboard.press("Enter")
    if page.evaluate("document.activeElement.id") != "main":
        yield "the way past the header does not lead to the content"


@pytest.mark.parametrize("name", SEEN_BY)
def test_no_page_has_a_barrier(visit, name):
    """Everything about a page at one visit, since each costs a browser a third of a second."""
    visitor, addresses = visit(name)
    bring_along(visitor.context)
    page = visitor.page

    found, known_frames = [], set()
    for endpoint in walk(visitor, addresses):
        faults = [*violations_in_all_variants(page, known_frames), *faults_of_keyboard(page)]
        if is_too_wide(page):
            faults.append(f"wider than {NARROWEST} px")
        found += [f"{endpoint}: {fault}" for fault in faults]
        page.set_viewport_size(WIDE["viewport"])

    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", ["nn", "en"])
@pytest.mark.parametrize("name", SEEN_BY)
def test_every_page_fits_the_narrowest_window_in_the_other_languages(visit, name, locale):
    visitor, addresses = visit(name, locale)
    page = visitor.page
    visitor.open("/personvern")

    too_wide = []
    for endpoint, address in addresses.items():
        expected = GONE.get(endpoint, 200)
        with visitor.expecting(expected):
            assert page.evaluate(LAID_OUT_HERE, address) == expected, endpoint
        assert page.locator("html").get_attribute("lang") == locale, endpoint
        if is_too_wide(page):
            too_wide.append(endpoint)

    assert too_wide == []
