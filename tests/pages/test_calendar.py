"""The calendar page: what stands in it, for whom, and how one moves in time."""

from datetime import UTC, date, datetime

import pytest

from app.domain.learning.calendar import Month
from app.models import (
    Activity,
    ActivityDay,
    Arena,
    Body,
    Evaluation,
    GroupMeeting,
    GroupMember,
    LearningOutcome,
)
from tests.support.doing import BEFORE, make_office, people_of
from tests.support.factories import make_body, make_campaign, make_person
from tests.support.plans import make_activity, make_outcome, make_plan, make_theme
from tests.support.statements import recorded_statements

MOST_STATEMENTS = 8


@pytest.fixture
def office(session, clock):
    clock.moment = BEFORE
    return make_office(session, method="Foredrag", evaluate_on=date(2027, 4, 20))


@pytest.fixture
def colleague(session, office):
    (actor,) = people_of(session, office, 1)
    session.commit()
    return actor


@pytest.fixture
def open_as(browser, colleague):
    class Signed:
        id = colleague.person_id

    browser.sign_in(Signed)
    return lambda url, **options: browser.open(url, **options)


def cell(page, day):
    """What stands on a day of the month's table."""
    (found,) = [each for each in page.select(".month td") if each.text.split()[1:2] == [str(day)]]
    return " ".join(found.text.split())


def listed(page):
    return [" ".join(each.text.split()) for each in page.select(".agenda .happening")]


def test_activities_and_evaluations_stand_on_their_days(open_as):
    page = open_as("/kalender?maned=2027-04")

    assert "Foredrag: Kjenne hovedtrekkene" in cell(page, 9)
    assert "Evaluering: Foredrag" in cell(page, 20)
    assert "Foredrag" not in cell(page, 2)
    assert len(listed(page)) == 2


def test_the_list_says_the_same_without_the_table(open_as):
    table, alone = open_as("/kalender?maned=2027-04"), open_as("/kalender?maned=2027-04&vis=liste")

    assert not alone.select(".month")
    assert listed(alone) == listed(table)


@pytest.mark.parametrize(("locale", "said"), [("nb", "Fredag 9. april"), ("en", "Friday 9 April")])
def test_a_day_is_written_as_its_language_writes_it(open_as, browser, locale, said):
    browser.post(f"/sprak/{locale}")
    page = open_as("/kalender?maned=2027-04&vis=liste")
    assert said in [each.text.split(" 2027")[0] for each in page.select(".agenda__date")]


def test_one_moves_a_month_at_a_time_and_keeps_the_list(open_as):
    page = open_as("/kalender?maned=2027-12&vis=liste")
    links = [each["href"] for each in page.select(".month-nav a")]
    assert "/kalender?maned=2027-11&vis=liste" in links
    assert "/kalender?maned=2028-01&vis=liste" in links


@pytest.mark.parametrize("month", ["2027-13", "1999-01", "nå"])
def test_a_month_that_is_none_is_not_found(open_as, month):
    open_as(f"/kalender?maned={month}", status=404)


def test_a_cancelled_activity_says_so(session, open_as, office):
    session.get_one(Activity, office.activity_id).status = "cancelled"
    session.commit()

    page = open_as("/kalender?maned=2027-04")
    assert "Avlyst" in cell(page, 9)
    assert "Evaluering" not in cell(page, 20)


def test_plans_of_others_are_not_in_it(session, open_as):
    plan = make_plan(session, unit=make_body(session), state="approved")
    activity = make_activity(session, make_outcome(session, make_theme(session, plan)))
    session.add(ActivityDay(activity_id=activity.id, day=date(2027, 4, 12)))
    session.commit()

    assert len(listed(open_as("/kalender?maned=2027-04"))) == 2


def test_what_is_not_approved_is_marked(session, open_as, office):
    unit = session.get_one(Body, office.unit_id)
    draft = make_plan(session, unit=unit, half_year="2027-2")
    activity = make_activity(session, make_outcome(session, make_theme(session, draft)))
    session.add(ActivityDay(activity_id=activity.id, day=date(2027, 9, 3)))
    session.commit()

    assert "Ikke bestemt" in cell(open_as("/kalender?maned=2027-09"), 3)


