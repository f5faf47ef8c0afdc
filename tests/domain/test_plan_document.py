"""The plan as one value: the same out and in again, and what a frozen version keeps."""

import json
from dataclasses import replace
from datetime import date, time
from uuid import UUID

import pytest

from app.domain.errors import UnreadableError
from app.domain.learning.document import (
    ActivityEntry,
    ArenaEntry,
    BodyEntry,
    CampaignEntry,
    DayEntry,
    NoteEntry,
    OriginEntry,
    OutcomeEntry,
    ParticipantEntry,
    PersonEntry,
    PlanDocument,
    SeatEntry,
    SignalEntry,
    ThemeEntry,
    as_json,
    read_json,
)

LEADER, TEACHER, CAMPAIGN = UUID(int=1), UUID(int=2), UUID(int=3)
ACTIVITY = ActivityEntry(
    id=UUID(int=4),
    arena="Kontormøte",
    time="22. eller 23. april",
    days=(DayEntry(date(2027, 4, 22), time(9), time(11, 30)), DayEntry(date(2027, 4, 23))),
    expected=(
        ParticipantEntry("needs", person=PersonEntry(TEACHER, "Berit Prøve")),
        ParticipantEntry("wants", body=BodyEntry(UUID(int=5), "Oppfølgingsteamet")),
    ),
    responsible=PersonEntry(LEADER, "Åse Prøve"),
    minutes=90,
    evaluate_on=date(2027, 6, 1),
    status="done",
    status_note="Fint.",
    attended=12,
)
THEME = ThemeEntry(
    id=UUID(int=6),
    title="Markedskunnskap",
    origin=OriginEntry(CAMPAIGN, 7, "Lære om markedet", support=31, is_rule_winner=True),
    carried_from="2026-2",
    outcomes=(OutcomeEntry(UUID(int=8), "Kjenne begrepet", "knowledge_of", (ACTIVITY,)),),
    conclusion="continue",
    summary="Videre til våren.",
)
PLAN = PlanDocument(
    id=UUID(int=9),
    unit=BodyEntry(UUID(int=10), "Kontoret"),
    half_year="2027-1",
    state="evaluated",
    introduction="Vi lærer sammen.",
    group=(SeatEntry(PersonEntry(LEADER, "Åse Prøve"), "lead", "sosionom"),),
    campaigns=(CampaignEntry(CAMPAIGN, "Hva skal vi lære?", decided_by=PersonEntry(LEADER)),),
    signals=(SignalEntry("Brevet", "Direktoratet", issued_on=date(2027, 1, 5)),),
    notes=(NoteEntry("employer", date(2026, 12, 1), "Trenger folk.", "handel"),),
    arenas=(ArenaEntry(UUID(int=11), "Kontormøte", is_external=False, shares=True),),
    themes=(THEME,),
)


def test_it_reads_back_as_the_same_plan():
    assert read_json(as_json(PLAN)) == PLAN


def test_it_is_written_in_one_way_only():
    written = as_json(read_json(as_json(PLAN)))

    assert written == as_json(PLAN)
    assert written == json.dumps(
        json.loads(written), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def test_what_is_not_known_yet_is_passed_over():
    held = json.loads(as_json(PLAN))
    held["plan"]["weather"] = "sol"

    assert read_json(json.dumps(held)) == PLAN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format":"dugnad-plan/2","plan":{}}',
        '{"format":"dugnad-plan/1"}',
        '{"format":"dugnad-plan/1","plan":{"half_year":"2027-1"}}',
        as_json(PLAN).replace('"attended":12', '"attended":true'),
        as_json(PLAN).replace('"2027-04-22"', '"i april"'),
    ],
)
def test_anything_else_is_unreadable(text):
    with pytest.raises(UnreadableError):
        read_json(text)


def test_a_frozen_version_names_nobody_and_says_nothing_of_what_came_of_it():
    frozen = PLAN.frozen()

    written = as_json(frozen)
    assert "Prøve" not in written
    assert frozen.people == {LEADER, TEACHER}
    activity = frozen.themes[0].outcomes[0].activities[0]
    assert (activity.status, activity.status_note, activity.attended) == ("planned", "", None)
    assert (frozen.state, frozen.themes[0].conclusion, frozen.themes[0].summary) == (
        "approved",
        None,
        "",
    )
    assert activity.cells == ACTIVITY.cells


def test_names_come_back_from_whoever_has_one():
    named = PLAN.frozen().with_names({LEADER: "Åse Nynavn", TEACHER: None})

    assert named.group[0].person.name == "Åse Nynavn"
    assert named.themes[0].outcomes[0].activities[0].expected[0].person.name is None


def test_votes_are_hidden_campaign_by_campaign():
    other = replace(THEME, origin=replace(THEME.origin, campaign_id=UUID(int=12)))
    plan = replace(PLAN, themes=(THEME, other))

    hidden = plan.hiding_support(lambda campaign: campaign == CAMPAIGN)

    assert [theme.origin.support for theme in hidden.themes] == [None, 31]
