"""Home, my page, tasks, language, and the two pages that say what is protected and stored."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.domain.permissions import Role
from app.models import (
    ActivityParticipant,
    Answer,
    Body,
    Decision,
    OpenBallot,
    Person,
    Result,
    StrategyAnswer,
    StrategyInput,
    Voter,
)
from tests.support.doing import make_office as make_learning_office
from tests.support.doing import people_of
from tests.support.factories import (
    AFTER_CLOSE,
    IN_REVIEW,
    SUBMISSION_CLOSES,
    VOTING_CLOSES,
    VOTING_OPENS,
    WHILE_SUBMITTING,
    WHILE_VOTING,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)
from tests.support.statements import recorded_statements

MOST_STATEMENTS = 9


@pytest.fixture
def office(session):
    return make_body(session, name="Kontoret i Kongleby")


@pytest.fixture
def staff(session, office):
    person = make_person(session, body=office, name="Ada Eksempel")
    session.commit()
    return person


@pytest.fixture
def facilitator(session, office):
    person = make_person(session, body=office, role=Role.FACILITATOR)
    session.commit()
    return person


@pytest.fixture
def open_as(browser, clock):
    def open_as(person, url="/", now=WHILE_SUBMITTING, status=200):
        clock.moment = now
        return browser.sign_in(person).open(url, status=status)

    return open_as


def main_action(page):
    return page.select_one("main .ds-button[data-variant=primary]")


def test_a_stranger_is_told_what_this_is_and_where_to_sign_in(browser):
    page = browser.open("/")

    assert "Velkommen til Dugnad" in page.h1.text
    assert main_action(page)["href"] == "/logg-inn"


def test_nothing_waits_and_the_page_says_so(open_as, staff):
    assert "Ingenting venter på deg" in open_as(staff).text


def test_the_nearest_deadlines_action_comes_first(session, open_as, staff, office):
    make_campaign(session, owner=office, title="Senere?")
    soon = make_campaign(
        session, owner=office, title="Snart?", submission_closes_at=WHILE_SUBMITTING + timedelta(1)
    )
    session.commit()

    page = open_as(staff)

    assert page.select_one("main h2").text.strip() == "Snart?"
    assert main_action(page)["href"] == f"/dugnader/{soon.slug}/forslag/nytt"
    assert "Senere?" in page.select_one("section").text


def test_votes_that_are_left_wait_until_they_are_used(session, open_as, staff, office):
    campaign = make_campaign(session, owner=office, frozen_at=VOTING_OPENS)
    voter = Voter(campaign_id=campaign.id, person_id=staff.id, group="staff")
    session.add(voter)
    session.flush()
    ballot = OpenBallot(voter_id=voter.id, quota=3, used=1, salt=b"0" * 32, commitment="0" * 64)
    session.add(ballot)
    session.commit()

    assert "Du har 2 av 3 stemmer igjen" in open_as(staff, now=WHILE_VOTING).text

    ballot.used = 3
    session.commit()
    page = open_as(staff, now=WHILE_VOTING)
    assert "Du har brukt stemmene dine" in page.text
    assert "Du kan endre stemmene dine fram til" in page.text
    assert "Ingenting venter på deg" in page.text


def test_those_not_on_the_roll_are_not_asked_to_vote(session, open_as, staff, office):
    make_campaign(session, owner=office, frozen_at=VOTING_OPENS, title="Hva nå?")
    session.commit()

    assert "Hva nå?" not in open_as(staff, now=WHILE_VOTING).text


def test_drafts_wait_while_they_can_still_be_sent(session, open_as, staff, office):
    campaign = make_campaign(session, owner=office)
    make_idea(session, campaign=campaign, author=staff, state="draft", title="Halvferdig tanke")
    session.commit()

    assert "Halvferdig tanke" in open_as(staff).text
    assert "Halvferdig tanke" not in open_as(staff, now=SUBMISSION_CLOSES).text


def test_what_must_be_done_in_ones_dugnader_waits_on_the_first_page(
    session, open_as, facilitator, office
):
    for number in range(5):
        make_campaign(session, owner=office, title=f"Nummer {number}?", **_shifted(-9 - number))
    session.commit()

    page = open_as(facilitator)

    assert "Ingenting venter på deg" not in page.text
    tasks = page.select("section[aria-labelledby=oppgaver] .card")
    assert len(tasks) == 3
    assert "Nummer 4?" in tasks[0].text, "the soonest first"
    assert tasks[0].a["href"].endswith("/avslutt")
    assert page.find("a", string="Se alle 5 oppgavene")["href"] == "/oppgaver"


def test_a_draft_of_a_dugnad_waits_for_those_who_make_it_alone(
    session, open_as, facilitator, office, staff
):
    make_campaign(session, owner=office, launched=False, title="Kladden?")
    session.commit()

    assert "Start dugnaden" in open_as(facilitator).text
    assert "Kladden?" not in open_as(staff).text


@pytest.fixture
def administrator(app, session):
    """As after `flask accounts create-admin` on an empty database."""
    app.test_cli_runner().invoke(args=["accounts", "create-admin", "ada@etaten.example"])
    return session.scalars(select(Person)).one()


def first_steps(page):
    return [
        (step.a.text, step.a["href"], "Ferdig" in step.text)
        for step in page.select("ol.ds-list li")
    ]


def test_a_new_administrator_is_led_to_units_people_and_the_first_dugnad(
    session, open_as, administrator
):
    units, people = "/administrasjon/enheter", "/administrasjon/personer"
    own = f"{people}/{administrator.id}"

    def home():
        session.commit()  # the request signs in, and nothing read before it is true afterwards
        page = open_as(administrator)
        session.commit()
        return page

    page = home()
    assert "Ingenting venter på deg" not in page.text
    assert first_steps(page) == [
        ("Legg inn enhetene", units, False),
        ("Legg inn personene", people, False),
        ("Lag den første dugnaden", own, False),
    ]
    assert main_action(page)["href"] == units

    office = make_body(session, parent=session.scalars(select(Body)).one())
    page = home()
    assert [is_done for *_, is_done in first_steps(page)] == [True, False, False]
    assert main_action(page)["href"] == people

    make_person(session, body=office)
    assert main_action(home())["href"] == own

    make_membership(session, administrator, office, role=Role.FACILITATOR)
    assert main_action(home())["href"] == "/dugnader/ny"

    make_campaign(session, owner=office)
    assert first_steps(home()) == []


def test_the_first_steps_are_for_administrators(session, open_as, staff, facilitator):
    assert first_steps(open_as(staff)) == first_steps(open_as(facilitator)) == []


@pytest.fixture
def received(session, office, facilitator):
    """A stranger to the dugnad who was named the receiver of one of its proposals."""
    campaign = make_campaign(session, owner=office, title="Hva nå?")
    idea = make_idea(session, campaign=campaign, author=facilitator, title="Stille time")
    receiver = make_person(session, body=make_body(session))
    handed = StrategyInput(
        campaign_id=campaign.id,
        idea_id=idea.id,
        receiver_id=receiver.id,
        handed_over_at=AFTER_CLOSE,
    )
    session.add(handed)
    session.commit()
    return handed


def answer(session, received, person_id, at):
    session.commit()  # what was read before may have been changed by a request since
    session.add(
        StrategyAnswer(
            campaign_id=received.campaign_id,
            idea_id=received.idea_id,
            status="considered",
            answered_by=person_id,
            answered_at=at,
        )
    )
    session.commit()


def test_a_receiver_of_strategy_input_finds_it_without_the_mail(session, open_as, received):
    receiver = session.get_one(Person, received.receiver_id)
    link = "a[href$='/strategi/1']"

    for url in ("/", "/mitt"):
        page = open_as(receiver, url, AFTER_CLOSE)
        assert page.select_one(f"main {link}").text == "Stille time"
        assert "Ingenting venter på deg" not in page.text

    answer(session, received, receiver.id, AFTER_CLOSE)
    assert not open_as(receiver, "/", AFTER_CLOSE).select(f"main {link}")
    assert "Vurderes" in open_as(receiver, "/mitt", AFTER_CLOSE).select_one("#innspill + ul").text


def test_what_is_handed_on_waits_for_the_next_receiver(session, open_as, received, facilitator):
    answer(session, received, received.receiver_id, AFTER_CLOSE)
    received.receiver_id = facilitator.id
    received.handed_over_at = AFTER_CLOSE + timedelta(days=1)
    session.commit()

    for url in ("/", "/oppgaver"):
        page = open_as(facilitator, url, AFTER_CLOSE + timedelta(days=2))
        assert "Stille time" in page.select_one("section[aria-labelledby=innspill]").text


def test_the_page_says_what_came_of_ones_proposals(session, open_as, staff, office, facilitator):
    campaign = make_campaign(session, owner=office)
    idea = make_idea(session, campaign=campaign, author=staff, title="Stille time")
    for number, status in enumerate(("under_review", "going_forward")):
        session.add(
            Answer(
                campaign_id=campaign.id,
                idea_id=idea.id,
                status=status,
                text="Ja.",
                answered_by=facilitator.id,
                answered_at=AFTER_CLOSE + timedelta(days=number),
            )
        )
    session.commit()

    text = " ".join(open_as(staff, now=AFTER_CLOSE + timedelta(days=2)).text.split())
    assert "Forslaget ditt Stille time går videre" in text
    assert "er under vurdering" not in text


def test_results_are_news_to_those_who_were_invited(session, open_as, staff, office):
    make_campaign(session, owner=office, title="Ferdig?", published_at=AFTER_CLOSE)
    make_campaign(session, title="Andres?", published_at=AFTER_CLOSE)
    session.commit()

    text = open_as(staff, now=AFTER_CLOSE + timedelta(days=1)).text
    assert "Ferdig?" in text
    assert "Andres?" not in text
    assert "Ferdig?" not in open_as(staff, now=AFTER_CLOSE + timedelta(days=365)).text


@pytest.mark.parametrize("now", [WHILE_SUBMITTING, WHILE_VOTING])
@pytest.mark.parametrize("size", [1, 20])
def test_home_asks_the_database_a_fixed_number_of_times(
    session, browser, clock, staff, office, size, now
):
    for _ in range(size):
        campaign = make_campaign(session, owner=office)
        make_idea(session, campaign=campaign, author=staff, state="draft")
        make_idea(session, campaign=campaign, author=staff)
    session.commit()
    clock.moment = now
    browser.sign_in(staff)

    with recorded_statements() as statements:
        browser.open("/")

    assert len(statements) <= MOST_STATEMENTS


@pytest.mark.parametrize("size", [1, 20])
def test_home_asks_no_more_of_one_who_holds_every_role(
    session, browser, clock, office, facilitator, size
):
    make_membership(session, facilitator, office, role=Role.ADMINISTRATOR)
    for _ in range(size):
        campaign = make_campaign(session, owner=office)
        idea = make_idea(session, campaign=campaign, author=facilitator)
        session.add(
            StrategyInput(
                campaign_id=campaign.id,
                idea_id=idea.id,
                receiver_id=facilitator.id,
                handed_over_at=AFTER_CLOSE,
            )
        )
    session.commit()
    clock.moment = AFTER_CLOSE
    browser.sign_in(facilitator)

    with recorded_statements() as statements:
        browser.open("/")

    assert len(statements) <= MOST_STATEMENTS


def test_my_page_shows_where_i_belong_and_links_to_my_council(session, open_as, staff):
    council = make_body(session, kind="council", name="Brukerutvalget")
    member = make_person(session, body=council, role=Role.COUNCIL_MEMBER)
    session.commit()

    assert "Kontoret i Kongleby" in open_as(staff, "/mitt").text
    page = open_as(member, "/mitt")
    assert page.select_one(f"a[href='/utvalg/{council.slug}']").text == "Brukerutvalget"


def task_texts(page):
    return [heading.text.strip() for heading in page.select("main .card__heading")]


@pytest.mark.parametrize(
    ("now", "tasks"),
    [
        (WHILE_SUBMITTING, ["Legg inn noen forslag, så andre tør å begynne"]),
        (IN_REVIEW, ["Gå gjennom forslagene og lag kortliste"]),
        (WHILE_VOTING, []),
        (VOTING_CLOSES, []),
        (AFTER_CLOSE, ["Avslutt og tell stemmene"]),
    ],
)
def test_tasks_follow_the_phase(session, open_as, facilitator, office, now, tasks):
    make_campaign(session, owner=office)
    session.commit()

    assert task_texts(open_as(facilitator, "/oppgaver", now)) == tasks


def test_a_manual_close_is_a_task_at_once(session, open_as, facilitator, office):
    make_campaign(session, owner=office, closes_automatically=False)
    session.commit()

    assert task_texts(open_as(facilitator, "/oppgaver", VOTING_CLOSES)) == [
        "Avslutt og tell stemmene"
    ]


def test_after_the_count_come_decision_answers_publishing_and_archive(
    session, open_as, facilitator, office, staff
):
    campaign = make_campaign(session, owner=office)
    idea = make_idea(session, campaign=campaign, author=staff)

    def texts():
        session.commit()
        return task_texts(open_as(facilitator, "/oppgaver", AFTER_CLOSE + timedelta(days=1)))

    session.add(
        Result(campaign_id=campaign.id, canonical="{}", sha256="0" * 64, counted_at=AFTER_CLOSE)
    )
    assert texts() == ["Velg hva som går videre"]

    session.add(
        Decision(
            campaign_id=campaign.id,
            decided_by=facilitator.id,
            decided_at=AFTER_CLOSE,
            reason="",
            canonical="{}",
            sha256="0" * 64,
        )
    )
    assert texts() == ["Svar på 1 forslag", "Publiser resultatet"]

    idea.omitted_reason = "Finnes fra før."
    assert texts() == ["Publiser resultatet"]

    campaign.published_at = AFTER_CLOSE
    assert texts() == ["Arkiver dugnaden"]

    campaign.archived_at = AFTER_CLOSE
    assert texts() == []


def test_the_most_urgent_task_is_first(session, open_as, facilitator, office):
    make_campaign(session, owner=office, title="Lenge til?")
    make_campaign(session, owner=office, title="Forfalt?", **_shifted(-30))
    session.commit()

    page = open_as(facilitator, "/oppgaver", WHILE_SUBMITTING)

    assert "Forfalt?" in page.select_one("main .card").text
    assert "På tide" in page.select_one("main .card").text


def _shifted(days):
    distance = timedelta(days=days)
    return {
        "opens_at": WHILE_SUBMITTING + distance,
        "submission_closes_at": WHILE_SUBMITTING + distance + timedelta(1),
        "voting_opens_at": WHILE_SUBMITTING + distance + timedelta(1),
        "voting_closes_at": WHILE_SUBMITTING + distance + timedelta(2),
    }


@pytest.mark.parametrize("size", [1, 20])
def test_tasks_ask_the_database_a_fixed_number_of_times(
    session, browser, facilitator, office, size
):
    for _ in range(size):
        make_campaign(session, owner=office)
    session.commit()
    browser.sign_in(facilitator)

    with recorded_statements() as statements:
        browser.open("/oppgaver")

    assert len(statements) == 7


def test_tasks_are_for_those_who_have_some(open_as, staff):
    open_as(staff, "/oppgaver", status=403)


def test_administrators_find_their_tools_among_the_tasks(session, open_as, office, facilitator):
    administrator = make_person(session, body=office, role=Role.ADMINISTRATOR)
    session.commit()

    page = open_as(administrator, "/oppgaver")
    assert page.select_one("a[href='/administrasjon/personer']")
    assert "Administrasjon" not in open_as(facilitator, "/oppgaver").text


@pytest.mark.parametrize(("locale", "heading"), [("nn", "Personvern"), ("en", "Privacy")])
def test_the_language_is_changed_in_place_and_remembered(browser, session, staff, locale, heading):
    browser.sign_in(staff)
    answer = browser.post(f"/sprak/{locale}", next="/personvern")

    assert (answer.status_code, answer.location) == (303, "/personvern")
    page = browser.open("/personvern")
    assert (page.html["lang"], page.h1.text) == (locale, heading)
    session.rollback()
    session.expire_all()
    assert session.get_one(Person, staff.id).locale == locale


def test_a_stranger_can_change_the_language_too(browser):
    browser.post("/sprak/en")

    assert browser.open("/").html["lang"] == "en"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_changing_the_language_leads_to_no_other_site(browser, target):
    assert browser.post("/sprak/nn", next=target).location == "/"


def test_an_unknown_language_is_bokmal(browser):
    browser.post("/sprak/tlh")

    assert browser.open("/").html["lang"] == "nb"


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
@pytest.mark.parametrize("url", ["/slik-beskyttes-stemmene", "/personvern"])
def test_what_is_protected_is_open_to_all_in_every_language(browser, url, locale):
    browser.post(f"/sprak/{locale}")

    assert len(browser.open(url).select("main li")) >= 4


def test_what_i_am_expected_at_in_the_coming_week_stands_there(session, open_as):
    office = make_learning_office(session, time="2. mars kl. 9-10 og 9. april")
    (actor,) = people_of(session, office, 1)
    session.add(ActivityParticipant(activity_id=office.activity_id, body_id=office.unit_id))
    session.commit()
    colleague = SimpleNamespace(id=actor.person_id)

    for day, stands in ((23, False), (24, True), (26, True)):
        page = open_as(colleague, now=datetime(2027, 2, day, 9, tzinfo=UTC))
        assert bool(page.select(f"a[href='{office.url}']")) is stands, day
    page = open_as(colleague, now=datetime(2027, 3, 3, 9, tzinfo=UTC))
    assert not page.select(f"a[href='{office.url}']")
