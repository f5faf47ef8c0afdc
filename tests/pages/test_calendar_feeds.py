"""Calendar feeds: read back as calendar programs do, with the rights of their owner."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.accounts.queries import hash_token
from app.core.db import atomic
from app.learning import services
from app.models import (
    ActivityParticipant,
    Body,
    CalendarFeed,
    GroupMeeting,
    GroupMember,
    LearningOutcome,
    Membership,
    Person,
)
from tests.support.doing import AT, BEFORE, make_office, people_of
from tests.support.factories import (
    actor_of,
    make_body,
    make_campaign,
    make_membership,
    make_person,
)
from tests.support.plans import make_activity, make_plan
from tests.support.statements import recorded_statements

OSLO = ZoneInfo("Europe/Oslo")
MOST_STATEMENTS = 11


@pytest.fixture
def office(session, clock):
    clock.moment = BEFORE
    return make_office(
        session, method="Foredrag", time="2. mars kl. 9-11.30 og 9. april", place="Salen"
    )


@pytest.fixture
def colleague(session, office):
    (actor,) = people_of(session, office, 1)
    session.add(ActivityParticipant(activity_id=office.activity_id, body_id=office.unit_id))
    session.commit()
    return actor


@pytest.fixture
def mine(browser, colleague):
    return browser.sign_in(SimpleNamespace(id=colleague.person_id))


def make_feed(browser, kind="person", of=""):
    """The path of a new address, as shown on the page."""
    page = browser.submit("/kalender/abonnement", kind=kind, of=str(of))
    return "/kalender/" + page.select_one("code").text.rsplit("/", 1)[1]


def fetch(browser, path, status=200):
    """As a program that is signed in nowhere."""
    answer = type(browser)(browser._app).client.get(path)
    assert answer.status_code == status, answer.text
    return answer


def events(browser, path):
    calendar = Calendar.from_ical(fetch(browser, path).data)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def event_of(browser, path, office, number=1):
    return events(browser, path)[f"{office.activity_id}-{number}@dugnad"]


def carry_out(office, service, **words):
    with atomic() as session:
        leader = actor_of(session, session.get_one(Person, office.leader_id), now=BEFORE)
        service(session, leader, office.plan_id, office.activity_id, now=BEFORE, **words)


def test_a_timed_day_is_in_the_time_of_oslo_and_a_day_alone_lasts_all_of_it(mine, office):
    path = make_feed(mine)
    calendar = Calendar.from_ical(fetch(mine, path).data)
    timed, whole = event_of(mine, path, office, 1), event_of(mine, path, office, 2)

    assert timed["dtstart"].dt == datetime(2027, 3, 2, 9, tzinfo=OSLO)
    assert timed["dtend"].dt == datetime(2027, 3, 2, 11, 30, tzinfo=OSLO)
    assert whole["dtstart"].dt == date(2027, 4, 9)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Oslo"]
    assert str(timed["summary"]) == "Foredrag: Kjenne hovedtrekkene"
    assert str(timed["location"]) == "Salen"
    assert str(timed["url"]).endswith(office.url)


def test_the_zone_in_the_file_knows_summer_from_winter(mine, office):
    calendar = Calendar.from_ical(fetch(mine, make_feed(mine)).data)
    zone = calendar.walk("VTIMEZONE")[0].to_tz()

    for month, day in ((1, 15), (7, 1), (3, 28), (10, 31)):
        noon = datetime(2027, month, day, 12, tzinfo=OSLO)
        assert noon.replace(tzinfo=zone).utcoffset() == noon.utcoffset()


def test_what_is_moved_is_the_same_event_with_a_higher_sequence(app, mine, office):
    path = make_feed(mine)
    before = event_of(mine, path, office)
    carry_out(office, services.move_activity, time="16. mars kl. 10-12")
    after = event_of(mine, path, office)

    assert after["dtstart"].dt == datetime(2027, 3, 16, 10, tzinfo=OSLO)
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt == BEFORE
    assert "Flyttet fra: 2. mars kl. 9-11.30 og 9. april" in after["description"]


def test_what_is_cancelled_stays_in_the_file_and_says_so(mine, office):
    path = make_feed(mine)
    before = event_of(mine, path, office)
    carry_out(office, services.cancel_activity, reason="Syk foreleser.")
    after = event_of(mine, path, office)

    assert str(after["status"]) == "CANCELLED"
    assert str(after["summary"]).startswith("Avlyst: ")
    assert after["sequence"] > before["sequence"]


def test_the_same_plan_gives_the_same_bytes(mine, clock):
    path = make_feed(mine)
    first = fetch(mine, path)
    clock.moment += timedelta(days=1)

    assert fetch(mine, path).data == first.data
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_only_what_has_a_day_is_in_the_file(session, mine, office):
    activity = make_activity(
        session, session.get_one(LearningOutcome, office.outcome_id), time="løpende"
    )
    session.add(ActivityParticipant(activity_id=activity.id, body_id=office.unit_id))
    session.commit()

    assert len(events(mine, make_feed(mine))) == 2


def test_a_person_has_what_they_are_expected_at_or_joined_and_nothing_else(
    session, office, colleague, mine, new_browser
):
    stranger_to_it = actor_of(
        session,
        make_person(session, body=make_body(session, parent=session.get_one(Body, office.unit_id))),
        now=BEFORE,
    )
    participant = session.scalars(select(ActivityParticipant)).one()
    participant.body_id, participant.person_id = None, colleague.person_id
    session.commit()
    other = new_browser().sign_in(SimpleNamespace(id=stranger_to_it.person_id))
    path = make_feed(other)

    assert len(events(mine, make_feed(mine))) == 2
    assert events(other, path) == {}
    with atomic() as unit:
        services.sign_up(unit, stranger_to_it, office.plan_id, office.activity_id, clock=AT)
    assert len(events(other, path)) == 2


def test_teams_and_plans_have_feeds_of_their_own(mine, office):
    assert len(events(mine, make_feed(mine, "team", office.unit_id))) == 2
    assert len(events(mine, make_feed(mine, "plan", office.plan_id))) == 2


def add_meetings(session, office, colleague):
    """One of a group this person is in, and one of the plan's group, which they are not in."""
    unit = session.get_one(Body, office.unit_id)
    mine = make_plan(session, unit=unit, half_year="2027-2")
    session.add(GroupMember(plan_id=mine.id, person_id=colleague.person_id))
    session.add(GroupMeeting(plan_id=mine.id, held_on=date(2027, 5, 3), agenda="Om Kari Kollega"))
    session.add(GroupMeeting(plan_id=office.plan_id, held_on=date(2027, 5, 4), place="Salen"))
    session.commit()


