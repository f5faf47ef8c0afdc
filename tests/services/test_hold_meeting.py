"""A meeting from its code to its minutes: what is written once stays once, and what ends, ends."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.core.db import atomic
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    FrozenError,
    IdempotencyError,
    InvalidInputError,
    NotFoundError,
    NotOpenError,
)
from app.domain.proposals import Proposal
from app.domain.rooms import (
    MOST_BY_GUEST,
    MOST_GROUPS,
    MOST_GROUPS_BY_ROOM,
    MOST_NOTES,
    Steering,
)
from app.ideas.services import save_draft, submit_idea
from app.models import Idea, OpenBallot, Person, RoomGroup, RoomGuest, RoomMinutes, RoomNote
from app.rooms.queries.meetings import get_minutes, get_wall, read_minutes
from app.rooms.services import groups, hands, meetings, notes
from tests.support.clock import FixedClock
from tests.support.factories import (
    IN_REVIEW,
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
)
from tests.support.rooms import TOKEN, make_group, make_guest, make_note, make_room

NOW = WHILE_SUBMITTING
KEY = "a-key-made-on-the-phone"


@pytest.fixture
def campaign(session):
    return make_campaign(session, owner=make_body(session), allows_anonymous=True)


@pytest.fixture
def facilitator(session, campaign):
    return facilitator_of(session, campaign)


def facilitator_of(session, campaign):
    return actor_of(session, session.get_one(Person, campaign.created_by))


@pytest.fixture
def meeting(session, campaign):
    return make_room(session, campaign)


@pytest.fixture
def guest(session, meeting):
    return make_guest(session, meeting)


def hanging(session, meeting):
    written = select(RoomNote.text).where(RoomNote.meeting_id == meeting.id)
    return session.scalars(
        written.where(RoomNote.removed_at.is_(None)).order_by(RoomNote.seq)
    ).all()


def end(session, facilitator, campaign, meeting, present=None):
    return meetings.end_meeting(
        session, facilitator, campaign.slug, meeting.id, present=present, now=NOW
    )


def test_a_meeting_where_the_campaign_shows_names_wants_one_from_everybody(session):
    campaign = make_campaign(session, allows_anonymous=False)
    opener = facilitator_of(session, campaign)
    asked = {"title": "Kontormøte", "needs_name": False, "hides_notes": False, "now": NOW}
    meeting = meetings.open_meeting(session, opener, campaign.slug, **asked)

    with pytest.raises(InvalidInputError):
        notes.join_meeting(session, meeting.code, name="", now=NOW)
    found, _ = notes.join_meeting(session, meeting.code.lower(), name="Kari", now=NOW)
    assert found.id == meeting.id


def test_nobody_comes_in_by_an_empty_code(session, campaign):
    make_room(session, campaign, code=None)

    with pytest.raises(NotFoundError):
        notes.join_meeting(session, "", name="", now=NOW)


def test_a_note_that_is_sent_twice_hangs_once(session, meeting, guest):
    first = notes.write_note(session, meeting.id, TOKEN, text="Ro", client_key=KEY)
    again = notes.write_note(session, meeting.id, TOKEN, text=" Ro ", client_key=KEY)

    assert again.id == first.id
    assert hanging(session, meeting) == ["Ro"]
    with pytest.raises(IdempotencyError):
        notes.write_note(session, meeting.id, TOKEN, text="Noe annet", client_key=KEY)


def test_a_note_whose_answer_was_lost_is_found_also_after_the_end(
    session, campaign, facilitator, meeting, guest
):
    notes.write_note(session, meeting.id, TOKEN, text="Ro", client_key=KEY)
    end(session, facilitator, campaign, meeting)

    assert notes.write_note(session, meeting.id, TOKEN, text="Ro", client_key=KEY).text == "Ro"
    with pytest.raises(FrozenError):
        notes.write_note(session, meeting.id, TOKEN, text="For sent", client_key="another-key")


def test_notes_are_taken_only_while_the_facilitator_takes_them(
    session, campaign, facilitator, meeting, guest
):
    meetings.steer(session, facilitator, campaign.slug, meeting.id, Steering.CLOSE_NOTES, now=NOW)

    with pytest.raises(NotOpenError):
        notes.write_note(session, meeting.id, TOKEN, text="Ro", client_key=KEY)


def test_a_phone_writes_no_flood_and_takes_back_only_its_own(session, meeting, guest):
    other = make_guest(session, meeting, token="another")
    theirs = make_note(session, meeting, "Deres", guest=other)
    for number in range(MOST_BY_GUEST):
        make_note(session, meeting, f"Nr. {number}", guest=guest)

    with pytest.raises(ConflictError) as refusal:
        notes.write_note(session, meeting.id, TOKEN, text="En til", client_key=KEY)
    assert refusal.value.facts == {
        "reason": "too_many",
        "what": "own_notes",
        "most": MOST_BY_GUEST,
    }
    with pytest.raises(NotFoundError):
        notes.take_back(session, meeting.id, TOKEN, theirs.id, now=NOW)


def test_a_full_wall_takes_notes_again_when_some_are_taken_off(
    session, campaign, facilitator, meeting, guest
):
    held = (session, facilitator, campaign.slug, meeting.id)
    lines = [f"Nr. {number}" for number in range(MOST_NOTES)]
    notes.add_notes(*held, lines, batch="made-with-the-form", now=NOW)
    with pytest.raises(ConflictError):
        notes.write_note(session, meeting.id, TOKEN, text="En til", client_key=KEY)
    with pytest.raises(ConflictError):
        notes.add_notes(*held, ["En til"], batch="another-form", now=NOW)

    first = session.scalars(select(RoomNote.id).where(RoomNote.seq == 1)).one()
    notes.remove_notes(*held, [first], now=NOW)
    assert notes.write_note(session, meeting.id, TOKEN, text="En til", client_key=KEY).seq > 1


def test_the_room_makes_so_many_groups_and_leaves_some_to_the_facilitator(
    session, campaign, facilitator, meeting, guest
):
    meeting.room_groups = True
    note = make_note(session, meeting, "Ro", guest=guest)
    for _ in range(MOST_GROUPS_BY_ROOM - 1):
        make_group(session, meeting)
    sort = (session, meeting.id, TOKEN, [note.id])
    groups.group_in_room(*sort, into=None, name="Den siste")
    with pytest.raises(ConflictError):
        groups.group_in_room(*sort, into=None, name="En for mye")
    groups.group_in_room(*sort, into=None)

    held = (session, facilitator, campaign.slug, meeting.id, [note.id])
    for number in range(MOST_GROUPS - MOST_GROUPS_BY_ROOM):
        groups.group_notes(*held, into=None, name=f"Nr. {number}", now=NOW)
    with pytest.raises(ConflictError):
        groups.group_notes(*held, into=None, name="En for mye", now=NOW)


def test_a_photographed_wall_is_put_up_whole_and_once(session, campaign, facilitator, meeting):
    asked = {"batch": "made-with-the-form", "now": NOW}
    put_up = (session, facilitator, campaign.slug, meeting.id)
    with pytest.raises(InvalidInputError) as refusal:
        notes.add_notes(*put_up, ["Ro", "b" * 281], **asked)
    session.rollback()
    assert refusal.value.facts["line"] == 2


def test_sending_the_wall_twice_adds_nothing(session, campaign, facilitator, meeting):
    put_up = (session, facilitator, campaign.slug, meeting.id, ["Ro", "Kurs"])

    assert notes.add_notes(*put_up, batch="made-with-the-form", now=NOW) == 2
    assert notes.add_notes(*put_up, batch="made-with-the-form", now=NOW) == 0
    with pytest.raises(InvalidInputError):
        notes.add_notes(*put_up, batch="b" * 64, now=NOW)
    assert hanging(session, meeting) == ["Ro", "Kurs"]


def test_the_room_sorts_only_when_it_may(session, campaign, facilitator, meeting, guest):
    note = make_note(session, meeting, "Ro", guest=guest)
    sort = (session, meeting.id, TOKEN, [note.id])
    with pytest.raises(ConflictError):
        groups.group_in_room(*sort, into=None, name="Stillhet")

    meetings.steer(session, facilitator, campaign.slug, meeting.id, Steering.LET_GROUP, now=NOW)
    groups.group_in_room(*sort, into=None, name="Stillhet")
    assert session.get_one(RoomGroup, note.group_id).name == "Stillhet"


@pytest.fixture
def propose(session, campaign, facilitator, meeting):
    """Hands in a group of two notes as a proposal."""
    group = make_group(session, meeting, "Ro til å tenke")
    for words in ("Stille time", "Færre møter"):
        make_note(session, meeting, words, group=group)

    def propose(at=NOW):
        proposal = groups.suggested(session, meeting, group.id)
        return groups.make_idea(
            session,
            facilitator,
            campaign.slug,
            meeting.id,
            group.id,
            proposal=proposal,
            clock=FixedClock(at),
        )

    return propose


def test_a_group_becomes_one_proposal_however_often_it_is_asked_for(session, campaign, propose):
    first, again = propose(), propose()

    assert first.id == again.id
    assert (first.nr, first.title) == (1, "Ro til å tenke")
    assert first.body == "- Stille time\n- Færre møter"
    assert session.scalar(select(func.count()).select_from(Idea)) == 1


def test_a_hidden_proposal_is_called_by_its_groups_name_in_the_meeting(session, meeting, propose):
    idea = propose()
    idea.title, idea.state = "Noe om en som kan kjennes igjen", "hidden"
    session.flush()

    [group] = get_wall(session, meeting).groups
    assert group.idea_title == group.name


def test_minutes_do_not_go_on_telling_the_title_of_what_is_hidden_since(
    session, campaign, facilitator, meeting, propose
):
    idea = propose()
    end(session, facilitator, campaign, meeting)
    idea.state = "hidden"
    session.flush()

    written = get_minutes(session, meeting.id)
    [group] = read_minutes(session, campaign.id, written)["groups"]
    assert group["idea"] == {"nr": idea.nr, "title": group["name"]}
    assert idea.title in written.canonical


def test_nobody_takes_the_place_of_the_proposal_that_a_group_will_become(
    session, campaign, facilitator, meeting
):
    group = make_group(session, meeting)
    taken = (session, facilitator, campaign.slug)
    asked = {"idea_id": group.id, "proposal": Proposal(title="Noe helt annet")}

    with pytest.raises(NotFoundError):
        save_draft(*taken, **asked, now=NOW)
    with pytest.raises(NotFoundError):
        submit_idea(*taken, **asked, clock=FixedClock(NOW))


def test_a_phone_that_comes_in_again_is_the_same_guest(session, meeting, guest):
    again = {"name": "", "in_minutes": True, "carried": TOKEN, "now": NOW}
    _, token = notes.join_meeting(session, meeting.code, **again)
    assert token == TOKEN
    assert guest.in_minutes

    _, token = notes.join_meeting(session, meeting.code, name="Ola", carried=TOKEN, now=NOW)
    assert token != TOKEN
    assert session.scalar(select(func.count()).select_from(RoomGuest)) == 2


def test_no_proposal_comes_out_of_a_meeting_when_submission_is_over(propose):
    with pytest.raises(DeadlinePassedError):
        propose(at=IN_REVIEW)


def test_the_sources_of_a_proposal_stay_where_they_are(
    session, campaign, facilitator, meeting, propose
):
    idea = propose()
    source = session.scalars(select(RoomNote.id).where(RoomNote.group_id == idea.id)).first()
    held = (session, facilitator, campaign.slug, meeting.id)

    with pytest.raises(FrozenError):
        groups.group_notes(*held, [source], into=None, now=NOW)
    with pytest.raises(FrozenError):
        notes.remove_notes(*held, [source], now=NOW)
    with pytest.raises(FrozenError):
        groups.dissolve_group(*held, idea.id, now=NOW)


def test_the_minutes_hold_what_happened_and_only_names_that_were_given_for_them(
    session, campaign, facilitator, meeting, propose
):
    idea = propose()
    named = make_guest(session, meeting, token="named", name="Kari Nordmann")
    make_guest(session, meeting)
    for token, name in (("1", "Åse"), ("2", "Ola"), ("3", "Ola")):
        make_guest(session, meeting, token=token, name=name, in_minutes=True)
    make_note(session, meeting, "Kaffe", guest=named)
    counts = [("Ja", 7), ("Nei", 2)]
    held = (session, facilitator, campaign.slug, meeting.id)
    hands.record_hands(*held, question="I mai?", counts=counts, now=NOW)

    end(session, facilitator, campaign, meeting, present=14)

    written = session.get_one(RoomMinutes, meeting.id).canonical
    minutes = json.loads(written)
    assert "Nordmann" not in written
    assert session.scalars(select(RoomGuest.name)).all() == [None] * 5
    told = ("present", "phones", "named", "attendees", "loose", "hands")
    assert {name: minutes[name] for name in told} == {
        "present": 14,
        "phones": 5,
        "named": 4,
        "attendees": ["Ola", "Åse"],
        "loose": ["Kaffe"],
        "hands": [{"question": "I mai?", "counts": [["Ja", 7], ["Nei", 2]]}],
    }
    assert minutes["groups"] == [
        {
            "name": "Ro til å tenke",
            "notes": ["Stille time", "Færre møter"],
            "idea": {"nr": idea.nr, "title": idea.title},
        }
    ]
    assert session.scalar(select(func.count()).select_from(OpenBallot)) == 0


def test_a_meeting_that_has_ended_is_over(session, campaign, facilitator, meeting):
    code = meeting.code
    end(session, facilitator, campaign, meeting)

    with pytest.raises(NotFoundError):
        notes.join_meeting(session, code, name="", now=NOW)
    with pytest.raises(FrozenError):
        end(session, facilitator, campaign, meeting)


@pytest.mark.parametrize(
    "change", ["UPDATE room_minutes SET sha256 = 'x'", "DELETE FROM room_minutes"]
)
def test_nobody_changes_minutes(app, session, campaign, facilitator, meeting, change):
    end(session, facilitator, campaign, meeting)
    session.commit()

    with app.app_context(), pytest.raises(DatabaseError, match="is sealed"), atomic() as unit:
        unit.execute(text(change))


def test_names_are_forgotten_where_nobody_ended_the_meeting(session, meeting):
    make_guest(session, meeting, name="Kari")
    week = meeting.opened_at + timedelta(days=7)

    meetings.sweep_rooms(session, now=week)
    assert session.scalars(select(RoomGuest.name)).all() == ["Kari"]
    meetings.sweep_rooms(session, now=week + timedelta(seconds=1))
    assert session.scalars(select(RoomGuest.name)).all() == [None]
