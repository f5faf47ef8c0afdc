"""What is counted after the result: without an impossible idea, and by other rules once decided."""

import io
import json
from contextlib import contextmanager
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.queries import get_actor
from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotCountedError,
    NotOpenError,
)
from app.domain.sealing import chain_hash, sha256_hex
from app.jobs import closing as jobs
from app.models import CampaignEvent, CountProgress, FurtherCount, Person, Result, ResultPackage
from app.voting.explanations import package_texts
from app.voting.queries import list_further_counts
from app.voting.services import count_beside, count_without, write_auditors_edition
from tests.support.bursts import burst
from tests.support.elections import (
    abstain,
    begin_voting,
    cast,
    close,
    count_rows,
    make_election,
    make_election_of,
    scalar,
)
from tests.support.factories import AFTER_CLOSE
from tests.support.outcomes import Counted, decide
from tests.support.statements import recorded_statements
from tools import verify_result

WHY = "Kommunen har solgt tomten."
SEATS = {"forward_mode": "number", "seats": 2, "budget": None}
BALLOTS = {
    "approval": ({0: 1, 1: 1}, {0: 1, 3: 1}, {2: 1, 3: 1}),
    "dots": ({0: 4, 1: 2}, {0: 3, 2: 1}, {3: 4, 1: 1}),
    "score": ({0: 5, 1: 0, 2: 3}, {0: 4, 3: 4}, {1: 5, 2: 1}),
    "ranked": ({0: 1, 1: 2, 2: 3}, {1: 1, 0: 2}, {2: 1, 3: 2, 0: 3}),
    "budget": ({0: 1, 2: 1}, {1: 1, 2: 1, 3: 1}, {0: 1, 3: 1}),
}
RULES = [
    ("approval", SEATS),
    ("approval", SEATS | {"rule": "phragmen"}),
    ("approval", SEATS | {"is_balanced": True}),
    ("approval", {"forward_mode": "afterwards", "seats": None}),
    ("dots", SEATS),
    ("score", SEATS | {"raters": 2}),
    ("ranked", SEATS | {"rule": "stv"}),
    ("ranked", SEATS | {"rule": "borda"}),
    ("budget", {}),
]


def held(app, kind="approval", *, ballots=None, staff=7, councils=5, is_closed=True, **wanted):
    """Everybody gives one of the ballots, in turn, but for the last of staff, who abstains."""
    begin_voting(app)
    election = make_election_of(app, kind, staff=staff, councils=councils, **wanted)
    voters = [one for one in election.everybody if one != election.staff[-1]]
    ballots = ballots or BALLOTS[kind]
    for number, person in enumerate(voters):
        cast(app, election, person, ballots[number % len(ballots)])
    abstain(app, election, election.staff[-1])
    if is_closed:
        close(app, election)
    return election


def leave_out(app, election, place, *, who=None, reason=WHY, unit_of_work=atomic):
    with app.app_context():
        moment = app.extensions["clock"].now()
        actor = get_actor(db.session, who or election.facilitator, now=moment)
        db.session.remove()
        idea = election.ideas[place] if isinstance(place, int) else place
        count_without(unit_of_work, actor, election.campaign_id, idea, reason=reason, now=moment)


def compare(app, election, *, unit_of_work=atomic):
    with app.app_context():
        count_beside(unit_of_work, election.campaign_id, now=AFTER_CLOSE)
        db.session.remove()


def further(app, election):
    with app.app_context():
        return list_further_counts(db.session(), election.campaign_id)


def ids(election, *places):
    return [str(election.ideas[place]) for place in places]


def sealed(app, election):
    """What was published at the close, byte for byte."""
    with app.app_context():
        result = db.session.get_one(Result, election.campaign_id)
        package = db.session.get_one(ResultPackage, election.campaign_id)
        return result.canonical, result.sha256, package.content


