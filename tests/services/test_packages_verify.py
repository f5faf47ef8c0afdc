"""What the product seals is what the independent check finds, in both editions."""

import io
from collections import Counter

import pytest

from app.accounts.queries import get_actor
from app.core.db import atomic, db
from app.domain.errors import NotCountedError
from app.models import ResultPackage
from app.voting.explanations import package_texts
from app.voting.services import record_draw, write_auditors_edition
from tests.support.elections import (
    abstain,
    begin_voting,
    cast,
    close,
    make_election_of,
)
from tests.support.factories import AFTER_CLOSE
from tools import verify_result

APART = {"staff": 6, "councils": 5, "partners": 6}
TOGETHER = {"staff": 6, "councils": 3, "partners": 2}
SEATS = {"forward_mode": "number", "seats": 2, "budget": None}


def ballot(kind, number):
    """A ballot that depends on who votes, so that some ideas are liked by many and some by few."""
    first, second = (0, 1, 0, 2, 3)[number % 5], (1, 2, 3, 4, 4)[number % 5]
    second += first == second
    return {
        "dots": {first: 4, second: 1},
        "score": {first: 5, second: 0, 4 - first if first not in (2, second) else first: 3},
        "ranked": {first: 1, second: 2},
        "budget": {first: 1},
    }.get(kind, {first: 1, second: 1})


def held(app, kind, *, groups, **wanted):
    """An election in which everybody votes, the last one for nothing."""
    begin_voting(app)
    election = make_election_of(app, kind, **groups, **wanted)
    *voters, last = election.everybody
    for number, person in enumerate(voters):
        cast(app, election, person, ballot(kind, number))
    abstain(app, election, last)
    return election


def editions(app, election):
    """The public edition as it is sealed, and the auditor's."""
    with app.app_context():
        auditors = io.BytesIO()
        write_auditors_edition(atomic, election.campaign_id, auditors, texts=package_texts)
        return db.session.get_one(ResultPackage, election.campaign_id).content, auditors.getvalue()


def outcomes(package):
    """How many checks ended how; a failure is told in full."""
    lines = list(verify_result.verify(io.BytesIO(package)))
    failed = [f"{line.check}: {line.message}" for line in lines if line.outcome == "failed"]
    assert failed == []
    return Counter(line.outcome for line in lines)


@pytest.mark.parametrize(
    ("kind", "groups", "wanted", "is_whole"),
    [
        ("approval", APART, SEATS | {"staff_seats": 1, "quorum": 17, "minimum_support": 2}, True),
        ("approval", TOGETHER, {"forward_mode": "afterwards", "seats": None}, True),
        (
            "approval",
            APART,
            SEATS | {"is_balanced": True, "floor_percent": 1, "floor_groups": 2},
            True,
        ),
        ("approval", APART, SEATS | {"rule": "phragmen"}, False),
        ("approval", TOGETHER, SEATS | {"rule": "seq-pav", "ballots_public": True}, True),
        ("dots", TOGETHER, SEATS, True),
        ("score", APART, SEATS | {"raters": 3}, True),
        ("score", TOGETHER, SEATS | {"raters": 3}, True),
        ("ranked", APART, SEATS | {"rule": "stv"}, False),
        ("ranked", TOGETHER, SEATS | {"rule": "borda"}, False),
        ("budget", APART, {"rule": "equal-shares-add-fill", "utility": "cost"}, False),
        ("budget", TOGETHER, {"rule": "greedy", "utility": None}, True),
    ],
)
def test_what_is_sealed_is_verified_in_both_editions(app, kind, groups, wanted, is_whole):
    election = held(app, kind, groups=groups, **wanted)
    close(app, election)

    public, auditors = map(outcomes, editions(app, election))
    assert auditors["partly"] == 0
    assert (public["partly"] == 0) == is_whole


def test_a_public_draw_is_verified(app):
    election = held(app, "approval", groups={"staff": 4}, lottery_source="Lotto")
    app.extensions["clock"].moment = AFTER_CLOSE
    with pytest.raises(NotCountedError):
        close(app, election)
    with app.app_context(), atomic() as session:
        facilitator = get_actor(session, election.facilitator, now=AFTER_CLOSE)
        clock = app.extensions["clock"]
        record_draw(session, facilitator, election.campaign_id, "7 12 19", clock=clock)
    close(app, election)

    assert all("partly" not in outcomes(package) for package in editions(app, election))
