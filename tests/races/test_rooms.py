"""A room that writes at once, a note sent twice at once, a group proposed many times at once."""

import pytest
from sqlalchemy import func, select

from app.core.db import atomic, db
from app.domain.errors import ConflictError
from app.domain.rooms import MOST_GROUPS_BY_ROOM
from app.models import Campaign, Idea, Person, RoomGroup, RoomMeeting, RoomMinutes, RoomNote
from app.rooms.services import groups, meetings, notes
from tests.support.bursts import burst
from tests.support.clock import FixedClock
from tests.support.factories import WHILE_SUBMITTING, actor_of, make_campaign
from tests.support.rooms import make_group, make_guest, make_note, make_room

AT_ONCE = 12
AT = FixedClock(WHILE_SUBMITTING)


@pytest.fixture
def meeting(session):
    made = make_room(session, make_campaign(session))
    for number in range(AT_ONCE):
        make_guest(session, made, token=f"phone-{number}")
    session.commit()
    return made


def at_once(app, acts):
    """Each in an application context of its own, as a request."""

    def run(act):
        def running():
            with app.app_context():
                try:
                    with atomic() as session:
                        return act(session).id
                finally:
                    db.session.remove()

        return running

    return burst([run(act) for act in acts])


def sent(meeting, phone, text, key):
    return lambda session: notes.write_note(
        session, meeting.id, f"phone-{phone}", text=text, client_key=key
    )


def count(session, what):
    return session.scalar(select(func.count()).select_from(what))


def test_every_note_of_a_room_that_writes_at_once_hangs_there(app, session, meeting):
    outcome = at_once(
        app, [sent(meeting, nr, f"Tanke {nr}", f"a-key-of-{nr}") for nr in range(AT_ONCE)]
    )

    assert outcome.errors == []
    assert sorted(session.scalars(select(RoomNote.seq))) == list(range(1, AT_ONCE + 1))
    version = select(RoomMeeting.version).where(RoomMeeting.id == meeting.id)
    assert session.scalar(version) == 1 + AT_ONCE


def test_a_note_that_comes_many_times_at_once_hangs_once(app, session, meeting):
    outcome = at_once(app, [sent(meeting, 0, "Ro", "one-and-the-same")] * AT_ONCE)

    assert outcome.errors == []
    assert len(set(outcome.answers)) == 1
    assert count(session, RoomNote) == 1


def test_phones_that_sort_at_once_make_no_more_groups_than_there_is_space_for(
    app, session, meeting
):
    meeting.room_groups = True
    note = make_note(session, meeting, "Ro")
    for _ in range(MOST_GROUPS_BY_ROOM - 1):
        make_group(session, meeting)
    session.commit()

    def sorting(phone):
        def act(unit):
            token = f"phone-{phone}"
            groups.group_in_room(unit, meeting.id, token, [note.id], into=None, name="Ny")
            return unit.get_one(RoomMeeting, meeting.id)

        return act

    outcome = at_once(app, map(sorting, range(AT_ONCE)))

    assert len(outcome.answers) == 1
    assert {type(error) for error in outcome.errors} == {ConflictError}
    assert count(session, RoomGroup) == MOST_GROUPS_BY_ROOM


def test_a_group_that_many_propose_at_once_is_one_proposal(app, session, meeting):
    group = make_group(session, meeting)
    make_note(session, meeting, "Ro", group=group)
    campaign = session.get_one(Campaign, meeting.campaign_id)
    opener = actor_of(session, session.get_one(Person, campaign.created_by))
    proposal = groups.suggested(session, meeting, group.id)
    session.commit()
    asked = (opener, campaign.slug, meeting.id, group.id)

    outcome = at_once(
        app,
        [lambda unit: groups.make_idea(unit, *asked, proposal=proposal, clock=AT)] * AT_ONCE,
    )

    assert outcome.errors == []
    assert session.execute(select(Idea.id, Idea.nr)).all() == [(group.id, 1)]


def test_a_note_and_the_end_at_once_leave_minutes_that_hold_every_note(app, session, meeting):
    campaign = session.get_one(Campaign, meeting.campaign_id)
    opener = actor_of(session, session.get_one(Person, campaign.created_by))
    session.commit()
    held = (opener, campaign.slug, meeting.id)
    acts = [sent(meeting, nr, f"Tanke {nr}", f"a-key-of-{nr}") for nr in range(AT_ONCE - 1)]
    acts.append(lambda unit: meetings.end_meeting(unit, *held, present=None, now=WHILE_SUBMITTING))

    at_once(app, acts)

    minutes = session.get_one(RoomMinutes, meeting.id).canonical
    assert all(text in minutes for text in session.scalars(select(RoomNote.text)))