def chain(app, election):
    with app.app_context():
        where = CampaignEvent.campaign_id == election.campaign_id
        rows = db.session.scalars(
            select(CampaignEvent).where(where).order_by(CampaignEvent.seq)
        ).all()
    for before, event in zip(rows, rows[1:], strict=False):
        assert event.previous == before.hash
        assert event.hash == chain_hash(before.hash, event.canonical)
    return [json.loads(event.canonical) for event in rows]


def counted_by_check(app, election, without):
    """The auditor's ballots, with these ideas struck from every one, by the independent check."""
    file = io.BytesIO()
    with app.app_context():
        write_auditors_edition(atomic, election.campaign_id, file, texts=package_texts)
    with ZipFile(file) as package:
        rules = json.loads(package.read("rules.json"))
        paper = json.loads(package.read("catalogue.json"))
        order = json.loads(package.read("draw.json"))["order"]
        ballots = [json.loads(line) for line in package.read("ballots.jsonl").splitlines()]
        balanced = json.loads(package.read("result.json")).get("balanced")
    left = [
        ({i: v for i, v in one["marks"].items() if i not in without}, one.get("group"), 1)
        for one in ballots
    ]
    if rules["ballot_kind"] == "ranked":
        left = [
            ({i: place for place, i in enumerate(sorted(marks, key=marks.get), 1)}, group, 1)
            for marks, group, _ in left
        ]
    race = verify_result.race_of(
        rules["rule"].partition("@")[0],
        rules["ballot_kind"],
        [(one["id"], one.get("cost", 0)) for one in paper if one["id"] not in without],
        left,
        rules | {"balanced": balanced is True},
        [idea for idea in order if idea not in without],
    )
    return verify_result.count_fully(race)


# Without an idea that was found impossible


@pytest.mark.parametrize(("kind", "wanted"), RULES)
def test_the_same_ballots_are_counted_by_the_same_rule_as_if_it_had_not_been_there(
    app, kind, wanted
):
    election = held(app, kind, **wanted)
    left_out = ids(election, 0)

    leave_out(app, election, 0)

    (again,) = further(app, election)
    theirs = counted_by_check(app, election, left_out)
    assert again.facts["without"] == left_out
    for part in ("winners", "rounds", "ties", "otherwise"):
        assert again.facts[part] == theirs[part], part
    assert again.facts["standings"] == [
        {"idea": one["idea"]["id"], "support": one["support"], "rank": one["rank"]}
        for one in theirs["standings"]
    ]


def test_the_next_on_the_list_does_not_simply_move_up(app):
    """Phragmén: without the first, its supporters' other idea is due before one with more votes."""
    ballots = [{0: 1, 1: 1}] * 3 + [{0: 1}] * 3 + [{2: 1, 3: 1}] * 4 + [{2: 1}]
    election = held(app, ballots=ballots, staff=12, councils=0, ideas=4, rule="phragmen", **SEATS)
    first = json.loads(sealed(app, election)[0])
    assert first["winners"] == ids(election, 0, 2)
    support = {one["idea"]["id"]: one["support"] for one in first["standings"]}
    next_up, due = ids(election, 3, 1)
    assert support[next_up] > support[due]

    leave_out(app, election, 0)

    assert set(further(app, election)[0].facts["winners"]) == {ids(election, 2)[0], due}


def test_both_counts_stand_with_who_why_and_a_link_in_the_chain(app):
    election = held(app, **SEATS)
    before = sealed(app, election)

    leave_out(app, election, 0, reason=f"{WHY}\n\n")

    assert sealed(app, election) == before, "the result itself is never touched"
    (again,) = further(app, election)
    with app.app_context():
        who = db.session.get(Person, election.facilitator).name
        row = db.session.scalars(select(FurtherCount)).one()
    assert (again.kind, again.reason, again.asked_by) == ("without", WHY, who)
    assert again.counted_at == AFTER_CLOSE
    assert again.sha256 == sha256_hex(row.canonical)
    assert again.facts["result"] == before[1], "it says which result it follows"
    *_, last = chain(app, election)
    assert (last["event"], last["sha256"]) == ("counted_without", again.sha256)
    assert WHY not in json.dumps(last, ensure_ascii=False), (
        "words may hold names, the chain may not"
    )


