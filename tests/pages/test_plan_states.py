"""A plan's steps as they are seen: its state in words, and the one thing to do next."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.db import atomic, db
from app.domain.permissions import Role
from app.models import Affiliation, Evaluation, Plan
from tests.support.factories import make_body, make_person
from tests.support.mail import deliver, link_in
from tests.support.plans import make_filled_plan, make_plan
from tests.support.statements import recorded_statements


class Office:
    """A unit with a plan and the people around it."""

    def __init__(self, session, **columns):
        self.unit = make_body(session, name="Etaten Neset")
        self.council = make_body(session, kind="council", name="Brukerutvalget")
        session.add(Affiliation(unit_id=self.unit.id, body_id=self.council.id))
        self.leader = make_person(session, body=self.unit, role=Role.LEADER)
        self.colleague = make_person(session, name="Kari Prøve", body=self.unit)
        self.member = make_person(session, body=self.council, role=Role.COUNCIL_MEMBER)
        self.plan = make_filled_plan(session, unit=self.unit, **columns)
        self.url = f"/planer/{self.unit.slug}/{self.plan.half_year}"
        self.plan_id = self.plan.id


@pytest.fixture
def office(app):
    with app.app_context(), atomic() as session:
        return Office(session)


@pytest.fixture
def leader(office, new_browser):
    return new_browser().sign_in(office.leader)


@pytest.fixture
def colleague(office, new_browser):
    return new_browser().sign_in(office.colleague)


@pytest.fixture
def member(office, new_browser):
    return new_browser().sign_in(office.member)


def main_action(page):
    primary = page.select("main .ds-button[data-variant=primary]")
    assert len(primary) <= 1
    return primary[0].text.strip() if primary else None


def hear(leader, office, day="2026-10-01", **fields):
    return leader.submit(f"{office.url}/horing/start", day=day, **fields)


def comment_url(page, nr=1):
    return page.select(f"#tema-{nr} form")[0]["action"].split("#")[0]


def test_a_draft_says_so_and_the_next_step_is_a_hearing(leader, colleague, office):
    page = leader.open(office.url)

    assert "Utkast" in page.select_one("main .tag").text
    assert main_action(page) == "Send på høring"
    assert "Godkjenn uten høring" in page.text
    assert main_action(colleague.open(office.url)) is None


def test_an_empty_plan_is_filled_in_first(app, new_browser):
    with app.app_context(), atomic() as session:
        unit = make_body(session)
        leader = make_person(session, body=unit, role=Role.LEADER)
        plan = make_plan(session, unit=unit)
        url = f"/planer/{unit.slug}/{plan.half_year}"

    page = new_browser().sign_in(leader).open(url)

    assert main_action(page) is None
    assert page.select_one(f"main a[href='{url}/tema']")


def test_a_hearing_lasts_the_whole_last_day(leader, office):
    page = hear(leader, office)

    assert "På høring" in page.select_one("main .tag").text
    assert "Høringen varer til og med torsdag 1. oktober." in page.text


def test_home_says_that_a_plan_is_on_hearing_to_those_who_are_heard(
    leader, colleague, member, office, clock, new_browser, session
):
    stranger = make_person(session, body=make_body(session))
    session.commit()
    hear(leader, office, day="2026-10-01")

    def asked(browser):
        return [each["href"] for each in browser.open("/").select("#spurt + ul a")]

    assert asked(colleague) == asked(member) == [f"{office.url}/horing"]
    assert "torsdag 1. oktober" in colleague.open("/").select_one("#spurt + ul").text
    assert asked(new_browser().sign_in(stranger)) == []
    clock.moment = datetime(2026, 10, 2, tzinfo=UTC)
    assert asked(new_browser().sign_in(office.colleague)) == []


def test_the_leader_is_told_when_a_plan_waits_for_the_next_step(
    app, leader, office, clock, new_browser
):
    def told(page="/oppgaver", who=office.leader):
        shown = new_browser().sign_in(who).open(page)
        return [each.text for each in shown.select("#planarbeid + ul a")]

    hear(leader, office, day="2026-10-01")
    assert told() == []
    clock.moment = datetime(2026, 10, 2, tzinfo=UTC)
    assert told() == ["Gå gjennom innspillene"]
    with app.app_context(), atomic() as session:
        session.get_one(Plan, office.plan_id).state = "approved"
        session.add(
            Evaluation(
                plan_id=office.plan_id,
                opened_by=office.leader.id,
                opens_at=datetime(2026, 9, 1, tzinfo=UTC),
                closes_at=datetime(2026, 9, 8, tzinfo=UTC),
            )
        )
    assert told() == told("/") == ["Oppsummer evalueringen"]
    assert told("/", office.colleague) == []


def test_two_weeks_are_proposed_for_a_hearing(leader, office, clock):
    page = leader.open(f"{office.url}/horing/start")

    assert page.select_one("#day")["value"] == f"{clock.now() + timedelta(days=14):%Y-%m-%d}"


def test_a_day_that_has_passed_is_explained_beside_the_field(leader, office):
    page = leader.submit(f"{office.url}/horing/start", status=422, day="2026-09-01")

    assert page.select_one("#day")["aria-invalid"] == "true"
    assert "fram i tid" in page.select_one("#day-error").text


def test_a_colleague_and_a_council_say_what_they_think(leader, colleague, member, office):
    hear(leader, office)
    assert main_action(colleague.open(office.url)) == "Si hva du mener"
    form = colleague.open(f"{office.url}/horing")
    speaker = member.open(f"{office.url}/horing").select_one("select option[selected]")
    assert speaker.text == "Brukerutvalget"

    colleague.submit(f"{office.url}/horing", to=comment_url(form), text="Mer om **språk**.")
    page = member.submit(
        f"{office.url}/horing",
        to=comment_url(form),
        text="Brukerne vil være med.",
        on_behalf_of=office.council.id,
    )

    first, second = sorted(page.select("#tema-1 .comment"), key=lambda one: "vegne" in one.text)
    assert "Kari Prøve" in first.text
    assert first.select_one("strong + a, .prose strong")
    assert "På vegne av Brukerutvalget" in second.text


def test_an_empty_comment_is_explained_at_its_theme(leader, colleague, office):
    hear(leader, office)
    form = colleague.open(f"{office.url}/horing")

    page = colleague.submit(f"{office.url}/horing", to=comment_url(form), status=422, text=" ")

    assert page.select_one("#tema-1 textarea")["aria-invalid"] == "true"


def test_a_national_id_is_not_published(leader, colleague, office):
    hear(leader, office)
    form = colleague.open(f"{office.url}/horing")

    page = colleague.submit(
        f"{office.url}/horing", to=comment_url(form), status=422, text="Gjelder 01010112377."
    )

    assert "fødselsnummer" in page.select_one("#tema-1").text


def test_the_makers_answer_and_everybody_reads_it(leader, colleague, office):
    hear(leader, office)
    form = colleague.open(f"{office.url}/horing")
    colleague.submit(f"{office.url}/horing", to=comment_url(form), text="Når?")
    answer = leader.open(f"{office.url}/horing").select_one("a[href$='/svar']")["href"]

    leader.submit(answer, text="I mars.")

    page = colleague.open(f"{office.url}/horing")
    assert "I mars." in page.select_one("#tema-1").text
    assert not page.select("a[href$='/svar'], a[href$='/trekk']")


def test_what_is_hidden_is_seen_by_its_author(leader, colleague, member, office):
    hear(leader, office)
    form = colleague.open(f"{office.url}/horing")
    colleague.submit(f"{office.url}/horing", to=comment_url(form), text="Om en bruker.")
    hide = leader.open(f"{office.url}/horing").select_one("a[href$='/skjul']")["href"]

    leader.submit(hide, reason="Kan kjennes igjen.")

    assert "Om en bruker." in colleague.open(f"{office.url}/horing").text
    page = member.open(f"{office.url}/horing")
    assert "Om en bruker." not in page.text
    assert "Innspillet er skjult." in page.text


def test_after_the_hearing_the_leader_approves(app, leader, colleague, office):
    hear(leader, office)
    refused = leader.open(f"{office.url}/godkjenn", status=409)
    assert "Høringen varer til og med torsdag 1. oktober." in refused.text

    app.extensions["clock"].move(days=17)
    leader.sign_in(office.leader)
    colleague.sign_in(office.colleague)
    page = colleague.open(f"{office.url}/horing")
    assert "Høringen er over." in page.text
    assert not page.select("main form")
    assert main_action(leader.open(office.url)) == "Godkjenn planen"
    page = leader.submit(f"{office.url}/godkjenn")

    assert "Gjelder" in page.select_one("main .tag").text


def test_a_second_press_on_approve_leads_to_the_approved_plan(leader, office):
    leader.submit(f"{office.url}/godkjenn")

    answer = leader.post(f"{office.url}/godkjenn")

    assert (answer.status_code, answer.location) == (303, office.url)
    leader.open(f"{office.url}/godkjenn", status=409)


def test_an_archived_plan_is_read_and_not_edited(leader, colleague, office):
    leader.submit(f"{office.url}/godkjenn")

    leader.submit(f"{office.url}/arkiver")

    page = leader.open(office.url)
    assert "Arkivert" in page.select_one("main .tag").text
    assert [button.text.strip() for button in page.select("main .ds-button")] == ["Last ned"]
    assert colleague.open(office.url)


def test_a_change_after_approval_asks_why(app, leader, office):
    leader.submit(f"{office.url}/godkjenn")
    form = leader.open(f"{office.url}/rediger")
    assert form.select_one("#change_reason")
    sent = {
        control["name"]: control.text.lstrip("\n")
        if control.name == "textarea"
        else control.get("value")
        for control in form.select("#plan input[name], #plan textarea[name]")
    }
    sent["introduction"] = "Nytt."

    page = leader.submit(f"{office.url}/rediger", status=422, **sent)
    assert page.select_one("#change_reason")["aria-invalid"] == "true"
    assert page.select_one("#introduction").text.strip() == "Nytt."
    assert page.select_one("ds-error-summary a[href='#change_reason']")
    leader.submit(f"{office.url}/rediger", **sent | {"change_reason": "Ny leder."})

    with app.app_context():
        assert db.session.get(Plan, office.plan_id).introduction == "Nytt."


def test_the_mail_of_a_hearing_leads_to_it(app, leader, member, office):
    hear(leader, office)

    (mail,) = deliver(app)

    assert "hele torsdag 1. oktober" in mail.get_content()
    assert member.open(link_in(mail, "/horing"))


def test_the_hearing_asks_the_database_as_often_however_much_is_said(app, leader, new_browser):
    counts = []
    for themes in (1, 8):
        with app.app_context(), atomic() as session:
            office = Office(session, themes=themes)
        someone = new_browser().sign_in(office.leader)
        hear(someone, office)
        form = someone.open(f"{office.url}/horing")
        for nr in range(1, themes + 1):
            someone.submit(f"{office.url}/horing", to=comment_url(form, nr), text=f"Om {nr}.")
        with recorded_statements() as statements:
            someone.open(f"{office.url}/horing")
        counts.append(len(statements))

    assert counts[0] == counts[1]
