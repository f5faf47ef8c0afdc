"""Mandate, working group and wishes: who may, and what becomes of it."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.domain.errors import (
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from app.domain.permissions import Role
from app.learning.queries.group import get_group
from app.learning.services import group as services
from app.learning.services.group import Mandate, MemberText
from app.models import GroupMember, GroupWish, OutboxMail, Person, Plan
from tests.support.factories import WHILE_SUBMITTING, make_body
from tests.support.groundwork import act, make_planning, one_more
from tests.support.plans import make_activity, make_outcome, make_theme, view_of

NOW = WHILE_SUBMITTING


@pytest.fixture
def planning(app):
    return make_planning(app)


def appoint(app, planning, person, *, by=None, **wanted):
    act(
        app,
        by or planning.leader,
        services.appoint,
        planning.plan.id,
        person.id,
        **{"now": NOW} | wanted,
    )


def members(app):
    with app.app_context():
        rows = db.session.scalars(select(GroupMember)).all()
        return {row.person_id: (row.part, row.profession) for row in rows}


def mails(app):
    with app.app_context():
        return [mail.person_id for mail in db.session.scalars(select(OutboxMail))]


def shown(app, planning, person=None):
    with app.app_context():
        view = view_of(db.session, planning.plan, person or planning.leader, now=NOW)
        return get_group(db.session, view, now=NOW)


def test_whoever_is_appointed_is_told_once(app, planning):
    for _ in range(2):
        appoint(app, planning, planning.colleague, profession="Jurist")

    assert members(app) == {planning.colleague.id: ("member", "Jurist")}
    assert mails(app) == [planning.colleague.id]


def test_a_leader_who_joins_the_group_gets_no_mail_about_it(app, planning):
    appoint(app, planning, planning.leader)

    assert mails(app) == []


def test_only_people_of_the_unit_can_be_appointed(app, planning):
    with app.app_context(), atomic() as session:
        elsewhere = make_body(session)
    stranger = one_more(app, elsewhere)
    left = one_more(app, planning.office)
    with app.app_context(), atomic() as session:
        session.get_one(Person, left.id).disabled_at = NOW

    for person in (stranger, left):
        with pytest.raises(NotFoundError):
            appoint(app, planning, person)


@pytest.mark.parametrize("role", [Role.STAFF, Role.FACILITATOR])
def test_only_a_leader_appoints(app, planning, role):
    person = one_more(app, planning.office, role=role)

    with pytest.raises(NotAllowedError):
        appoint(app, planning, planning.colleague, by=person)


def test_an_archived_plan_gets_no_new_members(app):
    planning = make_planning(app, state="archived")

    with pytest.raises(FrozenError):
        appoint(app, planning, planning.colleague)


def arrange(app, planning, **parts):
    """The leader and the colleague in the group, with these parts."""
    appoint(app, planning, planning.leader)
    appoint(app, planning, planning.colleague)
    typed = {
        getattr(planning, name).id: MemberText(part, "Sosionom") for name, part in parts.items()
    }
    act(app, planning.leader, services.arrange_group, planning.plan.id, members=typed)


def test_one_leads_and_one_keeps_the_minutes(app, planning):
    arrange(app, planning, leader="lead", colleague="minutes")

    assert members(app) == {
        planning.leader.id: ("lead", "Sosionom"),
        planning.colleague.id: ("minutes", "Sosionom"),
    }


def test_two_cannot_lead(app, planning):
    with pytest.raises(InvalidInputError) as refused:
        arrange(app, planning, leader="lead", colleague="lead")

    assert refused.value.facts["reason"] == "two_lead"
    assert {part for part, _ in members(app).values()} == {"member"}


def wish(app, planning, person=None, *, wanted=True, **facts):
    act(
        app,
        person or planning.colleague,
        services.wish_to_join,
        planning.plan.id,
        wanted=wanted,
        **facts,
        now=NOW,
    )


def test_a_wish_is_said_once_and_can_be_taken_back(app, planning):
    for profession in ("Jurist", "Sosionom"):
        wish(app, planning, profession=profession)
    assert [each.profession for each in shown(app, planning).wishes] == ["Sosionom"]

    wish(app, planning, wanted=False)

    assert shown(app, planning).wishes == []


def test_whoever_wished_brings_their_profession_into_the_group(app, planning):
    wish(app, planning, profession="Jurist")

    appoint(app, planning, planning.colleague)

    assert members(app) == {planning.colleague.id: ("member", "Jurist")}
    with app.app_context():
        assert db.session.scalars(select(GroupWish)).all() == []


def test_nobody_outside_the_unit_wishes_to_join(app, planning):
    with app.app_context(), atomic() as session:
        elsewhere = make_body(session)
    with pytest.raises(NotFoundError):
        wish(app, planning, one_more(app, elsewhere))


def test_wishes_end_when_the_plan_is_approved(app):
    planning = make_planning(app, state="approved")

    with pytest.raises(FrozenError):
        wish(app, planning)


def test_the_page_knows_which_teams_and_professions_are_missing(app, planning):
    appoint(app, planning, planning.colleague, profession="Sosionom")
    wish(app, planning, one_more(app, planning.office, name="Ola"), profession="Jurist")

    group = shown(app, planning)

    assert (group.teams.present, group.teams.missing) == (
        {"Mottak": ["Kari Nordmann"]},
        ["Oppfølging"],
    )
    assert group.professions.missing == ["Jurist"]


def test_hours_in_the_plan_are_summed_for_what_is_mandatory_and_what_is_not(app, planning):
    with app.app_context(), atomic() as session:
        plan = session.get_one(Plan, planning.plan.id)
        everyone = make_outcome(session, make_theme(session, plan))
        some = make_outcome(session, make_theme(session, plan, is_voluntary=True))
        make_activity(session, everyone, minutes=90)
        make_activity(session, everyone, minutes=30, is_voluntary=True)
        make_activity(session, everyone, minutes=500, status="cancelled")
        make_activity(session, everyone)
        make_activity(session, some, minutes=60)

    time = shown(app, planning).time

    assert (time.mandatory, time.voluntary) == (90, 90)


def write(app, planning, **wanted):
    usual = {"text": "", "starts_on": None, "ends_on": None, "minutes_each": None}
    mandate = Mandate(**usual | wanted)
    act(app, planning.leader, services.write_mandate, planning.plan.id, mandate=mandate)


def test_a_time_frame_ends_after_it_begins(app, planning):
    first, second = date(2026, 11, 1), date(2026, 11, 2)
    write(app, planning, starts_on=first, ends_on=first)
    with pytest.raises(InvalidInputError):
        write(app, planning, starts_on=second, ends_on=first)


def test_a_mandate_is_skipped_and_taken_up_again_by_writing_it(app, planning):
    skip = {"wanted": True}
    act(app, planning.leader, services.skip_mandate, planning.plan.id, **skip)
    with app.app_context():
        assert db.session.get_one(Plan, planning.plan.id).skips_mandate

    write(app, planning, text="Lag en plan.", minutes_each=750)

    with app.app_context():
        plan = db.session.get_one(Plan, planning.plan.id)
        assert (plan.skips_mandate, plan.mandate, plan.minutes_each) == (False, "Lag en plan.", 750)


@pytest.mark.parametrize("state", ["hearing", "approved", "evaluated"])
def test_the_group_can_change_as_long_as_the_plan_is_alive(app, state):
    planning = make_planning(app, state=state)

    appoint(app, planning, planning.colleague)

    assert len(members(app)) == 1