def test_a_second_idea_leaves_both_out(app):
    election = held(app, **SEATS)

    leave_out(app, election, 0)
    leave_out(app, election, 2, reason="Heller ikke dette.")

    first, second = further(app, election)
    assert first.facts["without"] == ids(election, 0)
    assert second.facts["without"] == ids(election, 0, 2)
    assert (
        second.facts["winners"] == counted_by_check(app, election, ids(election, 0, 2))["winners"]
    )
    assert not set(second.facts["winners"]) & set(ids(election, 0, 2))
    assert [one["event"] for one in chain(app, election)][-2:] == ["counted_without"] * 2


def test_the_same_idea_is_not_left_out_twice(app):
    election = held(app, **SEATS)
    leave_out(app, election, 0)
    leave_out(app, election, 1)

    with pytest.raises(ConflictError):
        leave_out(app, election, 0)

    assert len(further(app, election)) == 2


@pytest.mark.parametrize(
    ("reason", "why"), [("", "missing"), (" \n ", "missing"), ("x" * 1_001, "too_long")]
)
def test_it_asks_for_a_reason(app, reason, why):
    election = held(app, **SEATS)

    with pytest.raises(InvalidInputError) as refused:
        leave_out(app, election, 0, reason=reason)

    assert refused.value.facts == {"field": "reason", "reason": why}
    assert further(app, election) == []


def test_an_idea_of_another_campaign_is_refused(app):
    election, other = held(app, **SEATS), make_election(app)

    with pytest.raises(InvalidInputError) as refused:
        leave_out(app, election, other.ideas[0])

    assert refused.value.facts == {"field": "idea", "reason": "unknown"}
    assert further(app, election) == []


def test_only_a_facilitator_may(app):
    election = held(app, **SEATS)

    for person in (election.staff[0], election.councils[0]):
        with pytest.raises(NotAllowedError):
            leave_out(app, election, 0, who=person)

    assert further(app, election) == []


@pytest.mark.parametrize("at", ["while voting", "closed, not counted"])
def test_before_there_is_a_result_it_is_refused(app, at):
    election = held(app, is_closed=False, lottery_source="Lotto", **SEATS)
    expected = NotOpenError
    if at == "closed, not counted":
        with pytest.raises(NotCountedError):
            close(app, election)
        expected = NotCountedError

    with pytest.raises(expected):
        leave_out(app, election, 0)

    assert count_rows(app, FurtherCount) == 0


def test_two_who_find_two_ideas_impossible_at_once_lose_neither(app):
    election = held(app, **SEATS)

    outcome = burst([lambda place=place: leave_out(app, election, place) for place in (0, 1)])

    assert outcome.errors_but(ConflictError) == []
    counts = [one.facts["without"] for one in further(app, election)]
    assert len(counts) + len(outcome.errors) == 2
    assert all(
        longer[: len(shorter)] == shorter
        for shorter, longer in zip(counts, counts[1:], strict=False)
    )
    chain(app, election)


@pytest.mark.parametrize(
    "change", ["UPDATE further_counts SET reason = 'x'", "DELETE FROM further_counts"]
)
def test_the_database_refuses_to_change_what_was_counted(app, change):
    election = held(app, **SEATS)
    leave_out(app, election, 0)

    with app.app_context(), pytest.raises(DBAPIError):
        db.session.execute(text(change))

    assert further(app, election)[0].reason == WHY


def test_groups_too_small_without_it_are_not_weighed_and_it_says_so(app):
    """Ballots for it alone no longer count, and four of five ballots could tell what one held."""
    wanted = SEATS | {"is_balanced": True}
    election = held(app, ballots=({0: 1, 1: 1}, {0: 1}), **wanted)
    assert json.loads(sealed(app, election)[0])["balanced"] is True

    leave_out(app, election, 0)

    assert further(app, election)[0].facts["balanced"] == "too_few"


