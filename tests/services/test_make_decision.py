"""The one decision of a campaign: reasons, freezing, answers, themes, ten presses."""

import json
import threading

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.queries import get_actor
from app.core.db import atomic, db
from app.decisions.services import Grounds
from app.decisions.signals import SignalText, add_signal
from app.domain.errors import (
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotCountedError,
    ReasonMissingError,
)
from app.domain.sealing import sha256_hex
from app.models import (
    Answer,
    CampaignEvent,
    Decision,
    DecisionItem,
    Idea,
    OutboxMail,
    Plan,
    PlanTheme,
)
from tests.support.elections import make_election
from tests.support.factories import AFTER_CLOSE, actor_of
from tests.support.outcomes import (
    Counted,
    change_campaign,
    change_idea,
    decide,
    decide_with_plan,
    make_counted,
    member,
    plan_of,
)

LETTER = SignalText(
    "assignment_letter", "Tildelingsbrev", "Departementet", None, "Barna først.", None
)


def count(app, model, *conditions):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def rows(app, statement):
    with app.app_context():
        return db.session.execute(statement).all()


def test_following_the_rule_needs_no_reason(app):
    counted = make_counted(app)

    decision = decide(app, counted)

    assert decision.reason == ""
    going = rows(app, select(DecisionItem.idea_id).where(DecisionItem.is_going_forward))
    assert {row[0] for row in going} == counted.winners
    assert count(app, DecisionItem) == len(counted.ideas)


@pytest.mark.parametrize("wrong", ["an unticked winner", "a ticked loser"])
def test_a_deviation_without_a_reason_is_refused(app, wrong):
    counted = make_counted(app)
    odd_one = counted.ideas[0] if wrong == "an unticked winner" else counted.ideas[4]

    with pytest.raises(ReasonMissingError) as refused:
        decide(app, counted, going=counted.winners ^ {odd_one})

    assert refused.value.facts == {"ideas": (odd_one,), "whole": False}
    assert count(app, Decision) == 0


def test_blanks_are_no_reason(app):
    counted = make_counted(app)
    going = counted.winners - {counted.ideas[0]}

    with pytest.raises(ReasonMissingError):
        decide(app, counted, going=going, grounds={counted.ideas[0]: Grounds("  \n ")})


def test_a_deviation_with_a_reason_is_kept_with_its_signal(app):
    counted = make_counted(app)
    with app.app_context(), atomic() as session:
        signal = add_signal(session, counted.actor, counted.id, text=LETTER, now=AFTER_CLOSE)
    grounds = {counted.ideas[4]: Grounds("Brevet ber oss om dette.", signal.id)}

    decide(app, counted, going=counted.winners | {counted.ideas[4]}, grounds=grounds)

    (item,) = rows(
        app,
        select(DecisionItem.reason, DecisionItem.signal_id, DecisionItem.is_rule_winner).where(
            DecisionItem.idea_id == counted.ideas[4]
        ),
    )
    assert tuple(item) == ("Brevet ber oss om dette.", signal.id, False)


def test_a_signal_of_another_campaign_cannot_be_named(app):
    counted, other = make_counted(app), make_counted(app)
    with app.app_context(), atomic() as session:
        signal = add_signal(session, other.actor, other.id, text=LETTER, now=AFTER_CLOSE)
    grounds = {counted.ideas[0]: Grounds("Fordi.", signal.id)}

    with pytest.raises(InvalidInputError):
        decide(app, counted, going=counted.winners - {counted.ideas[0]}, grounds=grounds)


def test_a_proposal_that_nobody_voted_on_cannot_go_forward(app):
    counted, other = make_counted(app), make_counted(app)

    with pytest.raises(InvalidInputError):
        decide(app, counted, going=counted.winners | {other.ideas[0]})


def test_where_it_is_decided_afterwards_the_whole_choice_needs_a_reason(app):
    counted = make_counted(app, forward_mode="afterwards", seats=None)
    going = frozenset(counted.ideas[:2])

    with pytest.raises(ReasonMissingError) as refused:
        decide(app, counted, going=going)
    decision = decide(app, counted, going=going, reason="To er nok til våren.")

    assert refused.value.facts == {"ideas": (), "whole": True}
    assert not json.loads(decision.canonical)["rule_proposes"]


def test_an_advisory_result_needs_a_named_reason(app):
    counted = make_counted(app, quorum=100)

    with pytest.raises(ReasonMissingError):
        decide(app, counted)

    decision = decide(app, counted, reason="Vi går videre likevel.")
    sealed = json.loads(decision.canonical)
    assert sealed["is_advisory"]
    assert sealed["reason"] == "Vi går videre likevel."
    assert sealed["decided_by"] == str(counted.actor.person_id)


def test_nothing_is_decided_before_the_votes_are_counted(app):
    election = make_election(app)
    app.extensions["clock"].moment = AFTER_CLOSE
    with app.app_context():
        actor = get_actor(db.session, election.facilitator, now=AFTER_CLOSE)
    counted = Counted(election, actor, None, frozenset())

    with pytest.raises(NotCountedError):
        decide(app, counted)


def test_those_who_only_take_part_may_not_decide(app):
    counted = make_counted(app)
    colleague = member(app, counted)
    with app.app_context():
        counted.actor = actor_of(db.session, colleague)

    with pytest.raises(NotAllowedError):
        decide(app, counted)