def test_my_own_groups_meetings_are_mine_alone(session, open_as, office, colleague):
    other = make_person(session)
    for person_id, day in ((colleague.person_id, 5), (other.id, 6)):
        plan = make_plan(
            session, unit=session.get_one(Body, office.unit_id), half_year=f"202{day}-2"
        )
        session.add(GroupMember(plan_id=plan.id, person_id=person_id))
        session.add(GroupMeeting(plan_id=plan.id, held_on=date(2027, 4, day)))
    session.commit()

    page = open_as("/kalender?maned=2027-04")
    assert "Møte i arbeidsgruppen" in cell(page, 5)
    assert "Møte" not in cell(page, 6)


def test_deadlines_stand_on_the_last_day_one_can_do_something(session, open_as, office):
    make_campaign(session, owner=session.get_one(Body, office.unit_id), title="Hva nå?")
    make_campaign(session, title="Ikke for oss")
    session.commit()

    page = open_as("/kalender?maned=2026-10")
    assert "15.00 Frist for forslag: Hva nå?" in cell(page, 2)
    assert "15.00 Frist for å stemme: Hva nå?" in cell(page, 16)
    assert "Ikke for oss" not in page.text


def test_activities_without_a_day_are_counted_and_arenas_told_in_words(session, open_as, office):
    make_activity(session, session.get_one(LearningOutcome, office.outcome_id), time="løpende")
    session.add(Arena(unit_id=office.unit_id, name="Kontormøte", frequency="hver 14. dag"))
    session.commit()

    page = open_as("/kalender?maned=2027-04")
    assert "1 aktivitet våren 2027 har ingen fast dag" in page.text
    assert "Kontormøte: hver 14. dag" in " ".join(page.text.split())


def test_an_arena_on_a_weekday_stands_on_its_days(session, open_as, office):
    session.add(Arena(unit_id=office.unit_id, name="Kontormøte", frequency="hver tirsdag kl. 9"))
    session.commit()

    page = open_as("/kalender?maned=2027-04")
    assert "Arena: 09.00 Kontormøte" in cell(page, 13)
    assert "Kontormøte" not in cell(page, 14)
    assert "hver tirsdag" not in page.text


def test_an_open_evaluation_stands_on_its_last_day(session, open_as, office):
    session.add(
        Evaluation(
            plan_id=office.plan_id,
            opened_by=office.leader_id,
            opens_at=BEFORE,
            closes_at=datetime(2027, 4, 14, 22, tzinfo=UTC),
        )
    )
    session.commit()

    page = open_as("/kalender?maned=2027-04")
    assert "Frist for evalueringen: Etaten Neset" in cell(page, 14)


def test_a_full_calendar_costs_no_more_than_an_empty_one(session, open_as, office, browser):
    def statements(month):
        with recorded_statements() as found:
            browser.client.get(f"/kalender?maned={month}")
        return found

    outcome = session.get_one(LearningOutcome, office.outcome_id)
    for day in range(1, 29):
        activity = make_activity(session, outcome)
        session.add(ActivityDay(activity_id=activity.id, day=date(2027, 5, day)))
    session.commit()

    empty, full = statements("2027-01"), statements("2027-05")
    assert len(empty) == len(full) <= MOST_STATEMENTS, full


def test_a_month_is_whole_weeks_from_monday():
    weeks = Month(2027, 2).weeks
    assert (weeks[0][0], weeks[-1][-1]) == (date(2027, 2, 1), date(2027, 2, 28))
    weeks = Month(2027, 5).weeks
    assert (weeks[0][0], weeks[-1][-1]) == (date(2027, 4, 26), date(2027, 6, 6))
    assert Month(2027, 12).next == Month(2028, 1)
    assert Month(2027, 1).previous == Month(2026, 12)
