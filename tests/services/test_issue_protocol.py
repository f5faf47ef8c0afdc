"""The selection protocol: everything that was weighed, written down once and never changed."""

import json

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from app.core.db import atomic, db
from app.decisions.protocols import get_protocol, issue_protocol, list_protocols
from app.decisions.services import Grounds
from app.decisions.signals import SignalText, add_signal
from app.domain.errors import NotAllowedError, NotFoundError, NotOpenError
from app.domain.sealing import sha256_hex
from app.models import Answer, Idea, SelectionProtocol
from tests.support.factories import AFTER_CLOSE, actor_of
from tests.support.outcomes import change_idea, decide, make_counted, member


@pytest.fixture
def counted(app):
    return make_counted(app, staff=6, councils=2)


def issue(app, counted, actor=None, case_number="2026/123"):
    with app.app_context(), atomic() as session:
        protocol = issue_protocol(
            session, actor or counted.actor, counted.id, case_number=case_number, now=AFTER_CLOSE
        )
        return json.loads(protocol.canonical)


def numbers(lines):
    return [line["nr"] for line in lines]


def test_it_tells_how_the_choice_was_made(app, counted):
    winner, other = counted.ideas[0], counted.ideas[4]
    with app.app_context(), atomic() as session:
        signal = add_signal(
            session,
            counted.actor,
            counted.id,
            text=SignalText("assignment_letter", "Årets brev", "Direktoratet", None, "Lær.", None),
            now=AFTER_CLOSE,
        )
        signal_id = signal.id
    going = counted.winners - {winner} | {other}
    grounds = {winner: Grounds("Gjøres alt"), other: Grounds("Brevet ber om det", signal_id)}
    decide(app, counted, going=going, grounds=grounds)

    told = issue(app, counted)

    assert told["case_number"] == "2026/123"
    assert (told["turnout"]["eligible"], told["turnout"]["voted"]) == (9, 8)
    assert told["result"]["sha256"] == told["decision"]["result_sha256"]
    assert told["result"]["rule"].startswith("approval")
    assert [line["rank"] for line in told["result"]["standings"]][:2] == [1, 2]
    reasons = {item["nr"]: item["reason"] for item in told["decision"]["items"] if item["reason"]}
    assert sorted(reasons.values()) == ["Brevet ber om det", "Gjøres alt"]
    assert [one["title"] for one in told["decision"]["signals"]] == ["Årets brev"]
    assert len(told["answers"]) == 5
    assert all(answer["text"] for answer in told["answers"])


def test_small_groups_stand_as_the_sealed_result_has_them(app, counted):
    decide(app, counted)
    told = issue(app, counted)
    assert [group["groups"] for group in told["turnout"]["groups"]] != [["staff"], ["councils"]]
    assert all(group["voted"] >= 5 for group in told["turnout"]["groups"])


def test_merged_and_omitted_proposals_are_told_and_drafts_and_names_are_not(app, counted):
    decide(app, counted)
    first, second, third = counted.ideas[2:5]
    change_idea(app, counted, first, state="merged", merged_into=second)
    change_idea(app, counted, third, is_on_ballot=False, omitted_reason="Utenfor rammen")
    with app.app_context(), atomic() as session:
        draft = session.get(Idea, (counted.id, counted.ideas[0]))
        session.add(
            Idea(
                campaign_id=counted.id,
                nr=None,
                title="Et hemmelig utkast",
                author_id=draft.author_id,
                created_at=AFTER_CLOSE,
                updated_at=AFTER_CLOSE,
            )
        )
        author = str(draft.author_id)

    told = issue(app, counted)

    assert numbers(told["merged"]) == [3]
    assert told["merged"][0]["into"]["nr"] == 4
    assert [(one["nr"], one["reason"]) for one in told["left_out"]] == [(5, "Utenfor rammen")]
    spelled = json.dumps(told, ensure_ascii=False)
    assert "hemmelig" not in spelled
    assert author not in spelled


def test_nothing_is_issued_before_there_is_a_decision(app, counted):
    with pytest.raises(NotOpenError):
        issue(app, counted)


def test_only_those_who_decide_issue_it(app, counted):
    decide(app, counted)
    person = member(app, counted)
    with app.app_context():
        actor = actor_of(db.session, person, now=AFTER_CLOSE)
    with pytest.raises(NotAllowedError):
        issue(app, counted, actor)


def test_a_new_one_adds_and_the_old_one_stays_to_the_letter(app, counted):
    decide(app, counted)
    first = issue(app, counted)
    with app.app_context(), atomic() as session:
        session.execute(
            update(Idea).where(Idea.id == counted.ideas[0]).values(title="Noe helt annet")
        )
        session.add(
            Answer(
                campaign_id=counted.id,
                idea_id=counted.ideas[0],
                status="carried_out",
                text="Gjort",
                answered_by=counted.actor.person_id,
                answered_at=AFTER_CLOSE,
            )
        )

    second = issue(app, counted, case_number="")

    assert (first["number"], second["number"]) == (1, 2)
    assert second["answers"][0]["title"] == "Noe helt annet"
    with app.app_context():
        kept = get_protocol(db.session, counted.id, 1)
        assert kept.content == first
        assert kept.sha256 == sha256_hex(kept.canonical)
        assert [one.number for one in list_protocols(db.session, counted.id)] == [2, 1]
        with pytest.raises(NotFoundError):
            get_protocol(db.session, counted.id, 3)


@pytest.mark.parametrize(
    "change", [update(SelectionProtocol).values(case_number="x"), delete(SelectionProtocol)]
)
def test_the_database_refuses_to_change_what_was_issued(app, counted, change):
    decide(app, counted)
    issue(app, counted)
    with app.app_context(), pytest.raises(DBAPIError), atomic() as session:
        session.execute(change)
