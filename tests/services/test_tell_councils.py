"""Councils and partners get their deadlines as calendar entries, which follow when one moves."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.campaigns.services import launch_campaign, move_deadline
from app.campaigns.services.deadlines import Deadline
from app.core.db import atomic
from app.domain.permissions import Role
from app.models import CampaignBody, Person
from tests.support.factories import (
    SUBMISSION_CLOSES,
    VOTING_CLOSES,
    VOTING_OPENS,
    actor_of,
    make_body,
    make_campaign,
    make_membership,
    make_person,
)
from tests.support.mail import deliver


@pytest.fixture
def place(session):
    return call_for(session, "council", Role.COUNCIL_MEMBER)


def call_for(session, kind, role):
    """A draft for an office and a body of this kind with one member; who looks after it."""
    unit, body = make_body(session), make_body(session, kind=kind)
    campaign = make_campaign(
        session, owner=unit, audiences=[unit, body], launched=False, title="Hva lærer vi?"
    )
    facilitator = make_person(session, body=unit, role=Role.FACILITATOR)
    make_person(session, body=body, role=role, email="rad@utvalg.example")
    session.commit()
    return campaign, facilitator


def launch(app, place, clock):
    with app.app_context(), atomic() as session:
        actor = actor_of(session, place[1])
        launch_campaign(session, actor, place[0].slug, clock=clock)
    return deliver(app)


def move(app, place, clock, deadline, to):
    with app.app_context(), atomic() as session:
        actor = actor_of(session, place[1])
        slug = place[0].slug
        move_deadline(
            session, actor, slug, deadline=deadline, to=to, reason="Møte senere", clock=clock
        )
    return deliver(app)


def entries(message):
    [part] = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    return {str(each["UID"]): each for each in calendar.walk("VEVENT")}


def test_members_hear_of_a_new_dugnad_with_both_deadlines_as_entries(app, place, clock):
    [mail] = launch(app, place, clock)

    assert mail["To"].addresses[0].addr_spec == "rad@utvalg.example"
    submit, vote = entries(mail).values()
    assert submit["DTSTART"].dt == SUBMISSION_CLOSES
    assert submit["SEQUENCE"] == vote["SEQUENCE"] == 0
    assert str(submit["SUMMARY"]) == "Frist for å foreslå: Hva lærer vi?"


def test_launching_twice_tells_once(app, place, clock):
    launch(app, place, clock)

    assert launch(app, place, clock) == []


def test_a_moved_deadline_is_the_same_entry_with_a_higher_number(app, place, clock):
    [first] = launch(app, place, clock)
    clock.move(days=1)
    later = SUBMISSION_CLOSES + timedelta(days=1)
    [moved] = move(app, place, clock, Deadline.COUNCILS, later)

    assert entries(moved).keys() == entries(first).keys()
    submit, vote = entries(moved).values()
    assert submit["DTSTART"].dt == later
    assert (submit["SEQUENCE"], vote["SEQUENCE"]) == (1, 0)
    assert submit["LAST-MODIFIED"].dt == clock.now()


def test_the_number_grows_with_every_move(app, place, clock):
    launch(app, place, clock)
    move(app, place, clock, Deadline.SUBMISSION, SUBMISSION_CLOSES + timedelta(days=1))
    [mail] = move(app, place, clock, Deadline.COUNCILS, VOTING_OPENS)

    assert entries(mail).popitem()[1] is not None
    assert max(int(each["SEQUENCE"]) for each in entries(mail).values()) == 2


def test_a_deadline_of_others_moves_no_entry_of_a_council(app, place, clock):
    launch(app, place, clock)

    assert move(app, place, clock, Deadline.STAFF, VOTING_OPENS) == []
    assert move(app, place, clock, Deadline.PARTNERS, VOTING_OPENS) == []


@pytest.mark.parametrize(
    ("kind", "role", "own"),
    [
        ("user_organisation", Role.COUNCIL_MEMBER, Deadline.COUNCILS),
        ("partner", Role.PARTNER, Deadline.PARTNERS),
        ("municipality", Role.PARTNER, Deadline.PARTNERS),
    ],
)
def test_organisations_and_partners_are_called_as_councils_are(
    app, session, clock, kind, role, own
):
    place = call_for(session, kind, role)
    other = ({Deadline.COUNCILS, Deadline.PARTNERS} - {own}).pop()
    first_of_own = SUBMISSION_CLOSES + timedelta(hours=1)
    setattr(place[0], own.value, first_of_own)
    session.commit()

    [call] = launch(app, place, clock)
    nothing = move(app, place, clock, other, VOTING_OPENS)
    [moved] = move(app, place, clock, own, VOTING_OPENS)

    assert nothing == []
    assert call["Subject"] == "Ny dugnad for dere: Hva lærer vi?"
    assert entries(moved).keys() == entries(call).keys()
    first, later = (next(iter(entries(mail).values())) for mail in (call, moved))
    assert (first["DTSTART"].dt, first["SEQUENCE"]) == (first_of_own, 0)
    assert (later["DTSTART"].dt, later["SEQUENCE"]) == (VOTING_OPENS, 1)


def test_who_sits_in_a_council_and_a_partner_is_called_once(app, session, place, clock):
    partner = make_body(session, kind="partner")
    session.add(CampaignBody(campaign_id=place[0].id, body_id=partner.id, part="audience"))
    member = session.scalars(select(Person).where(Person.email == "rad@utvalg.example")).one()
    make_membership(session, member, partner, role=Role.PARTNER)
    session.commit()

    assert len(launch(app, place, clock)) == 1
    assert len(move(app, place, clock, Deadline.VOTING, VOTING_CLOSES + timedelta(days=1))) == 1
