"""A plan is evaluated by those it concerns, each once and without a name."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotOpenError,
    ReasonMissingError,
)
from app.domain.groups import Group
from app.domain.permissions import Role
from app.jobs.evaluating import close_evaluations, remind_of_evaluations
from app.jobs.mail import send_due_mail
from app.learning.queries.evaluations import get_results, has_answered
from app.models import (
    Body,
    Evaluation,
    EvaluationAnswer,
    EvaluationMark,
    EvaluationMove,
    EvaluationRating,
    OutboxMail,
    Person,
    Plan,
    PlanTheme,
)
from tests.support.contents import table_rows
from tests.support.evaluations import OPEN_FOR, make_evaluated
from tests.support.factories import make_body, make_person
from tests.support.mail import deliver

NATIONAL_ID = "01010750160"


@pytest.fixture
def plan(app):
    return make_evaluated(app)


@pytest.fixture
def opened(plan):
    return plan.open()


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def mailed(app, kind):
    with app.app_context():
        return sorted(
            db.session.scalars(select(OutboxMail.person_id).where(OutboxMail.kind == kind))
        )


def results(plan, person_id):
    with plan.app.app_context():
        return get_results(db.session(), plan.view(db.session(), person_id))


def test_opening_tells_all_concerned_and_nobody_else(app, plan):
    with app.app_context(), atomic() as session:
        make_person(session, body=make_body(session))

    plan.open()

    concerned = sorted([plan.leader, *plan.staff, *plan.council])
    assert mailed(app, "evaluation_opened") == concerned


def test_it_is_opened_once_by_those_who_make_the_plan_and_within_reason(app, plan):
    leader, plan.leader = plan.leader, plan.staff[0]
    with pytest.raises(NotAllowedError):
        plan.open()
    plan.leader = leader
    now = plan.clock.now()
    for closes_at, reason in ((now, "passed"), (now + timedelta(days=99), "too_far")):
        with pytest.raises(InvalidInputError) as refusal:
            plan.open(closes_at=closes_at)
        assert refusal.value.facts["reason"] == reason
    plan.open()
    with pytest.raises(ConflictError):
        plan.open()


def test_nobody_answers_before_it_is_opened(plan):
    with pytest.raises(NotOpenError):
        plan.answer(plan.staff[0])


def test_a_second_answer_is_refused_and_the_first_stands(app, opened):
    opened.answer(opened.staff[0], 2, works="Øvingene")

    with pytest.raises(ConflictError):
        opened.answer(opened.staff[0], 0, works="Noe annet")

    assert count(app, EvaluationAnswer) == 1
    with app.app_context():
        assert db.session.scalar(select(EvaluationAnswer.works)) == "Øvingene"
        assert set(db.session.scalars(select(EvaluationRating.reached))) == {2}


def test_dont_know_leaves_no_rating_and_an_empty_answer_is_none(app, opened):
    opened.answer(opened.staff[0], None, changes="Mer tid")
    with pytest.raises(InvalidInputError):
        opened.answer(opened.staff[1], None)

    assert (count(app, EvaluationAnswer), count(app, EvaluationRating)) == (1, 0)
    assert count(app, EvaluationMark) == 1


def test_the_last_microsecond_counts_and_the_deadline_does_not(opened):
    opened.clock.moment += OPEN_FOR - timedelta(microseconds=1)
    opened.answer(opened.staff[0])

    opened.clock.moment += timedelta(microseconds=1)
    with pytest.raises(DeadlinePassedError):
        opened.answer(opened.staff[1])


def test_a_closed_evaluation_stays_closed_when_time_goes_back(opened):
    assert opened.close()
    opened.clock.moment -= OPEN_FOR

    with pytest.raises(DeadlinePassedError):
        opened.answer(opened.staff[0])


def test_somebody_from_elsewhere_and_the_administrator_do_not_answer(app, opened):
    with app.app_context(), atomic() as session:
        unit = session.get_one(Body, opened.unit)
        administrator = make_person(session, body=unit, role=Role.ADMINISTRATOR).id
        stranger = make_person(session, body=make_body(session)).id

    with pytest.raises(NotAllowedError):
        opened.answer(administrator)
    with pytest.raises(NotFoundError):
        opened.answer(stranger)


def test_a_national_identity_number_is_never_kept(app, opened):
    with pytest.raises(InvalidInputError):
        opened.answer(opened.staff[0], learn_next=f"Spør {NATIONAL_ID}")

    assert (count(app, EvaluationAnswer), count(app, EvaluationMark)) == (0, 0)


def test_what_was_not_asked_is_not_kept(app, opened):
    opened.answer(opened.staff[0], organisation="Et ord om lederen")

    with app.app_context():
        assert db.session.scalar(select(EvaluationAnswer.organisation)) == ""


def test_no_row_holds_the_person_and_the_mark_tells_nothing_without_its_key(app, opened, session):
    opened.answer(opened.staff[0])

    rows = table_rows(session)
    for table in ("evaluation_answers", "evaluation_marks", "evaluation_ratings"):
        assert opened.staff[0].hex not in repr(rows[table]).replace("-", "")
    names = {column.name for column in EvaluationAnswer.__table__.columns}
    assert not [name for name in names if name.endswith("_at") or "person" in name]


def test_closing_erases_who_answered_and_the_key_and_tells_the_makers(app, opened):
    opened.answer(opened.staff[0])

    assert opened.close()

    assert count(app, EvaluationMark) == 0
    with app.app_context():
        evaluation = db.session.get(Evaluation, opened.plan)
        assert evaluation.key is None
        assert not has_answered(db.session(), evaluation, opened.staff[0])
    assert count(app, EvaluationAnswer) == 1
    assert mailed(app, "evaluation_closed") == [opened.leader]


def test_the_worker_closes_once_and_not_early(app, opened):
    with app.app_context():
        close_evaluations()
    assert mailed(app, "evaluation_closed") == []

    opened.clock.moment += OPEN_FOR
    with app.app_context():
        close_evaluations()
        close_evaluations()

    assert mailed(app, "evaluation_closed") == [opened.leader]


def test_only_who_has_not_answered_is_reminded_and_the_outbox_never_says_who(app, opened):
    opened.answer(opened.staff[0])
    with app.app_context():
        send_due_mail()
        remind_of_evaluations()
        assert mailed(app, "evaluation_reminder") == []
        opened.clock.move(days=11)
        remind_of_evaluations()
        remind_of_evaluations()

    everybody = sorted([opened.leader, *opened.staff, *opened.council])
    assert mailed(app, "evaluation_reminder") == everybody, "all are in line, once"
    sent = {mail["To"].addresses[0].addr_spec for mail in deliver(app)}
    with app.app_context():
        missing = [opened.leader, *opened.staff[1:], *opened.council]
        addresses = {db.session.get(Person, each).email for each in missing}
    assert sent == addresses
    assert mailed(app, "evaluation_reminder") == [], "not even as sent"


def test_more_time_is_given_with_a_reason_and_who_is_missing_is_reminded_again(app, opened):
    first_end = opened.clock.now() + OPEN_FOR
    opened.clock.move(days=12)
    with app.app_context():
        remind_of_evaluations()
    first_reminders = len(mailed(app, "evaluation_reminder"))

    opened.extend(days=10, reason="Flere var på ferie.")
    opened.clock.move(days=10)
    with app.app_context():
        remind_of_evaluations()
        close_evaluations()
        (move,) = db.session.scalars(select(EvaluationMove))

    assert len(mailed(app, "evaluation_reminder")) == 2 * first_reminders
    assert (move.moved_from, move.moved_to - first_end) == (first_end, timedelta(days=10))
    assert (move.reason, move.moved_by) == ("Flere var på ferie.", opened.leader)
    opened.answer(opened.staff[0])


def test_time_is_given_only_forward_with_a_reason_and_before_the_end(opened):
    with pytest.raises(InvalidInputError) as refusal:
        opened.extend(days=0)
    assert refusal.value.facts["reason"] == "not_later"
    with pytest.raises(InvalidInputError) as refusal:
        opened.extend(days=99)
    assert refusal.value.facts["reason"] == "too_far"
    with pytest.raises(ReasonMissingError):
        opened.extend(reason=" ")
    leader, opened.leader = opened.leader, opened.staff[0]
    with pytest.raises(NotAllowedError):
        opened.extend()
    opened.leader = leader
    opened.clock.moment += OPEN_FOR
    with pytest.raises(DeadlinePassedError):
        opened.extend()


def test_under_five_answers_nothing_counted_is_shown(opened):
    for person_id in opened.staff[:4]:
        opened.answer(person_id, 3, works="Øvingene")
    opened.close()

    for_staff, for_leader = results(opened, opened.staff[0]), results(opened, opened.leader)

    assert (for_staff.answers, for_staff.outcomes, for_staff.texts) == (None, {}, {})
    assert (for_leader.answers, for_leader.outcomes) == (None, {})
    assert [(said.text, said.groups) for said in for_leader.texts["works"]] == [
        ("Øvingene", ())
    ] * 4


def test_from_five_answers_all_see_the_numbers_and_makers_the_words(opened):
    for person_id in opened.staff[:5]:
        opened.answer(person_id, 2, works="Øvingene")
    opened.close()

    for_staff = results(opened, opened.staff[0])

    assert for_staff.answers == 5
    assert [found.whole.counts[2] for found in for_staff.outcomes.values()] == [5, 5]
    assert for_staff.texts == {}
    assert len(results(opened, opened.leader).texts["works"]) == 5


def test_an_outcome_that_few_know_of_is_too_few_though_many_answered(opened):
    for nr, person_id in enumerate(opened.staff):
        opened.answer(person_id, 1 if nr < 4 else None, works="Øvingene")
    opened.close()

    assert results(opened, opened.leader).answers == 6
    assert results(opened, opened.leader).outcomes == {}


def test_two_from_the_council_are_not_told_apart(opened):
    for person_id in (*opened.staff, *opened.council):
        opened.answer(person_id, 3, works="Øvingene")
    opened.close()

    found = results(opened, opened.leader)

    assert all(result.parts == () for result in found.outcomes.values())
    assert {said.groups for said in found.texts["works"]} == {()}


def test_five_from_the_council_are_shown_beside_staff(app):
    plan = make_evaluated(app, staff=5, council=5).open()
    for person_id in (*plan.staff, *plan.council):
        plan.answer(person_id, 3, works="Øvingene")
    plan.close()

    found = results(plan, plan.leader)

    (result, *_) = found.outcomes.values()
    assert [part.groups for part in result.parts] == [(Group.STAFF,), (Group.COUNCILS,)]
    assert {said.groups for said in found.texts["works"]} == {(Group.STAFF,), (Group.COUNCILS,)}


def test_a_theme_is_concluded_only_after_the_close(opened):
    with pytest.raises(NotOpenError):
        opened.conclude()
    opened.close()
    with pytest.raises(InvalidInputError):
        opened.conclude(summary="  ")
    opened.conclude("change", "Vi gjør mer av dette.")

    with opened.app.app_context():
        theme = db.session.get(PlanTheme, opened.themes[0])
        assert (theme.conclusion, theme.concluded_by) == ("change", opened.leader)


def test_it_is_finished_when_every_theme_has_a_conclusion_and_then_stands(app):
    plan = make_evaluated(app, themes=2).open()
    plan.close()
    first, second = plan.themes
    plan.themes = [first]
    plan.conclude()
    with pytest.raises(ConflictError) as refusal:
        plan.finish()
    assert refusal.value.facts["left"] == 1
    plan.themes = [second]
    plan.conclude()

    plan.finish()

    with app.app_context():
        assert db.session.get(Plan, plan.plan).state == "evaluated"
    for late in (plan.finish, plan.conclude):
        with pytest.raises(FrozenError):
            late()