# By other rules


def decided(app, election):
    with app.app_context():
        actor = get_actor(db.session, election.facilitator, now=AFTER_CLOSE)
        winners = json.loads(db.session.get_one(Result, election.campaign_id).canonical)["winners"]
        db.session.remove()
    going = {idea for idea in election.ideas if str(idea) in winners}
    decide(app, Counted(election, actor, None, going), going=going, reason="")
    return election


def test_other_rules_are_counted_only_after_the_decision(app):
    election = held(app, **SEATS)
    with app.app_context():
        jobs.count_beside()
    compare(app, election)
    assert further(app, election) == []

    decided(app, election)
    with app.app_context():
        jobs.count_beside()

    (beside,) = further(app, election)
    assert (beside.kind, beside.reason, beside.asked_by) == ("beside", "", None)
    assert [one["event"] for one in chain(app, election)][-2:] == ["decision", "counted_beside"]


def test_other_rules_are_counted_once(app):
    election = decided(app, held(app, **SEATS))

    compare(app, election)
    with app.app_context():
        jobs.count_beside()
    compare(app, election)

    assert [one.kind for one in further(app, election)] == ["beside"]


def test_by_many_at_once_other_rules_are_counted_once(app):
    election = decided(app, held(app, **SEATS))

    outcome = burst([lambda: compare(app, election)] * 3)

    assert outcome.errors == []
    assert count_rows(app, FurtherCount) == 1
    chain(app, election)


def test_the_rule_that_decided_is_not_among_the_others_and_groups_weigh_the_same_beside(app):
    election = decided(app, held(app, **SEATS))

    compare(app, election)

    (beside,) = further(app, election)
    assert set(beside.facts["rules"]) == {"equal-shares-add-fill", "phragmen", "seq-pav"}
    assert all(len(winners) == 2 for winners in beside.facts["rules"].values())
    assert len(beside.facts["balanced"]) == 2, "six and five ballots are enough to weigh groups"


def test_small_groups_are_not_weighed_beside(app):
    election = decided(app, held(app, councils=2, **SEATS))

    compare(app, election)

    assert further(app, election)[0].facts["balanced"] == "too_few"


def test_what_was_left_out_and_what_others_give_stand_side_by_side(app):
    election = held(app, **SEATS)
    leave_out(app, election, 0)
    decided(app, election)
    compare(app, election)
    leave_out(app, election, 1)

    assert [one.kind for one in further(app, election)] == ["without", "beside", "without"]
    assert further(app, election)[2].facts["without"] == ids(election, 0, 1)


# Counting takes long, so nobody waits for it


@pytest.mark.parametrize("kind", ["without", "beside"])
def test_nothing_is_read_or_counted_while_the_campaign_is_locked(app, kind):
    """The transaction that writes neither reads ballots nor roll nor the promises."""
    election = held(app, **SEATS)
    if kind == "beside":
        decided(app, election)
    work = []

    @contextmanager
    def noted():
        with recorded_statements() as statements, atomic() as session:
            yield session
        work.append(" ".join(statements))

    act = compare if kind == "beside" else lambda *given, **more: leave_out(*given, 0, **more)
    act(app, election, unit_of_work=noted)

    (writing,) = [one for one in work if "INSERT INTO further_counts" in one]
    assert "FROM voters" in work[0]
    assert any("FROM sealed_ballots" in one for one in work)
    assert "FROM voters" not in writing
    assert "FROM sealed_ballots" not in writing


def test_a_count_that_follows_the_result_leaves_no_progress_behind(app, monkeypatch):
    monkeypatch.setattr("app.voting.services.counting.REPORTED", 1)
    election = held(app, **SEATS)

    leave_out(app, election, 0)

    assert scalar(app, select(CountProgress.done)) is None
