"""Reminders reach those who have not acted, in time, once, and leave nothing of who they were."""

import email
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.db import atomic
from app.domain.notices import Delivery, NoticeTopic
from app.domain.permissions import Role
from app.domain.reminders import due_step
from app.jobs import reminding
from app.jobs.reminding import remind_of_deadlines
from app.models import (
    Campaign,
    CampaignBody,
    DeadlineMove,
    Notice,
    NoticeSetting,
    OutboxMail,
    ReminderRun,
)
from app.notices.services import choose_deliveries
from app.outbox.sending import ServerDownError, UnsentError
from app.reminders import queries, rounds
from app.reminders.services import claim_round
from tests.support.elections import begin_voting, make_election, vote
from tests.support.factories import (
    OPENS,
    SUBMISSION_CLOSES,
    VOTING_CLOSES,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)
from tests.support.mail import READING, deliver
from tests.support.statements import recorded_statements

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IN_TIME = SUBMISSION_CLOSES - DAY


def remind(app):
    """Who got one this time."""
    before = set(letters(app))
    with app.app_context():
        remind_of_deadlines()
    return sorted(read(file)["To"].addresses[0].addr_spec for file in set(letters(app)) - before)


def letters(app):
    return sorted((Path(app.instance_path) / "mail").glob("*deadline_reminder*.eml"))


def read(file):
    return email.message_from_bytes(file.read_bytes(), policy=READING)


def subject_of(file):
    return read(file)["Subject"]


@pytest.fixture
def place(session):
    unit, council = make_body(session), make_body(session, kind="council")
    campaign = make_campaign(session, owner=unit, audiences=[unit, council])
    people = {
        name: make_person(session, name=name, email=f"{name}@etaten.example", body=unit)
        for name in ("idle", "drafting", "done")
    }
    people["councillor"] = make_person(
        session, email="councillor@etaten.example", body=council, role=Role.COUNCIL_MEMBER
    )
    people["elsewhere"] = make_person(session, email="out@etaten.example", body=make_body(session))
    make_idea(session, campaign=campaign, author=people["done"])
    make_idea(session, campaign=campaign, author=people["drafting"], state="draft")
    # Whoever made the campaign works there too; they have chosen no reminders.
    _choose(session, campaign.created_by)
    session.commit()
    return {"campaign": campaign, "council": council} | people


def _choose(session, person_id):
    session.add_all(
        NoticeSetting(person_id=person_id, topic=topic, delivery="never")
        for topic in ("reminder_week", "reminder_day", "reminder_hour")
    )


def test_only_those_who_have_not_proposed_are_reminded(app, place, clock):
    clock.moment = IN_TIME

    assert remind(app) == [
        "councillor@etaten.example",
        "drafting@etaten.example",
        "idle@etaten.example",
    ]


def test_each_is_told_what_they_lack(app, place, clock):
    clock.moment = IN_TIME
    remind(app)

    subjects = sorted(subject_of(file).split(":")[0] for file in letters(app))

    assert subjects == [
        "Snart frist for å foreslå",
        "Snart frist for å foreslå",
        "Utkastet ditt er ikke sendt inn",
    ]


def test_once_a_step_however_often_the_worker_runs(app, place, clock):
    clock.moment = IN_TIME
    remind(app)

    assert remind(app) == []
    clock.moment = SUBMISSION_CLOSES - HOUR
    assert len(remind(app)) == 3


def test_what_the_council_has_handed_in_its_members_have(app, place, clock, session):
    make_idea(
        session,
        campaign=place["campaign"],
        author=place["done"],
        on_behalf_of=place["council"].id,
    )
    session.commit()
    clock.moment = IN_TIME

    assert "councillor@etaten.example" not in remind(app)


def test_a_draft_that_a_council_shares_waits_for_all_its_members(app, place, clock, session):
    council, beginner = place["council"], make_person(session, email="beginner@etaten.example")
    make_membership(session, beginner, council, role=Role.COUNCIL_MEMBER)
    shared = {"on_behalf_of": council.id, "shared_at": clock.now(), "state": "draft"}
    make_idea(session, campaign=place["campaign"], author=beginner, **shared)
    session.commit()
    clock.moment = IN_TIME
    remind(app)

    subjects = {read(file)["To"].addresses[0].username: subject_of(file) for file in letters(app)}
    for name in ("beginner", "councillor"):
        assert subjects[name].startswith("Et felles utkast er ikke sendt inn"), name
    assert subjects["drafting"].startswith("Utkastet ditt")