def test_meetings_are_in_the_feeds_of_the_group_and_of_the_plan(session, office, colleague, mine):
    add_meetings(session, office, colleague)
    found = {
        kind: [
            event["dtstart"].dt
            for event in events(mine, make_feed(mine, kind, of)).values()
            if "Møte i arbeidsgruppen" in event["summary"]
        ]
        for kind, of in (("person", ""), ("plan", office.plan_id), ("team", office.unit_id))
    }

    assert found == {"person": [date(2027, 5, 3)], "plan": [date(2027, 5, 4)], "team": []}
    assert "Kari Kollega" not in fetch(mine, make_feed(mine)).text


def test_a_persons_feed_has_the_deadlines_they_have_to_keep(session, office, mine):
    make_campaign(session, owner=session.get_one(Body, office.unit_id), title="Hva nå?")
    make_campaign(session, title="Ikke for oss")
    unit = session.get_one(Body, office.unit_id)
    ends_at = datetime(2027, 5, 20, 22, tzinfo=UTC)
    make_plan(session, unit=unit, half_year="2027-2", state="hearing", hearing_ends_at=ends_at)
    session.commit()
    deadlines = {
        str(event["summary"]): event["dtstart"].dt
        for event in events(mine, make_feed(mine)).values()
        if "Frist" in event["summary"]
    }

    assert deadlines == {
        "Frist for forslag: Hva nå?": datetime(2026, 10, 2, 15, tzinfo=OSLO),
        "Frist for å stemme: Hva nå?": datetime(2026, 10, 16, 15, tzinfo=OSLO),
        "Frist for høringen: Etaten Neset": date(2027, 5, 20),
    }


