"""People are told once of a thing, in the application and by mail as each has chosen."""

import pytest
from sqlalchemy import func, select

from app.core.db import atomic, db
from app.domain.notices import Delivery, NoticeTopic, next_digest
from app.jobs.collecting import collect_notices
from app.models import Notice, OutboxMail, Person
from app.notices.queries import list_notices
from app.notices.services import choose_deliveries, forget_person, leave, read_all_notices
from tests.support.factories import (
    WHILE_SUBMITTING,
    actor_of,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.mail import deliver
from tests.support.statements import recorded_statements
from tests.support.told import tell_all, told

NOW = WHILE_SUBMITTING  # Tuesday 15 September, 12.00 in Oslo


@pytest.fixture
def kari(session):
    person = make_person(session, name="Kari Prøve", email="kari@etaten.example")
    session.commit()
    return person


def choose(app, person, delivery, topic=NoticeTopic.ANSWERS):
    with app.app_context(), atomic() as session:
        choose_deliveries(session, actor_of(session, person), {topic: delivery}, now=NOW)


def collect(app):
    with app.app_context():
        collect_notices()
    return deliver(app)


def test_the_same_event_told_twice_is_one_notice_and_one_mail(app, kari, session):
    for _ in range(3):
        tell_all(app, [kari], now=NOW)

    assert len(deliver(app)) == 1
    assert told(session, kari) == ["idea_answered"]


def test_who_has_no_address_has_the_notice_and_nothing_waits_in_the_outbox(app, kari, session):
    kari.email = None
    session.commit()

    tell_all(app, [kari], now=NOW)

    assert told(session, kari) == ["idea_answered"]
    assert session.scalar(select(func.count(OutboxMail.id))) == 0


def test_it_stays_once_when_the_mail_is_long_gone(app, kari, session, clock):
    tell_all(app, [kari], now=NOW)
    deliver(app)
    with app.app_context(), atomic() as unit:
        unit.query(OutboxMail).delete()

    clock.move(days=40)
    tell_all(app, [kari], now=clock.now())

    assert deliver(app) == []


def test_to_many_it_costs_the_same_two_statements(app, session):
    few = [make_person(session) for _ in range(2)]
    many = [make_person(session) for _ in range(40)]
    session.commit()
    with recorded_statements() as for_few:
        tell_all(app, few, now=NOW, event="a")
    with recorded_statements() as for_many:
        tell_all(app, many, now=NOW, event="b")

    assert len(for_few) == len(for_many) == 2


def test_never_is_no_mail_and_still_a_notice(app, kari, session):
    choose(app, kari, Delivery.NEVER)

    tell_all(app, [kari], now=NOW)

    assert deliver(app) == []
    assert told(session, kari) == ["idea_answered"]


def test_a_receipt_comes_whatever_is_chosen(app, kari):
    for topic in NoticeTopic:
        choose(app, kari, Delivery.NEVER, topic)

    tell_all(app, [kari], now=NOW, kind="group_appointed", facts=PLAN)

    assert len(deliver(app)) == 1


PLAN = {"unit": "Neset", "unit_slug": "neset", "half_year": "2027-1"}


def test_daily_is_one_mail_the_next_morning_with_all_of_it(app, kari, clock):
    choose(app, kari, Delivery.DAILY)
    for nr in range(3):
        tell_all(app, [kari], now=NOW, event=f"answer:{nr}")
    assert collect(app) == []

    clock.moment = next_digest(Delivery.DAILY, NOW)
    [mail] = collect(app)

    assert mail["Subject"] == "3 nye varsler fra Dugnad"
    assert mail.get_content().count("Svar på forslaget «Stille time»") == 3
    assert ">Svar på forslaget «Stille time»: Går videre</a>" in mail.html
    clock.move(days=1)
    assert collect(app) == []


def test_what_is_hidden_before_it_is_mailed_goes_by_its_number(app, kari, session, clock):
    choose(app, kari, Delivery.DAILY, NoticeTopic.MENTIONS)
    campaign = make_campaign(session)
    about = {"slug": campaign.slug, "title": "Om en som kan kjennes igjen", "comment_id": "1"}
    author = session.get_one(Person, campaign.created_by)
    seen, hidden = (
        make_idea(session, campaign=campaign, author=author, state=state)
        for state in ("submitted", "hidden")
    )
    session.commit()
    for idea in (seen, hidden):
        facts = about | {"nr": idea.nr}
        tell_all(app, [kari], now=NOW, event=f"comment:{idea.nr}", kind="mentioned", facts=facts)

    clock.moment = next_digest(Delivery.DAILY, NOW)
    [mail] = collect(app)

    assert mail.get_content().count("Om en som kan kjennes igjen") == 1
    assert "nr. 2" in mail.get_content()
    with app.app_context():
        told, _ = list_notices(db.session(), actor_of(db.session(), kari))
    assert sorted(each.facts["title"] for each in told) == ["Om en som kan kjennes igjen", "nr. 2"]


def test_weekly_waits_for_monday(app, kari, clock):
    choose(app, kari, Delivery.WEEKLY)
    tell_all(app, [kari], now=NOW)
    clock.move(days=5)
    assert collect(app) == []

    clock.move(days=1)

    assert len(collect(app)) == 1
    assert clock.moment.weekday() == 0


def test_nobody_gets_an_empty_digest(app, kari, session, clock):
    choose(app, kari, Delivery.DAILY)
    tell_all(app, [kari], now=NOW)
    with app.app_context(), atomic() as unit:
        read_all_notices(unit, actor_of(unit, kari), now=NOW)

    clock.move(days=1)

    assert collect(app) == []
    session.rollback()
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 0


def test_what_is_read_between_collecting_and_leaving_is_not_mailed(app, kari, clock):
    choose(app, kari, Delivery.DAILY)
    tell_all(app, [kari], now=NOW)
    clock.move(days=1)
    with app.app_context():
        collect_notices()
        with atomic() as unit:
            read_all_notices(unit, actor_of(unit, kari), now=clock.now())

    assert deliver(app) == []


def test_who_turns_it_off_gets_nothing_of_what_waited(app, kari, clock):
    choose(app, kari, Delivery.DAILY)
    tell_all(app, [kari], now=NOW)
    with app.app_context(), atomic() as session:
        leave(session, kari.id, NoticeTopic.ANSWERS, now=NOW)

    clock.move(days=1)

    assert collect(app) == []


def test_collecting_costs_the_same_for_one_and_for_many(app, session, clock):
    costs = []
    for count in (1, 30):
        people = [make_person(session) for _ in range(count)]
        session.commit()
        tell_all(app, people, now=clock.now(), event=f"e{count}", kind="idea_commented")
        clock.move(days=1)
        with recorded_statements() as statements, app.app_context():
            collect_notices()
        costs.append(len(statements))

    assert costs[0] == costs[1]


def test_the_erased_leave_no_notice_and_no_choice(app, kari, session):
    choose(app, kari, Delivery.NEVER)
    tell_all(app, [kari], now=NOW)
    with app.app_context(), atomic() as unit:
        forget_person(unit, kari.id)

    session.rollback()
    assert session.scalar(select(func.count()).select_from(Notice)) == 0