def test_what_a_partner_has_handed_in_its_people_have(app, place, clock, session):
    partner = make_body(session, kind="partner")
    person = make_person(session, email="p@kommunen.example", body=partner, role=Role.PARTNER)
    session.add(CampaignBody(campaign_id=place["campaign"].id, body_id=partner.id, part="audience"))
    session.commit()
    clock.moment = IN_TIME - 6 * DAY
    assert person.email in remind(app)

    make_idea(session, campaign=place["campaign"], author=place["done"], on_behalf_of=partner.id)
    session.commit()
    clock.moment = IN_TIME
    assert person.email not in remind(app)


def test_a_group_with_a_later_deadline_is_reminded_before_its_own(app, place, clock, session):
    place["campaign"].reminders = "day"
    place["campaign"].councils_submission_closes_at = SUBMISSION_CLOSES + 2 * DAY
    place["campaign"].voting_opens_at = SUBMISSION_CLOSES + 2 * DAY
    session.commit()
    clock.moment = IN_TIME
    assert "councillor@etaten.example" not in remind(app)

    clock.moment = IN_TIME + 2 * DAY
    assert remind(app) == ["councillor@etaten.example"]


def test_who_has_turned_the_step_off_gets_none(app, place, clock, session):
    with app.app_context(), atomic() as unit:
        chosen = {NoticeTopic.REMINDER_DAY: Delivery.NEVER}
        choose_deliveries(unit, actor_of(unit, place["idle"]), chosen, now=clock.now())
    clock.moment = IN_TIME

    assert "idle@etaten.example" not in remind(app)


def test_a_campaign_that_wants_no_reminders_sends_none(app, place, clock, session):
    place["campaign"].reminders = "none"
    session.commit()
    clock.moment = IN_TIME

    assert remind(app) == []


def test_nobody_is_reminded_of_a_deadline_that_is_past_or_moved(app, place, clock, session):
    clock.moment = SUBMISSION_CLOSES
    assert remind(app) == []

    clock.moment = IN_TIME
    place["campaign"].submission_closes_at += 2 * DAY
    place["campaign"].voting_opens_at = place["campaign"].submission_closes_at
    session.add(
        DeadlineMove(
            campaign_id=place["campaign"].id,
            deadline="submission_closes_at",
            moved_from=SUBMISSION_CLOSES,
            moved_to=SUBMISSION_CLOSES + 2 * DAY,
            reason="-",
            moved_by=place["campaign"].created_by,
            moved_at=clock.now(),
        )
    )
    session.commit()

    assert [run.step for run in _runs_after(app, session)] == ["week"]


def _runs_after(app, session):
    remind(app)
    session.rollback()
    return session.scalars(select(ReminderRun)).all()


@pytest.mark.parametrize(
    ("before", "step"),
    [(8 * DAY, None), (7 * DAY, "week"), (DAY, "day"), (HOUR, "hour"), (timedelta(0), None)],
)
def test_the_nearest_step_is_due(before, step):
    deadline, steps = SUBMISSION_CLOSES, ("hour", "day", "week")

    assert due_step(deadline - before, opened_at=OPENS, deadline_at=deadline, steps=steps) == step


def test_a_step_before_the_phase_began_is_none():
    now = SUBMISSION_CLOSES - 2 * DAY

    assert not due_step(now, opened_at=now, deadline_at=SUBMISSION_CLOSES, steps=("week",))


@pytest.fixture
def election(app):
    begin_voting(app)
    election = make_election(app)
    vote(app, election, election.staff[0], election.ideas[0])
    return election


def row_count(session, table, *where):
    session.rollback()
    return session.scalar(select(func.count()).select_from(table).where(*where))


def test_those_who_have_not_voted_and_those_with_votes_left_are_reminded(app, election, clock):
    clock.moment = VOTING_CLOSES - HOUR
    remind(app)

    subjects = [subject_of(file).split(":")[0] for file in letters(app)]

    assert sorted(subjects) == [
        "Du har stemmer igjen",
        "Snart frist for å stemme",
        "Snart frist for å stemme",
    ]


