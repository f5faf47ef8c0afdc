"""An activity is done, moved or cancelled; the plan's versions stay as they are."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import delete, func, select

from app.domain.errors import (
    FrozenError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
)
from app.domain.learning.lines import fingerprint_of_text
from app.jobs.old_times import read_times
from app.learning import services
from app.learning.queries.content import list_themes
from app.learning.services.carrying_out import Attended
from app.learning.services.table import PlanText, ThemeText, fingerprint_of
from app.models import (
    Activity,
    ActivityDay,
    Attendance,
    Body,
    Follower,
    OutboxMail,
    Person,
    PlanTheme,
    PlanVersion,
)
from tests.support.doing import AT, BEFORE, mails, make_office, people_of
from tests.support.factories import actor_of, make_body, make_campaign, make_idea, make_person


@pytest.fixture
def office(session):
    return make_office(session)


@pytest.fixture
def leader(session, office):
    return actor_of(session, session.get_one(Person, office.leader_id), now=BEFORE)


def days_of(session, office):
    found = select(ActivityDay.day).where(ActivityDay.activity_id == office.activity_id)
    return list(session.scalars(found.order_by(ActivityDay.day)))


def activity_of(session, office):
    return session.get_one(Activity, office.activity_id, populate_existing=True)


def act(service, session, office, actor, **words):
    service(session, actor, office.plan_id, office.activity_id, now=BEFORE, **words)


def move(session, office, actor, time="16. april kl. 9-11", **words):
    act(services.move_activity, session, office, actor, time=time, **words)


def done(session, office, actor, number=None, names=None, **words):
    attended = Attended(number, names)
    act(services.mark_done, session, office, actor, attended=attended, **words)


def test_how_many_came_is_a_number(session, office, leader):
    done(session, office, leader, 17, note="Gikk fint.")

    activity = activity_of(session, office)
    assert (activity.status, activity.attended, activity.status_note) == ("done", 17, "Gikk fint.")


def test_those_behind_the_proposal_hear_of_the_first_thing_done_and_once(session, office, leader):
    campaign = make_campaign(session)
    author, follower = make_person(session), make_person(session)
    idea = make_idea(session, campaign=campaign, author=author)
    session.add(Follower(campaign_id=campaign.id, idea_id=idea.id, person_id=follower.id))
    theme = session.get_one(PlanTheme, office.theme_id)
    theme.campaign_id, theme.idea_id = campaign.id, idea.id

    done(session, office, leader)
    act(services.undo_status, session, office, leader)
    done(session, office, leader, 12)

    assert sorted(told for kind, told in mails(session) if kind == "theme_carried_out") == sorted(
        [author.id, follower.id]
    )


@pytest.mark.parametrize("number", [-1, 100_001])
def test_a_number_that_cannot_be_is_refused(session, office, leader, number):
    with pytest.raises(InvalidInputError):
        done(session, office, leader, number)


def test_a_move_reads_the_new_days_and_keeps_the_time_that_was_approved(session, office, leader):
    move(session, office, leader)
    move(session, office, leader, "23. april")

    activity = activity_of(session, office)
    assert (activity.status, activity.time) == ("moved", "23. april")
    assert activity.moved_from == "2. mars og 9. april"
    assert days_of(session, office) == [date(2027, 4, 23)]


def test_a_move_that_is_undone_gives_the_old_days_back(session, office, leader):
    move(session, office, leader)
    act(services.undo_status, session, office, leader)

    activity = activity_of(session, office)
    assert (activity.status, activity.time) == ("planned", "2. mars og 9. april")
    assert activity.moved_from is None
    assert days_of(session, office) == [date(2027, 3, 2), date(2027, 4, 9)]


@pytest.mark.parametrize("time", ["", "  ", "2. mars og 9. april"])
def test_a_move_needs_another_time(session, office, leader, time):
    with pytest.raises(InvalidInputError):
        move(session, office, leader, time)


def test_a_cancellation_needs_a_reason(session, office, leader):
    with pytest.raises(ReasonMissingError):
        act(services.cancel_activity, session, office, leader, reason=" ")


def test_what_was_done_after_a_move_goes_back_to_moved(session, office, leader):
    move(session, office, leader)
    done(session, office, leader, 3)
    act(services.undo_status, session, office, leader)

    activity = activity_of(session, office)
    assert (activity.status, activity.attended) == ("moved", None)


def test_those_who_joined_are_told_of_a_move_and_a_cancellation(session, office, leader):
    joined, _other = people_of(session, office, 2)
    services.sign_up(session, joined, office.plan_id, office.activity_id, clock=AT)

    move(session, office, leader)
    act(services.cancel_activity, session, office, leader, reason="Foreleseren er syk.")
    act(services.undo_status, session, office, leader)

    assert mails(session) == [
        (kind, joined.person_id)
        for kind in ("activity_cancelled", "activity_moved", "activity_on_again")
    ]
    told = session.scalar(select(OutboxMail.facts).where(OutboxMail.kind == "activity_cancelled"))
    assert "Foreleseren er syk." in told


def test_carrying_out_makes_no_version_and_the_next_change_says_nothing_of_it(
    session, office, leader
):
    def versions():
        return session.scalar(select(func.count()).select_from(PlanVersion))

    move(session, office, leader)
    done(session, office, leader, 5)
    assert versions() == 1

    services.add_theme(
        session, leader, office.plan_id, title="Klarspråk", reason="Nytt krav.", now=BEFORE
    )
    second = session.scalars(select(PlanVersion).where(PlanVersion.number == 2)).one()
    assert "2. mars og 9. april" in second.canonical
    assert "16. april" not in second.canonical


def test_every_change_that_matters_to_calendars_is_a_new_revision(session, office, leader):
    seen = [activity_of(session, office).revision]
    move(session, office, leader)
    seen.append(activity_of(session, office).revision)
    act(services.cancel_activity, session, office, leader, reason="Syk.")
    seen.append(activity_of(session, office).revision)
    act(services.undo_status, session, office, leader)
    seen.append(activity_of(session, office).revision)

    assert seen == sorted(set(seen))
    assert activity_of(session, office).revised_at == BEFORE


def test_the_team_carries_out_its_own_part_and_others_do_not(session, office):
    team = make_body(session, unit_kind="team", parent=session.get_one(Body, office.unit_id))
    member = actor_of(session, make_person(session, body=team), now=BEFORE)
    with pytest.raises(NotAllowedError):
        done(session, office, member)

    session.get_one(PlanTheme, office.theme_id).team_id = team.id
    session.flush()
    done(session, office, member)
    (colleague,) = people_of(session, office, 1)
    with pytest.raises(NotAllowedError):
        done(session, office, colleague)


def test_names_are_kept_only_where_the_leader_said_why(session, office, leader):
    (colleague,) = people_of(session, office, 1)
    services.sign_up(session, colleague, office.plan_id, office.activity_id, clock=AT)
    names = frozenset({colleague.person_id})

    with pytest.raises(FrozenError):
        done(session, office, leader, names=names)
    services.decide_on_names(session, leader, office.plan_id, reason="Godkjenning krever det.")
    done(session, office, leader, names=names)
    assert activity_of(session, office).attended == 1
    assert session.scalars(select(Attendance.person_id)).all() == [colleague.person_id]

    services.decide_on_names(session, leader, office.plan_id, reason="")
    assert session.scalars(select(Attendance.person_id)).all() == []
    assert activity_of(session, office).attended == 1


def test_only_the_leader_decides_on_names(session, office):
    (colleague,) = people_of(session, office, 1)
    with pytest.raises(NotAllowedError):
        services.decide_on_names(session, colleague, office.plan_id, reason="Jeg vil vite.")


def test_nobody_is_noted_as_present_who_has_nothing_to_do_with_it(session, office, leader):
    services.decide_on_names(session, leader, office.plan_id, reason="Godkjenning krever det.")
    stranger = make_person(session)
    with pytest.raises(NotFoundError):
        done(session, office, leader, names=frozenset({stranger.id}))


def test_a_national_identity_number_never_gets_into_a_note(session, office, leader):
    with pytest.raises(InvalidInputError):
        done(session, office, leader, note="Kom: 01010012356")


def test_a_time_that_is_planned_anew_replaces_the_move(session, office, leader):
    move(session, office, leader)
    table = table_with(session, office, "4. mai")
    services.save_plan(
        session, leader, office.plan_id, text=table, reason="Salen er opptatt.", now=BEFORE
    )

    activity = activity_of(session, office)
    assert (activity.status, activity.moved_from, activity.time) == ("planned", None, "4. mai")


def table_with(session, office, time):
    rows = list_themes(session, office.plan_id)[0].rows
    typed = ThemeText(office.theme_id, fingerprint_of(rows), [replace(rows[0], time=time)])
    return PlanText("", fingerprint_of_text(""), [typed])


def test_days_are_read_once_out_of_times_from_before_that_was_done(app, session, office):
    old = session.get_one(Activity, office.activity_id)
    old.revision, old.time_kind, old.time = 0, "words", "5. mai kl. 12"
    session.execute(delete(ActivityDay).where(ActivityDay.activity_id == old.id))
    session.commit()

    with app.app_context():
        read_times()
        read_times()

    session.refresh(old)
    (day,) = session.scalars(select(ActivityDay).where(ActivityDay.activity_id == old.id))
    assert (day.day, day.starts) == (date(2027, 5, 5), time(12))
    assert (old.time_kind, old.revision) == ("date", 1)
