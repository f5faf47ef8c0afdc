"""Every route, asked by ten identities for things of their own and of others (A10, AC1, AC2)."""

import re

import pytest

from tests.access.policy import CHANGES, NOT_SIGNED_IN, OPEN, PEOPLE, READS
from tests.support.contents import changed_tables, table_rows

READING = {"GET", "HEAD", "OPTIONS"}
MISSING = {"nr": 999_999, "slug": "finnes-ikke", "unit_slug": "finnes-ikke"}
MAY_CHANGE = (
    "sign_ins.seen_at",
    # Counted before the hour's first vote, so that the number never moves with a vote.
    "campaigns.turnout",
    "campaigns.turnout_at",
    # How often pages are opened, on each day.
    "visit_days.*",
)
"""All that a request which is turned away may touch."""
OF_THE_REQUEST = re.compile(r'(name="(csrf_token|next)" value=")[^"]*')


def outcome(response):
    """What the policy calls it."""
    if response.status_code == 303 and response.location.startswith("/logg-inn"):
        return "sign in"
    return response.status_code if response.status_code in (401, 403, 404) else "in"


def surprises(crowd, endpoint, rule, method, *, allowed=(True, False)):
    """Every cell of the matrix where the answer is not what the policy says."""
    return [
        f"{name} {method} {url}: expected {expected}, got {got}"
        for side, url in crowd.urls(endpoint, rule).items()
        for name in PEOPLE
        if rule.lets_in(name, side) in allowed
        and (got := outcome(crowd.ask(name, method, url, rule.fields)))
        != (expected := rule.expected(name, side))
        # An open page may send people on to where they sign in, as after signing out.
        and (rule, got) != (OPEN, "sign in")
    ]


def endpoints(app, is_wanted):
    return {rule.endpoint for rule in app.url_map.iter_rules() if is_wanted(rule.methods)}


def test_every_route_is_in_the_policy_and_nothing_else_is(app):
    assert endpoints(app, lambda methods: "GET" in methods) == set(READS)
    assert endpoints(app, lambda methods: methods - READING) == set(CHANGES)


def test_only_those_who_may_look_get_to_see(crowd):
    found = [
        surprise
        for endpoint, rule in READS.items()
        for surprise in surprises(crowd, endpoint, rule, "GET")
    ]

    assert not found, "\n".join(found)


def test_whoever_is_turned_away_has_changed_nothing(crowd, session):
    crowd.arrive()
    before = table_rows(session, but=MAY_CHANGE)
    session.rollback()

    found = [
        surprise
        for endpoint, rule in CHANGES.items()
        for surprise in surprises(crowd, endpoint, rule, "POST", allowed=[False])
    ]

    assert not found, "\n".join(found)
    assert changed_tables(before, table_rows(session, but=MAY_CHANGE)) == {}


@pytest.mark.parametrize("endpoint", CHANGES)
def test_whoever_may_change_is_let_in(crowd, endpoint):
    rule = CHANGES[endpoint]
    found = surprises(crowd, endpoint, rule, "POST", allowed=[True])
    assert [line for line in found if not (rule.happens_once and line.endswith("got 404"))] == []


@pytest.mark.parametrize("header", [{"HX-Request": "true"}, {"Accept": "application/json"}])
def test_scripts_are_told_401_where_people_are_sent_to_sign_in(crowd, header):
    assert [
        f"{name} {method} {url}: got {got}"
        for method, policy in (("GET", READS), ("POST", CHANGES))
        for endpoint, rule in policy.items()
        for url in [crowd.url(endpoint, rule, "own")]
        for name in sorted(NOT_SIGNED_IN)
        if not rule.lets_in(name, "own")
        and (got := crowd.ask(name, method, url, **header).status_code) != 401
    ] == []


def test_what_is_invisible_looks_like_what_does_not_exist(crowd):
    """Same status, same page, to the letter: neither text nor size gives a dugnad away."""

    def seen_at(url):
        response = crowd.ask("staff_b", "GET", url)
        return response.status_code, OF_THE_REQUEST.sub(r"\1", response.text)

    different = []
    for endpoint, rule in READS.items():
        url = crowd.url(endpoint, rule, "own")
        missing = crowd.url(endpoint, rule, "own", **MISSING)
        if rule.expected("staff_b", "own") == 404 and seen_at(url) != seen_at(missing):
            different.append(url)
    assert different == []