def test_nobody_has_a_feed_of_what_they_may_not_read(session, office, new_browser):
    stranger = make_person(session, body=make_body(session))
    session.commit()
    browser = new_browser().sign_in(stranger)
    for kind, of in (("team", office.unit_id), ("plan", office.plan_id), ("annet", "")):
        browser.submit("/kalender/abonnement", status=404, kind=kind, of=str(of))


def test_a_person_who_loses_access_reads_no_more(session, colleague, mine, office):
    paths = [make_feed(mine, "team", office.unit_id), make_feed(mine, "plan", office.plan_id)]
    own = make_feed(mine)
    elsewhere = make_body(session)
    held = session.scalars(
        select(Membership).where(Membership.person_id == colleague.person_id)
    ).one()
    held.ends_at = BEFORE
    make_membership(session, session.get_one(Person, colleague.person_id), elsewhere)
    session.commit()

    for path in paths:
        fetch(mine, path, status=404)
    assert events(mine, own) == {}


def test_a_disabled_persons_feed_is_dead(session, colleague, mine):
    path = make_feed(mine)
    session.get_one(Person, colleague.person_id).disabled_at = BEFORE
    session.commit()

    fetch(mine, path, status=404)


def test_a_new_address_kills_the_old_one_and_a_revoked_one_is_dead(mine):
    old = make_feed(mine)
    new = make_feed(mine)
    fetch(mine, old, status=404)
    fetch(mine, new)

    mine.submit("/kalender/abonnement", to="/kalender/abonnement/fjern", kind="person")
    fetch(mine, new, status=404)


def test_the_address_is_shown_once_and_only_its_hash_is_kept(session, mine):
    token = make_feed(mine).removeprefix("/kalender/").removesuffix(".ics")

    assert token not in mine.open("/kalender/abonnement").text
    assert session.scalars(select(CalendarFeed.token_sha256)).all() == [hash_token(token)]


def test_no_log_holds_the_address(mine, caplog):
    with caplog.at_level("DEBUG"):
        path = make_feed(mine)
        fetch(mine, path)
        fetch(mine, f"{path[:-6]}xx.ics", status=404)
    token = path.removeprefix("/kalender/").removesuffix(".ics")

    assert caplog.records
    assert not [
        record for record in caplog.records if token[:20] in repr(vars(record)) + str(record.msg)
    ]


def test_a_file_names_nobody(session, office, colleague, mine):
    with atomic() as unit:
        services.sign_up(unit, colleague, office.plan_id, office.activity_id, clock=AT)
    name = session.get_one(Person, colleague.person_id).name
    text = fetch(mine, make_feed(mine, "plan", office.plan_id)).text

    assert name not in text
    assert "etaten.example" not in text


def test_whoever_guesses_is_slowed_down_and_a_right_address_is_not(mine):
    path = make_feed(mine)
    answers = [fetch_any(mine, f"/kalender/gjett-{nr}.ics") for nr in range(61)]

    assert answers[0] == 404
    assert answers[-1] == 429
    assert fetch_any(mine, path) == 200


def fetch_any(browser, path):
    return browser.client.get(path).status_code


def test_a_full_feed_costs_as_little_as_an_empty_one(session, office, mine):
    path = make_feed(mine, "plan", office.plan_id)

    def statements():
        with recorded_statements() as found:
            fetch(mine, path)
        return found

    before = len(statements())
    outcome = session.get_one(LearningOutcome, office.outcome_id)
    for _ in range(20):
        make_activity(session, outcome, evaluate_on=date(2027, 6, 1))
    session.commit()
    assert len(statements()) == before <= MOST_STATEMENTS, statements()


def test_the_file_speaks_its_owners_language(session, colleague, office, mine):
    session.get_one(Person, colleague.person_id).locale = "en"
    session.commit()

    assert "Learning outcome: " in event_of(mine, make_feed(mine), office)["description"]