def test_the_sealed_content_says_who_when_why_and_on_what_evidence(app):
    counted = make_counted(app)

    decision = decide(app, counted, reason="Vi følger stemmene.")

    content = json.loads(decision.canonical)
    assert content["decided_by"] == str(counted.actor.person_id)
    assert content["decided_at"] == AFTER_CLOSE.isoformat()
    assert content["reason"] == "Vi følger stemmene."
    assert len(content["result_sha256"]) == 64
    assert decision.sha256 == sha256_hex(decision.canonical)


def test_no_name_of_a_person_is_sealed(app):
    counted = make_counted(app)

    decision = decide(app, counted)

    assert "Prøve Person" not in decision.canonical


def test_the_decision_is_the_last_link_of_the_chain(app):
    counted = make_counted(app)

    decision = decide(app, counted)

    events = rows(app, select(CampaignEvent.canonical).order_by(CampaignEvent.seq))
    assert json.loads(events[-1][0])["decision_sha256"] == decision.sha256


@pytest.mark.parametrize("table", ["decisions", "decision_items"])
@pytest.mark.parametrize("act", ["UPDATE {} SET campaign_id = campaign_id", "DELETE FROM {}"])
def test_what_is_frozen_refuses_changes_in_the_database_itself(app, table, act):
    decide(app, make_counted(app))

    with app.app_context(), pytest.raises(DBAPIError), atomic() as session:
        session.execute(text(act.format(table)))


def test_the_same_choice_again_changes_nothing(app):
    counted = make_counted(app)
    first = decide_with_plan(app, counted)
    mails = count(app, OutboxMail)

    again = decide_with_plan(app, counted)

    assert again.sha256 == first.sha256
    assert count(app, OutboxMail) == mails
    assert count(app, PlanTheme) == 3


def test_another_choice_afterwards_is_refused(app):
    counted = make_counted(app)
    decide(app, counted)

    with pytest.raises(FrozenError):
        decide(app, counted, going=frozenset(counted.ideas[:1]))


def test_ten_presses_make_one_decision_and_one_theme_a_winner(app):
    counted = make_counted(app)
    start, failures = threading.Barrier(10), []

    def press():
        start.wait()
        try:
            decide_with_plan(app, counted)
        except Exception as error:  # whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=press) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert count(app, Decision) == 1
    assert count(app, Plan) == 1
    assert count(app, PlanTheme) == 3
    assert count(app, Answer) == len(counted.ideas)


def test_everyone_decided_about_gets_an_answer_and_a_mail(app):
    counted = make_counted(app)

    decide(app, counted)

    statuses = rows(app, select(Idea.id, Idea.status))
    for idea_id, status in statuses:
        wanted = "going_forward" if idea_id in counted.winners else "not_going_forward"
        assert status == wanted
    assert count(app, OutboxMail, OutboxMail.kind == "idea_answered") == len(counted.ideas)


def test_the_reason_for_a_deviation_is_the_answer(app):
    counted = make_counted(app)
    left_out = counted.ideas[0]

    decide(
        app,
        counted,
        going=counted.winners - {left_out},
        grounds={left_out: Grounds("Det gjør vi alt.")},
    )

    ((words,),) = rows(app, select(Answer.text).where(Answer.idea_id == left_out))
    assert words == "Det gjør vi alt."


def test_what_is_carried_out_already_is_not_told_that_it_stops(app):
    counted = make_counted(app)
    change_idea(app, counted, counted.ideas[4], status="carried_out")

    decide(app, counted)

    assert count(app, Answer, Answer.idea_id == counted.ideas[4]) == 0


def test_winners_become_themes_of_the_units_plan(app):
    counted = make_counted(app)

    decide_with_plan(app, counted)

    themes = rows(
        app, select(PlanTheme.idea_id, PlanTheme.campaign_id).order_by(PlanTheme.position)
    )
    assert [row[0] for row in themes] == counted.ideas[:3]
    assert {row[1] for row in themes} == {counted.id}


def test_a_plan_that_is_there_is_extended(app):
    first = make_counted(app)
    decide_with_plan(app, first)
    second = make_counted(app)
    second.election.office = first.election.office
    second.actor = first.actor.__class__(
        second.actor.person_id, second.actor.memberships + first.actor.memberships
    )

    decide(app, second, plan=plan_of(second))

    assert count(app, Plan) == 1
    assert count(app, PlanTheme) == 6


def test_nobody_fills_the_plan_of_a_unit_they_do_not_look_after(app):
    counted, other = make_counted(app), make_counted(app)

    with pytest.raises(NotAllowedError):
        decide(app, counted, plan=plan_of(other))

    assert count(app, Decision) == 0


def test_an_idea_call_makes_no_plan(app):
    counted = make_counted(app)
    change_campaign(app, counted, template="idea_call")

    decide_with_plan(app, counted)

    assert count(app, Plan) == 0


def test_signals_lie_fast_once_the_decision_is_made(app):
    counted = make_counted(app)
    decide(app, counted)

    with app.app_context(), pytest.raises(FrozenError), atomic() as session:
        add_signal(session, counted.actor, counted.id, text=LETTER, now=AFTER_CLOSE)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://e.example", "//e.example", "http:"])
def test_a_signal_links_to_the_web_alone(app, url):
    counted = make_counted(app)
    text_with_link = SignalText("strategy", "Strategi", "Etaten", None, "", url)

    with app.app_context(), pytest.raises(InvalidInputError), atomic() as session:
        add_signal(session, counted.actor, counted.id, text=text_with_link, now=AFTER_CLOSE)
