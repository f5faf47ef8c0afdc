"""A real half-year plan stands in the product as on paper: no word, cell or day is lost."""

from datetime import date

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.decisions.promotion import PlanTarget
from app.domain.learning.times import TimeKind
from app.domain.permissions import Role
from app.exports.plan_files import get_plan_to_file, plan_file
from app.learning import services
from app.learning.queries.content import list_sources, list_themes
from app.learning.queries.plans import get_plan_view
from app.learning.services.imports import Choice, Way, import_plan, read_plan_file
from app.models import Activity, ActivityDay, Arena
from tests.support.factories import actor_of, make_body, make_person
from tests.support.real_plan import (
    ARENAS,
    CONCEPT,
    LETTER_OF_ASSIGNMENT,
    LETTER_OF_GRANT,
    PLANNING,
    QUALITY,
    SIX_MARKS,
    SPRING,
    THEMES,
    actor_in,
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


def file_of(app, session, office, fmt, locale):
    view = get_plan_view(session, actor_in(session, office, "leader"), office.slug, str(SPRING))
    with app.test_request_context():
        return plan_file(get_plan_to_file(session, view, None), fmt, locale, now=PLANNING).content


def test_its_spreadsheet_brings_it_to_an_office_that_has_no_plan(app, session, office):
    found = read_plan_file(file_of(app, session, office, "xlsx", "nn"))
    unit = make_body(session, name="Etaten Nordvik")
    leader = make_person(session, body=unit, role=Role.LEADER)
    actor = actor_of(session, leader, now=PLANNING)
    plan = services.start_plan(session, actor, target=PlanTarget(unit.id, SPRING), now=PLANNING)

    choices = [Choice(Way.NEW)] * len(found.themes)
    words = {"source": "Fra fil", "untitled": "Uten navn"}
    import_plan(session, actor, plan.id, found=found, choices=choices, now=PLANNING, **words)

    there = list_themes(session, plan.id)
    assert {theme.title: tuple(theme.rows) for theme in there} == THEMES
    ids = [[line.activity_id for line in theme.rows] for theme in there]
    assert ids != [
        [line.activity_id for line in theme.rows] for theme in list_themes(session, office.plan_id)
    ]


def test_its_days_are_in_the_calendar_file(app, session, office):
    events = Calendar.from_ical(file_of(app, session, office, "ics", "nn")).walk("VEVENT")

    assert [event["dtstart"].dt for event in events] == [
        date(2027, 3, 12),
        date(2027, 5, 1),
        date(2027, 4, 9),
    ]


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