def test_nothing_remains_of_who_had_not_voted(app, election, clock, session):
    clock.moment = VOTING_CLOSES - HOUR
    remind(app)

    assert row_count(session, OutboxMail, OutboxMail.kind == "deadline_reminder") == 0
    assert row_count(session, Notice) == 0
    [run] = session.scalars(select(ReminderRun))
    assert (run.cursor, run.claimed_until) == (None, None)
    assert run.finished_at == clock.now()


def test_a_closed_campaign_reminds_nobody(app, election, clock, session):
    campaign = session.get(Campaign, election.campaign_id)
    campaign.closed_at = clock.now()
    session.commit()
    clock.moment = VOTING_CLOSES - HOUR

    assert remind(app) == []


class Dying:
    """A server that takes some letters and is then gone."""

    def __init__(self, takes, error=None):
        self.takes, self.sent, self.error = takes, [], error or ServerDownError("gone")

    def send(self, letter, *, now):
        if len(self.sent) >= self.takes:
            raise self.error
        self.sent.append(letter)

    def close(self):
        pass


def go_on(app, transport):
    with app.app_context():
        for which in rounds.list_due(reminding.db.session(), reminding.now()):
            try:
                reminding._go_on(which, transport, 100)
            except ServerDownError:
                return


def test_when_the_server_dies_the_rest_get_theirs_once_when_it_is_back(app, place, clock, session):
    clock.moment = IN_TIME
    dead, back = Dying(takes=1), Dying(takes=100)
    go_on(app, dead)
    assert row_count(session, OutboxMail) == 0, "nobody stands on a list meanwhile"

    go_on(app, back)

    receivers = [letter.address for letter in [*dead.sent, *back.sent]]
    assert len(receivers) == len(set(receivers)) == 3


def test_who_acts_while_the_server_is_down_is_left_alone(app, place, clock, session):
    clock.moment = IN_TIME
    go_on(app, Dying(takes=0))
    make_idea(session, campaign=place["campaign"], author=place["idle"])
    session.commit()

    assert "idle@etaten.example" not in remind(app)


def test_somebody_whose_address_no_mail_can_have_stops_no_other(app, place, clock, session):
    place["drafting"].email = "dra..ft@etaten.example"
    session.commit()
    clock.moment = IN_TIME

    assert remind(app) == ["councillor@etaten.example", "idle@etaten.example"]


def test_a_mail_box_that_says_later_is_tried_later_and_only_if_still_needed(
    app, place, clock, session
):
    clock.moment = IN_TIME
    go_on(app, Dying(takes=0, error=UnsentError("server answered 451")))
    assert row_count(session, OutboxMail) == 3
    make_idea(session, campaign=place["campaign"], author=place["idle"])
    session.commit()

    clock.move(minutes=2)
    left = {mail["To"].addresses[0].addr_spec for mail in deliver(app)}

    assert left == {"councillor@etaten.example", "drafting@etaten.example"}
    assert row_count(session, OutboxMail) == 0


def test_two_workers_at_once_never_take_the_same_round(app, place, clock, session):
    clock.moment = IN_TIME
    with app.app_context(), atomic() as unit:
        [which] = rounds.list_due(unit, clock.now())
        assert claim_round(unit, which, now=clock.now()) == (True, None)
        assert claim_round(unit, which, now=clock.now()) == (False, None)
        later = clock.now() + timedelta(minutes=5)
        assert claim_round(unit, which, now=later)[0], "a worker that died gives it back"


def test_a_batch_costs_the_same_statements_however_many_wait(app, clock, session):
    clock.moment = IN_TIME
    costs = []
    for more in (0, 60):
        body = make_body(session)
        campaign = make_campaign(session, owner=body)
        for _ in range(1 + more):
            make_person(session, body=body)
        session.commit()
        with app.app_context():
            session.rollback()
            which = next(
                each
                for each in rounds.list_due(session, clock.now())
                if each.campaign_id == campaign.id
            )
            with recorded_statements() as statements:
                queries.next_batch(session, which, after=None, now=clock.now())
            costs.append(len(statements))

    assert costs[0] == costs[1] <= 3
