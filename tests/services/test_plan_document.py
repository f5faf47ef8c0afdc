"""A plan gathered from the database into one value."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.learning.document import as_json, read_json
from app.domain.permissions import Role
from app.learning.queries.document import get_document, get_frozen_document
from app.models import (
    ActivityDay,
    ActivityParticipant,
    Arena,
    Body,
    GroupMember,
    Plan,
    SignUp,
    SourceNote,
)
from tests.support.factories import AFTER_CLOSE, make_body, make_person
from tests.support.outcomes import change_campaign, decide_with_plan, make_counted, person
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
def reader(session, unit):
    return make_person(session, name="Åse Prøve", body=unit, role=Role.LEADER)


def test_everything_that_stands_in_the_plan_is_in_it(session, unit, reader):
    team = make_body(session, unit_kind="team", parent=unit)
    autumn = make_plan(session, unit=unit, half_year="2026-2")
    plan = make_plan(session, unit=unit, introduction="Vi lærer sammen.", mandate="Lag planen.")
    theme = make_theme(
        session,
        plan,
        team_id=team.id,
        responsible_id=reader.id,
        carried_from=make_theme(session, autumn).id,
    )
    activity = make_activity(session, make_outcome(session, theme, level="insight"), minutes=90)
    make_outcome(session, theme, text="Uten aktivitet")
    session.add_all(
        [
            GroupMember(plan_id=plan.id, person_id=make_person(session).id, part="member"),
            GroupMember(plan_id=plan.id, person_id=reader.id, part="lead"),
            ActivityDay(activity_id=activity.id, day=date(2027, 4, 22)),
            ActivityParticipant(activity_id=activity.id, body_id=team.id),
            Arena(unit_id=unit.id, name="Kontormøte", shares=True),
            Arena(unit_id=unit.id, name="Lagt ned", retired_at=AFTER_CLOSE),
            SourceNote(
                theme_id=theme.id,
                kind="employer",
                held_on=date(2026, 12, 1),
                text="Trenger folk.",
                added_by=reader.id,
                added_at=AFTER_CLOSE,
            ),
        ]
    )
    session.flush()

    document = get_document(session, view_of(session, plan, reader))

    (told,) = document.themes
    first, second = told.outcomes
    assert (document.introduction, document.mandate) == ("Vi lærer sammen.", "Lag planen.")
    assert (told.team.name, told.responsible.name) == (team.name, "Åse Prøve")
    assert told.carried_from == "2026-2"
    assert (first.level, first.activities[0].minutes) == ("insight", 90)
    assert [one.day for one in first.activities[0].days] == [date(2027, 4, 22)]
    assert [one.body.name for one in first.activities[0].expected] == [team.name]
    assert second.activities == ()
    assert [seat.part for seat in document.group] == ["lead", "member"]
    assert [arena.name for arena in document.arenas] == ["Kontormøte"]
    assert [(note.text, note.theme_id) for note in document.notes] == [("Trenger folk.", theme.id)]
    assert read_json(as_json(document)) == document


def test_those_who_signed_up_are_not_in_it(session, unit, reader):
    plan = make_plan(session, unit=unit)
    activity = make_activity(session, make_outcome(session, make_theme(session, plan)))
    guest = make_person(session, name="Påmeldt Person")
    session.add(
        SignUp(
            activity_id=activity.id,
            person_id=guest.id,
            seq=1,
            is_waiting=False,
            signed_at=AFTER_CLOSE,
        )
    )
    session.flush()

    written = as_json(get_document(session, view_of(session, plan, reader)))

    assert "Påmeldt" not in written
    assert str(guest.id) not in written


def test_a_large_plan_takes_as_many_statements_as_a_small_one(session, unit, reader):
    small = make_filled_plan(session, unit=unit, half_year="2026-2")
    large = make_filled_plan(session, unit=unit, themes=6, outcomes=4, activities=3)

    counts = []
    for plan in (small, large):
        view = view_of(session, plan, reader)
        with recorded_statements() as statements:
            get_document(session, view)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("is_published", [False, True])
def test_votes_are_frozen_only_where_the_result_is_published(app, is_published):
    counted = make_counted(app, shows_result_at="publication")
    decide_with_plan(app, counted)
    leader = person(app, counted.election.facilitator)
    if is_published:
        change_campaign(app, counted, published_at=AFTER_CLOSE)
    with app.app_context(), atomic() as session:
        plan = session.scalar(select(Plan))
        outsider = make_person(session, body=session.get_one(Body, plan.unit_id))
        read = get_document(session, view_of(session, plan, leader))
        frozen = get_frozen_document(session, view_of(session, plan, outsider))
        db.session.expunge_all()

    assert [theme.origin.idea_nr for theme in read.themes] == [1, 2, 3]
    for document in (read, frozen):
        assert [theme.origin.support is not None for theme in document.themes] == [is_published] * 3
