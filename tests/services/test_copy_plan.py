"""Taking along to the next half-year: what goes on, marked as such, and nothing twice."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.errors import (
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
)
from app.domain.permissions import Role
from app.learning.queries.content import list_themes
from app.learning.queries.copying import list_choices
from app.learning.queries.document import get_document
from app.learning.queries.plans import get_plan_view
from app.learning.services.copying import Wanted, copy_plan
from app.models import ActivityDay, ActivityParticipant, Body, Plan
from tests.support.factories import AFTER_CLOSE, actor_of, make_body, make_person
from tests.support.outcomes import make_planned
from tests.support.plans import (
    make_activity,
    make_filled_plan,
    make_outcome,
    make_plan,
    make_theme,
    view_of,
)
from tests.support.statements import recorded_statements


@pytest.fixture
def unit(session):
    return make_body(session)


@pytest.fixture
def leader(session, unit):
    return make_person(session, body=unit, role=Role.LEADER)


@pytest.fixture
def plan(session, unit):
    return make_plan(session, unit=unit, half_year="2026-2", state="evaluated")


def copy(session, plan, person, *themes, ideas=(), reason=""):
    wanted = Wanted(frozenset(theme.id for theme in themes), frozenset(ideas), reason)
    actor = actor_of(session, person, now=AFTER_CLOSE)
    return copy_plan(session, actor, plan.id, wanted=wanted, now=AFTER_CLOSE)


def test_what_is_unfinished_is_suggested(session, plan, leader):
    def theme(title, status="planned", **columns):
        made = make_theme(session, plan, title=title, **columns)
        make_activity(session, make_outcome(session, made), status=status)

    theme("Ikke ferdig")
    theme("Ferdig", status="done")
    theme("Fortsetter", status="done", conclusion="continue")
    theme("Endres", status="done", conclusion="change")
    theme("Slutt", conclusion="stop")
    make_theme(session, plan, title="Uten aktiviteter")

    choices = list_choices(session, view_of(session, plan, leader))

    assert [one.theme.title for one in choices.themes if one.is_unfinished] == [
        "Ikke ferdig",
        "Fortsetter",
        "Endres",
        "Uten aktiviteter",
    ]


def test_a_theme_goes_on_with_what_remains_and_what_was_learnt(session, unit, plan, leader):
    theme = make_theme(
        session, plan, title="Marked", summary="Bedriftsbesøk virket.", conclusion="continue"
    )
    outcome = make_outcome(session, theme, text="Kjenne bedriftene", level="insight")
    make_activity(session, outcome, arena="Kurs", status="done")
    dated = make_activity(session, outcome, arena="Seminar", time="12. mars", time_kind="date")
    weekly = make_activity(
        session, outcome, arena="Teammøte", time="hver uke", time_kind="recurring", minutes=60
    )
    session.add_all(
        [
            ActivityDay(activity_id=dated.id, day=date(2026, 9, 1)),
            ActivityParticipant(activity_id=weekly.id, words="Nyansatte", need="wants"),
        ]
    )
    session.flush()

    target = copy(session, plan, leader, theme)

    document = get_document(session, view_of(session, target, leader))
    (told,) = document.themes
    assert (target.half_year, target.copied_from) == ("2027-1", plan.id)
    assert (told.title, told.carried_from, told.lessons) == (
        "Marked",
        "2026-2",
        "Bedriftsbesøk virket.",
    )
    assert (told.conclusion, told.summary) == (None, "")
    (kept,) = told.outcomes
    assert (kept.text, kept.level) == ("Kjenne bedriftene", "insight")
    assert [(one.arena, one.time, one.days, one.minutes) for one in kept.activities] == [
        ("Seminar", "", (), None),
        ("Teammøte", "hver uke", (), 60),
    ]
    assert [one.words for one in kept.activities[1].expected] == ["Nyansatte"]


def test_an_outcome_that_was_reached_stays_behind_unless_the_theme_goes_on(session, plan, leader):
    for conclusion, left in ((None, []), ("continue", ["Nådd"])):
        theme = make_theme(session, plan, conclusion=conclusion)
        make_activity(session, make_outcome(session, theme, text="Nådd"), status="done")

        target = copy(session, plan, leader, theme)

        copied = list_themes(session, target.id)[-1]
        assert [one.outcome.text for one in copied.outcomes] == left


def test_copying_twice_makes_nothing_twice(session, plan, leader):
    one, other = make_theme(session, plan, title="Én"), make_theme(session, plan, title="To")
    copy(session, plan, leader, one)

    target = copy(session, plan, leader, one, other)

    assert [theme.title for theme in list_themes(session, target.id)] == ["Én", "To"]


def test_a_plan_that_is_approved_takes_nothing_more(session, unit, plan, leader):
    theme = make_theme(session, plan)
    make_plan(session, unit=unit, half_year="2027-1", state="approved")

    with pytest.raises(FrozenError):
        copy(session, plan, leader, theme)


def test_something_of_this_plan_must_be_chosen(session, unit, plan, leader):
    other = make_theme(session, make_plan(session, unit=unit, half_year="2025-1"))

    with pytest.raises(InvalidInputError):
        copy(session, plan, leader)
    with pytest.raises(NotFoundError):
        copy(session, plan, leader, other)


def test_only_those_who_make_the_plan_copy_it(session, unit, plan):
    theme = make_theme(session, plan)

    with pytest.raises(NotAllowedError):
        copy(session, plan, make_person(session, body=unit), theme)


def test_a_proposal_that_was_not_chosen_is_offered_again_with_its_old_votes(app):
    counted = make_planned(app)
    not_chosen = counted.ideas[3]
    with app.app_context(), atomic() as session:
        plan = session.scalar(select(Plan))
        view = get_plan_view(session, counted.actor, _slug(session, plan), plan.half_year)
        offered = list_choices(session, view).ideas
        assert [one.idea_id for one in offered] == list(counted.ideas[3:])
        assert offered[0].support is not None
        wanted = Wanted(frozenset(), frozenset({not_chosen}))
        with pytest.raises(ReasonMissingError):
            copy_plan(session, counted.actor, plan.id, wanted=wanted, now=AFTER_CLOSE)
        wanted = Wanted(frozenset(), frozenset({not_chosen}), "Flere har bedt om det.")
        target = copy_plan(session, counted.actor, plan.id, wanted=wanted, now=AFTER_CLOSE)

        (theme,) = list_themes(session, target.id)
        assert theme.reason == "Flere har bedt om det."
        assert (theme.origin.idea_nr, theme.origin.support) == (4, offered[0].support)
        again = list_choices(session, view).ideas
        assert [one.idea_id for one in again] == [counted.ideas[4]]
        db.session.expunge_all()


def _slug(session, plan):
    return session.get_one(Body, plan.unit_id).slug


def test_the_choices_take_as_many_statements_however_many_there_are(session, unit, leader):
    counts = []
    for themes, half_year in ((1, "2026-1"), (9, "2025-1")):
        plan = make_filled_plan(session, unit=unit, themes=themes, half_year=half_year)
        view = view_of(session, plan, leader)
        with recorded_statements() as statements:
            list_choices(session, view)
        counts.append(len(statements))

    assert counts[0] == counts[1]
