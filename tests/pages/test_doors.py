"""The doors in the header say which of them one is behind."""

import pytest

from app.domain.permissions import Role
from tests.support.factories import (
    WHILE_SUBMITTING,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)


@pytest.fixture
def somebody(browser, session, clock):
    """A browser, and a place with a campaign and a proposal in it."""
    clock.moment = WHILE_SUBMITTING
    office, council = make_body(session, name="Kontoret"), make_body(session, kind="council")
    person = make_person(session, body=office, role=Role.ADMINISTRATOR)
    make_membership(session, person, office, role=Role.STAFF)
    make_membership(session, person, council, role=Role.COUNCIL_MEMBER)
    campaign = make_campaign(session, owner=office, audiences=[office, council])
    make_idea(session, campaign=campaign, author=person)
    session.commit()
    return browser.sign_in(person), {"slug": campaign.slug, "council": council.slug}


def test_the_door_one_is_behind_is_marked_on_every_page_inside_it(somebody):
    browser, place = somebody
    marked = {
        "/": ("Hjem", "page"),
        "/dugnader": ("Dugnader", "page"),
        "/dugnader/{slug}": ("Dugnader", "true"),
        "/dugnader/{slug}/forslag": ("Dugnader", "true"),
        "/dugnader/{slug}/forslag/1": ("Dugnader", "true"),
        "/dugnader/{slug}/forslag/nytt": ("Dugnader", "true"),
        "/planer": ("Planer", "page"),
        "/mitt/forslag": ("Mitt", "true"),
        "/utvalg/{council}": ("Mitt", "true"),
        "/administrasjon/enheter": ("Mine oppgaver", "true"),
        "/personvern": None,
    }

    found = {}
    for address in marked:
        doors = browser.open(address.format(**place)).select(".doors a[aria-current]")
        assert len(doors) <= 1
        found[address] = (doors[0].text.strip(), doors[0]["aria-current"]) if doors else None

    assert found == marked
