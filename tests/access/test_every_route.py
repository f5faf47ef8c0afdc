"""What holds on all routes, whoever asks: form tokens, headers, looking changes nothing."""

from tests.access.policy import CHANGES, READS
from tests.support.contents import changed_tables, table_rows

HEADERS = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
}
MAY_CHANGE = (
    "sign_ins.seen_at",
    # How often a proposal was looked at, and the turnout that is shown for an hour at a time.
    "ideas.view_count",
    "campaigns.turnout",
    "campaigns.turnout_at",
    # How often pages are opened, on each day.
    "visit_days.*",
)


BY_ITS_ADDRESS_ALONE = {"notices.unsubscribe"}
"""Mail programs post it (RFC 8058) without cookie or form: the signed address is the proof."""


def test_nothing_is_changed_without_a_form_token(crowd, session):
    crowd.arrive()
    before = table_rows(session)
    session.rollback()

    let_through = [
        f"{name} POST {url}: got {response.status_code}"
        for endpoint, rule in CHANGES.items()
        if endpoint not in BY_ITS_ADDRESS_ALONE
        for url in [crowd.url(endpoint, rule, "own")]
        for name in ("anonymous", "staff_a", "facilitator", "administrator")
        for response in [crowd.ask_without_token(name, url)]
        if response.status_code != 400
    ]

    assert let_through == []
    assert changed_tables(before, table_rows(session)) == {}


def test_looking_twice_at_everything_changes_nothing(crowd, session):
    crowd.arrive()
    before = table_rows(session, but=MAY_CHANGE)
    session.rollback()

    for _ in range(2):
        for endpoint, rule in READS.items():
            for url in crowd.urls(endpoint, rule).values():
                for name in ("staff_a", "facilitator", "administrator"):
                    crowd.ask(name, "GET", url)

    assert changed_tables(before, table_rows(session, but=MAY_CHANGE)) == {}


def test_every_answer_carries_the_headers_that_protect(crowd):
    bare = [
        f"{name} {method} {url}: lacks {missing}"
        for method, policy in (("GET", READS), ("POST", CHANGES))
        for endpoint, rule in policy.items()
        for url in [crowd.url(endpoint, rule, "own")]
        for name in ("anonymous", "staff_a", "staff_b", "administrator")
        for headers in [crowd.ask(name, method, url).headers]
        if (missing := HEADERS - set(headers.keys())) or headers["Cache-Control"] != "no-store"
    ]
    assert bare == []
