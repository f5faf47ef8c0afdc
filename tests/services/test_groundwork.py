"""Meetings, arenas, the map of knowledge flow and source notes, as they are written."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from app.domain.learning.knowledge_flow import CELLS, FlowRow, fingerprint_of_rows
from app.learning.queries.arenas import list_arenas
from app.learning.queries.concerns import Concern
from app.learning.queries.knowledge_flow import get_flow
from app.learning.queries.meetings import list_meetings
from app.learning.services import arenas, knowledge_flow, meetings, source_notes, themes
from app.learning.services.arenas import ArenaText
from app.learning.services.meetings import DecisionText, MeetingText
from app.learning.services.source_notes import NoteText
from app.models import Arena, Body, GroupMember, Plan, PlanTheme, SourceNote, SteeringSignal
from tests.support.factories import WHILE_SUBMITTING, make_body, make_campaign
from tests.support.groundwork import act, make_planning, one_more
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme

NOW = WHILE_SUBMITTING
DAY = date(2026, 11, 10)
REPORT, TALK = FlowRow("Skrive referat", "Kontormøte", "Alle"), FlowRow("Fortelle")
HERE, THERE = CELLS[0], CELLS[5]


@pytest.fixture
def planning(app):
    return make_planning(app)


@pytest.fixture
def theme(app, planning):
    with app.app_context(), atomic() as session:
        return make_theme(session, session.get_one(Plan, planning.plan.id)).id


def stored(app, read, *arguments):
    with app.app_context():
        return read(db.session, *arguments)


# Meetings


def hold(app, planning, **wanted):
    text = MeetingText(**{"held_on": DAY} | wanted)
    return act(app, planning.leader, meetings.add_meeting, planning.plan.id, text=text).id


def test_a_meeting_keeps_its_decisions_in_order_and_what_they_are_about(app, planning, theme):
    about = Concern(theme_id=theme)
    typed = (DecisionText("Vi begynner her.", about), DecisionText(" "), DecisionText("Så der."))

    hold(app, planning, agenda="Mandatet", minutes_by=planning.leader.id, decisions=typed)

    [meeting] = stored(app, list_meetings, planning.plan.id)
    assert meeting.minutes_by == "Liv Leder"
    assert [(each.decision.text, each.theme) for each in meeting.decisions] == [
        ("Vi begynner her.", "Klarspråk"),
        ("Så der.", None),
    ]


def test_a_decision_cannot_point_into_another_plan(app, planning):
    other = make_planning(app)
    with app.app_context(), atomic() as session:
        foreign = make_theme(session, session.get_one(Plan, other.plan.id)).id

    with pytest.raises(InvalidInputError):
        hold(app, planning, decisions=[DecisionText("Ja.", Concern(theme_id=foreign))])
    assert stored(app, list_meetings, planning.plan.id) == []


def test_minutes_are_kept_by_somebody_of_the_group(app, planning):
    with pytest.raises(InvalidInputError):
        hold(app, planning, minutes_by=planning.colleague.id)

    with app.app_context(), atomic() as session:
        session.add(GroupMember(plan_id=planning.plan.id, person_id=planning.colleague.id))
    hold(app, planning, minutes_by=planning.colleague.id)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://", "ftp://x.example", "[x"])
def test_a_link_to_the_minutes_goes_to_the_web(app, planning, address):
    with pytest.raises(InvalidInputError):
        hold(app, planning, minutes_url=address)


def test_two_who_change_one_meeting_do_not_write_over_each_other(app, planning):
    meeting_id = hold(app, planning)
    [opened] = stored(app, list_meetings, planning.plan.id)

    def change(place):
        act(
            app,
            planning.leader,
            meetings.change_meeting,
            planning.plan.id,
            meeting_id,
            text=MeetingText(DAY, place, decisions=[DecisionText("Ja.")]),
            base=opened.fingerprint,
        )

    change("Rom 1")
    with pytest.raises(ConflictError):
        change("Rom 2")
    assert stored(app, list_meetings, planning.plan.id)[0].meeting.place == "Rom 1"


def test_a_meeting_of_another_plan_is_not_there(app, planning):
    meeting_id = hold(app, planning)
    other = make_planning(app)

    with pytest.raises(NotFoundError):
        act(app, other.leader, meetings.remove_meeting, other.plan.id, meeting_id)


def test_a_meeting_goes_with_its_decisions(app, planning):
    meeting_id = hold(app, planning, decisions=[DecisionText("Ja.")])

    act(app, planning.leader, meetings.remove_meeting, planning.plan.id, meeting_id)

    assert stored(app, list_meetings, planning.plan.id) == []


# Arenas


def add(app, planning, *names, by=None):
    return act(
        app,
        by or planning.leader,
        arenas.add_arenas,
        planning.office.slug,
        arenas=[ArenaText(name) for name in names],
    )


def names(app, planning):
    lines = stored(app, list_arenas, planning.office.id)
    return [(line.arena.name, line.is_retired) for line in lines]


def test_the_same_arena_is_not_made_twice(app, planning):
    assert add(app, planning, "Kontormøte", "", "kontormøte ", "Nettkurs") == 2
    assert add(app, planning, "KONTORMØTE") == 0

    assert names(app, planning) == [("Kontormøte", False), ("Nettkurs", False)]


def test_staff_read_the_register_and_those_who_make_a_plan_write_it(app, planning):
    with pytest.raises(NotAllowedError):
        add(app, planning, "Nettkurs", by=planning.colleague)

    with app.app_context(), atomic() as session:
        session.add(GroupMember(plan_id=planning.plan.id, person_id=planning.colleague.id))
    add(app, planning, "Nettkurs", by=planning.colleague)


def test_who_made_a_plan_that_is_archived_writes_the_register_no_more(app):
    planning = make_planning(app, state="archived")
    with app.app_context(), atomic() as session:
        session.add(GroupMember(plan_id=planning.plan.id, person_id=planning.colleague.id))

    with pytest.raises(NotAllowedError):
        add(app, planning, "Nettkurs", by=planning.colleague)


def test_a_unit_elsewhere_has_no_register_for_me(app, planning):
    with app.app_context(), atomic() as session:
        elsewhere = make_body(session)

    with pytest.raises(NotFoundError):
        add(app, planning, "Nettkurs", by=one_more(app, elsewhere))


def remove(app, planning, arena_id):
    slug = planning.office.slug
    return act(app, planning.leader, arenas.remove_arena, slug, arena_id, now=NOW)


def test_an_arena_that_a_plan_uses_is_retired_and_one_that_none_uses_is_deleted(
    app, planning, theme
):
    add(app, planning, "Brukt", "Ubrukt")
    with app.app_context(), atomic() as session:
        ids = {arena.name: arena.id for arena in session.scalars(select(Arena))}
        outcome = make_outcome(session, session.get_one(PlanTheme, theme))
        make_activity(session, outcome, arena_id=ids["Brukt"])

    assert [remove(app, planning, ids[name]) for name in ("Brukt", "Ubrukt")] == [False, True]
    assert names(app, planning) == [("Brukt", True)]

    assert add(app, planning, "Brukt") == 1
    assert names(app, planning) == [("Brukt", False)]


def test_an_arena_cannot_take_the_name_of_another(app, planning):
    add(app, planning, "Kontormøte", "Nettkurs")
    with app.app_context():
        arena_id = db.session.scalar(select(Arena.id).where(Arena.name == "Nettkurs"))

    def rename(name):
        slug = planning.office.slug
        text = ArenaText(name, spreads=True)
        act(app, planning.leader, arenas.change_arena, slug, arena_id, text=text)

    with pytest.raises(InvalidInputError):
        rename("kontormøte")
    rename("nettkurs")
    assert names(app, planning) == [("Kontormøte", False), ("nettkurs", False)]


# Knowledge flow


def save(app, planning, *rows, over=(), cell=HERE):
    act(
        app,
        planning.leader,
        knowledge_flow.save_cell,
        planning.plan.id,
        cell,
        rows=rows,
        base=fingerprint_of_rows(over),
    )


def test_a_cell_is_saved_without_its_empty_rows_and_beside_the_others(app, planning):
    save(app, planning, TALK, cell=THERE)
    save(app, planning, FlowRow(" "), REPORT, FlowRow())

    assert stored(app, get_flow, planning.plan.id) == {HERE: [REPORT], THERE: [TALK]}


def test_two_who_fill_in_one_cell_do_not_write_over_each_other(app, planning):
    save(app, planning, REPORT)
    save(app, planning, REPORT)  # the same words are no conflict
    with pytest.raises(ConflictError):
        save(app, planning, TALK)

    save(app, planning, TALK, over=[REPORT])
    assert stored(app, get_flow, planning.plan.id) == {HERE: [TALK]}


def test_the_last_map_fills_the_cells_that_are_empty(app, planning):
    with app.app_context(), atomic() as session:
        office = session.get_one(Body, planning.office.id)
        earlier = [
            make_plan(session, unit=office, half_year=half).id for half in ("2026-1", "2026-2")
        ]
        make_plan(session, unit=office, half_year="2027-2")
    for plan_id, row in zip(earlier, (FlowRow("Eldst"), FlowRow("Sist")), strict=True):
        for cell in (HERE, THERE):
            base = fingerprint_of_rows([])
            act(
                app, planning.leader, knowledge_flow.save_cell, plan_id, cell, rows=[row], base=base
            )
    save(app, planning, TALK)

    assert act(app, planning.leader, knowledge_flow.copy_map, planning.plan.id) == 1

    assert stored(app, get_flow, planning.plan.id) == {HERE: [TALK], THERE: [FlowRow("Sist")]}


# Source notes


def note(app, planning, **wanted):
    usual = {"kind": "employer", "held_on": DAY, "sector": "Bygg", "text": "Ring oss oftere."}
    text = NoteText(**usual | wanted)
    return act(app, planning.leader, source_notes.add_note, planning.plan.id, text=text, now=NOW).id


def test_a_source_note_belongs_to_the_plan_and_may_be_about_a_theme(app, planning, theme):
    note_id = note(app, planning, concern=Concern(theme_id=theme))

    found = stored(app, lambda session: session.get_one(SourceNote, note_id))
    assert (found.plan_id, found.theme_id, found.text) == (
        planning.plan.id,
        theme,
        "Ring oss oftere.",
    )


@pytest.mark.parametrize("wanted", [{"kind": "rumour"}, {"text": " "}])
def test_a_source_note_has_a_kind_and_a_text(app, planning, wanted):
    with pytest.raises(InvalidInputError):
        note(app, planning, **wanted)


def test_what_was_noted_and_decided_of_a_theme_outlives_it(app, planning, theme):
    note_id = note(app, planning, concern=Concern(theme_id=theme))
    hold(app, planning, decisions=[DecisionText("Ja.", Concern(theme_id=theme))])

    act(app, planning.leader, themes.remove_theme, planning.plan.id, theme, now=NOW)

    assert stored(app, lambda session: session.get_one(SourceNote, note_id)).theme_id is None
    [meeting] = stored(app, list_meetings, planning.plan.id)
    assert meeting.decisions[0].theme is None


# Themes from steering signals, and sub-plans


def make_signal(app, office_id):
    with app.app_context(), atomic() as session:
        office = session.get_one(Body, office_id)
        campaign = make_campaign(session, owner=office)
        signal = SteeringSignal(
            campaign_id=campaign.id,
            kind="grant_letter",
            title="Tilskuddsbrev",
            source="Statsforvalteren",
            added_by=campaign.created_by,
            added_at=NOW,
        )
        session.add(signal)
        session.flush()
        return signal.id


def add_theme(app, planning, *, by=None, **wanted):
    return act(
        app,
        by or planning.leader,
        themes.add_theme,
        planning.plan.id,
        **{"title": "Kvalitet", "now": NOW} | wanted,
    )


def test_a_theme_from_a_steering_signal_needs_no_other_reason(app, planning):
    signal_id = make_signal(app, planning.office.id)

    theme_id = add_theme(app, planning, signal_id=signal_id).id

    found = stored(app, lambda session: session.get_one(PlanTheme, theme_id))
    assert (found.signal_id, found.reason) == (signal_id, None)


def test_a_steering_signal_of_another_office_is_not_there(app, planning):
    signal_id = make_signal(app, make_planning(app).office.id)

    with pytest.raises(NotFoundError):
        add_theme(app, planning, signal_id=signal_id)


def test_a_team_adds_themes_to_its_own_sub_plan_alone(app, planning):
    theirs = {"reason": "Vi trenger det.", "by": planning.colleague}
    added = add_theme(app, planning, team_id=planning.reception.id, **theirs)
    assert stored(app, lambda session: session.get_one(PlanTheme, added.id)).team_id

    with app.app_context():
        other = db.session.scalar(select(Body.id).where(Body.name == "Oppfølging"))
    for team_id in (None, other):
        with pytest.raises(NotAllowedError):
            add_theme(app, planning, team_id=team_id, **theirs)


NATIONAL_ID = "03025500023"  # the control digits of somebody born in 1855


@pytest.mark.parametrize(
    "write",
    [
        lambda app, planning: hold(app, planning, minutes=f"Ring {NATIONAL_ID}."),
        lambda app, planning: hold(app, planning, decisions=[DecisionText(NATIONAL_ID)]),
        lambda app, planning: save(app, planning, FlowRow("Ringe", "", NATIONAL_ID)),
        lambda app, planning: add(app, planning, f"Møte med {NATIONAL_ID}"),
    ],
    ids=["minutes", "decision", "knowledge flow", "arena"],
)
def test_identity_numbers_stay_out(app, planning, write):
    with pytest.raises(InvalidInputError) as refused:
        write(app, planning)

    assert refused.value.facts["reason"] == "national_id"
