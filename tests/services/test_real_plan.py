"""A real half-year plan stands in the product as on paper: no word, cell or day is lost."""

from datetime import date

import pytest
from sqlalchemy import select

from app.domain.learning.times import TimeKind
from app.learning.queries.content import list_sources, list_themes
from app.models import Activity, ActivityDay, Arena
from tests.support.real_plan import (
    ARENAS,
    CONCEPT,
    LETTER_OF_ASSIGNMENT,
    LETTER_OF_GRANT,
    QUALITY,
    SIX_MARKS,
    THEMES,
    enter_real_plan,
    make_real_office,
)


@pytest.fixture
def office(session):
    office = make_real_office(session)
    enter_real_plan(session, office)
    return office


def test_the_tables_read_back_word_for_word_with_their_empty_cell(session, office):
    themes = list_themes(session, office.plan_id)

    assert {theme.title: tuple(theme.rows) for theme in themes} == THEMES
    assert [line.method for line in THEMES[QUALITY]] == ["Foredrag", ""]


def test_several_arenas_and_methods_may_lead_to_one_outcome(session, office):
    held = {
        each.outcome.text: len(each.activities)
        for theme in list_themes(session, office.plan_id)
        for each in theme.outcomes
    }

    assert {held.pop(CONCEPT), held.pop(SIX_MARKS)} == {2}
    assert set(held.values()) == {1}


def test_dates_and_deadlines_become_days_and_what_is_only_words_stays_words(session, office):
    kinds = dict(session.execute(select(Activity.time, Activity.time_kind)).all())
    days = dict(
        session.execute(
            select(Activity.time, ActivityDay.day).join(
                ActivityDay, ActivityDay.activity_id == Activity.id
            )
        ).all()
    )

    assert kinds == {
        "to dager i april": TimeKind.PERIOD,
        "en av seminardagene": TimeKind.WORDS,
        "kontinuerlig i prosjektperioden": TimeKind.CONTINUOUS,
        "når en kollega er nyansatt": TimeKind.WORDS,
        "12. mars": TimeKind.DATE,
        "innen 1. mai": TimeKind.BY,
        "hvert kvartal": TimeKind.QUARTERLY,
        "hver måned": TimeKind.RECURRING,
        "to ganger i løpet av våren": TimeKind.RECURRING,
        "mai": TimeKind.PERIOD,
        "kontinuerlig": TimeKind.CONTINUOUS,
        "9. april": TimeKind.DATE,
        "juni": TimeKind.PERIOD,
    }
    assert days == {
        "12. mars": date(2027, 3, 12),
        "innen 1. mai": date(2027, 5, 1),
        "9. april": date(2027, 4, 9),
    }


def test_the_nineteen_arenas_are_in_the_register_and_named_cells_point_there(session, office):
    registered = session.scalars(select(Arena).where(Arena.unit_id == office.unit_id)).all()
    named = dict(
        session.execute(
            select(Activity.arena, Arena.name).outerjoin(Arena, Arena.id == Activity.arena_id)
        ).all()
    )

    assert {arena.name for arena in registered} == {row[0] for row in ARENAS}
    assert len(registered) == 19
    register = {row[0] for row in ARENAS}
    assert named == {words: words if words in register else None for words in named}


def test_the_sources_of_the_introduction_are_listed_by_themselves(session, office):
    sources = list_sources(session, office.plan_id)

    assert {signal.title for signal in sources.signals} == {LETTER_OF_ASSIGNMENT, LETTER_OF_GRANT}
    assert len(sources.notes) == 1
