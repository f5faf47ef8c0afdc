"""A campaign's page: where we are in time, what one can do now, and who sees what."""

from datetime import date, timedelta

import pytest

from app.core.db import db
from app.domain.groups import Group
from app.domain.permissions import Role
from app.domain.turnout import GroupTurnout, Turnout
from app.models import DeadlineMove, Decision, Gathering, Person, Topic
from tests.support.elections import abstain, begin_voting, make_election, vote
from tests.support.factories import (
    AFTER_CLOSE,
    BEFORE_OPENING,
    IN_REVIEW,
    SUBMISSION_CLOSES,
    VOTING_CLOSES,
    WHILE_SUBMITTING,
    WHILE_VOTING,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)
from tests.support.statements import recorded_statements

MOST_STATEMENTS = 8


@pytest.fixture
def office(session):
    return make_body(session, name="Kontoret i Kongleby")


@pytest.fixture
def council(session):
    return make_body(session, kind="council", name="Brukerutvalget")


@pytest.fixture
def campaign(session, office, council):
    campaign = make_campaign(
        session,
        owner=office,
        audiences=[office, council],
        councils_submission_closes_at=SUBMISSION_CLOSES + timedelta(days=1),
        decided_by="Ledergruppa",
        contact="Kari",
        case_number="26/123",
    )
    session.commit()
    return campaign


@pytest.fixture
def people(session, office, council):
    people = {
        "staff": make_person(session, body=office),
        "council": make_person(session, body=council, role=Role.COUNCIL_MEMBER),
        "facilitator": make_person(session, body=office, role=Role.FACILITATOR),
        "leader": make_person(session, body=make_body(session), role=Role.LEADER),
    }
    session.commit()
    return people


@pytest.fixture
def open_as(browser, people, campaign, clock):
    def open_as(who, now=WHILE_SUBMITTING, status=200, at=f"/dugnader/{campaign.slug}"):
        clock.moment = now
        browser.sign_in(people[who])
        return browser.open(at, status=status)

    return open_as


def main_action(page):
    button = page.select_one(".actions .ds-button[data-variant=primary]")
    return button.text.strip() if button else None


@pytest.mark.parametrize(
    ("who", "now", "action"),
    [
        ("staff", BEFORE_OPENING, None),
        ("staff", WHILE_SUBMITTING, "Foreslå"),
        ("staff", SUBMISSION_CLOSES, "Se forslagene"),
        ("council", SUBMISSION_CLOSES, "Foreslå"),
        ("staff", IN_REVIEW + timedelta(days=1), "Se forslagene"),
        ("facilitator", IN_REVIEW + timedelta(days=1), "Lag kortliste"),
        ("council", WHILE_VOTING, "Stem"),
        ("facilitator", WHILE_VOTING, "Stem"),
        ("staff", AFTER_CLOSE, "Se forslagene"),
        ("facilitator", AFTER_CLOSE, "Avslutt og tell stemmene"),
    ],
)
def test_the_main_action_changes_with_the_phase(open_as, who, now, action):
    assert main_action(open_as(who, now)) == action


def test_when_all_votes_are_used_voting_is_no_longer_the_main_action(app, new_browser):
    begin_voting(app)
    election = make_election(app, ideas=4)
    voter, other = election.staff
    for idea in election.ideas[:3]:
        vote(app, election, voter, idea)
    vote(app, election, other, election.ideas[0])
    abstain(app, election, election.facilitator)

    def page_of(person_id):
        with app.app_context():
            person = db.session.get(Person, person_id)
        return new_browser().sign_in(person).open(f"/dugnader/{election.slug}")

    done = page_of(voter)
    assert main_action(done) is None
    assert "Du kan endre stemmene dine fram til fredag 16. oktober kl. 15.00" in done.text
    assert done.select_one(f".actions a[href='/dugnader/{election.slug}/stemmeseddel']")
    assert main_action(page_of(other)) == "Stem", "two votes are left"
    assert main_action(page_of(election.facilitator)) is None, "who abstains has chosen"


def test_the_page_says_when_in_words_and_how_long_is_left(open_as):
    page = open_as("staff")

    assert "Foreslå innen fredag 2. oktober kl. 15.00" in page.text
    assert "om 2 uker" in page.text
    steps = [step.text for step in page.select(".phases__label")]
    assert steps == ["Foreslå", "Gå gjennom", "Stemme", "Avgjøre", "Publisert"]
    assert page.select_one("[aria-current=step] .phases__label").text == "Foreslå"


def test_my_own_groups_deadline_is_marked(open_as):
    marked = [row.text for row in open_as("council").select("li.row") if "Din frist" in row.text]

    assert len(marked) == 1
    assert "Brukermedvirkning" in marked[0]
    assert "lørdag 3. oktober" in marked[0]


def test_the_page_says_who_decides_and_who_sees_what(open_as):
    text = " ".join(open_as("staff").text.split())

    assert (
        "De tre forslagene med størst oppslutning går videre. Beslutningen tas av Ledergruppa."
        in text
    )
    assert "Stemmene er hemmelige." in text
    assert "Resultatet vises for alle så snart stemmene er talt." in text
    assert "26/123" in text


@pytest.mark.parametrize(
    ("asks_cost", "promise"), [(True, "innenfor 100 timer."), (False, "innenfor budsjettet.")]
)
def test_a_budget_is_told_in_hours_where_hours_are_asked_for(
    session, open_as, campaign, asks_cost, promise
):
    campaign.forward_mode, campaign.budget, campaign.asks_cost = "budget", 6_000, asks_cost
    session.commit()

    assert promise in open_as("staff").text


def decide(session, campaign, people, at):
    session.add(
        Decision(
            campaign_id=campaign.id,
            decided_by=people["facilitator"].id,
            decided_at=at,
            reason="",
            canonical="{}",
            sha256="0" * 64,
        )
    )
    session.commit()


def timeline(page):
    return {
        step.select_one(".phases__label").text: (
            step["data-state"],
            step.select_one(".phases__when").text,
        )
        for step in page.select(".phases__step")
    }


def test_what_was_announced_stands_until_it_is_decided(session, open_as, campaign):
    campaign.decision_on = date(2026, 10, 23)
    session.commit()

    page = open_as("staff", AFTER_CLOSE)

    assert timeline(page)["Avgjøre"] == ("current", "avgjøres fredag 23. oktober")
    assert "Beslutningen tas fredag 23. oktober av Ledergruppa." in page.text
    listed = open_as("staff", AFTER_CLOSE, at="/dugnader")
    assert "Avgjøres fredag 23. oktober" in listed.text


def test_a_decision_before_the_day_announced_is_told_as_what_happened(
    session, open_as, campaign, people
):
    campaign.decision_on = date(2026, 10, 23)
    decide(session, campaign, people, AFTER_CLOSE)

    page = open_as("staff", AFTER_CLOSE)

    assert timeline(page)["Avgjøre"] == ("past", "avgjort fredag 16. oktober")
    assert timeline(page)["Publisert"] == ("future", "")
    assert "Det ble bestemt fredag 16. oktober hva som går videre." in page.text
    assert "Beslutningen tas" not in page.text
    assert "størst oppslutning går videre" not in page.text, "the decision may have deviated"
    listed = open_as("staff", AFTER_CLOSE, at="/dugnader")
    assert "Avgjort fredag 16. oktober" in listed.text


@pytest.mark.parametrize("is_decided", [True, False])
def test_publishing_does_not_make_a_decision(session, open_as, campaign, people, is_decided):
    if is_decided:
        decide(session, campaign, people, AFTER_CLOSE)
    campaign.published_at = AFTER_CLOSE
    session.commit()

    steps = timeline(open_as("staff", AFTER_CLOSE))

    assert steps["Avgjøre"][0] == ("past" if is_decided else "current")
    assert steps["Publisert"] == ("past", "fredag 16. oktober")


def test_moved_deadlines_stand_on_the_page_with_their_reason(session, open_as, campaign, people):
    session.add(
        DeadlineMove(
            campaign_id=campaign.id,
            deadline="voting_closes_at",
            moved_from=VOTING_CLOSES - timedelta(days=1),
            moved_to=VOTING_CLOSES,
            reason="Streik på toget.",
            moved_by=people["facilitator"].id,
            moved_at=WHILE_SUBMITTING,
        )
    )
    session.commit()

    text = open_as("staff").text
    assert "Fristen for å stemme er flyttet fra torsdag 15. oktober kl. 15.00" in text
    assert "Hvorfor: Streik på toget." in text


def test_turnout_is_shown_as_it_was_last_written(session, open_as, campaign):
    campaign.turnout = Turnout(
        48, 31, (GroupTurnout((Group.STAFF,), 40, 25), GroupTurnout((Group.COUNCILS,), 8, 6))
    ).as_json()
    campaign.turnout_at = WHILE_VOTING - timedelta(minutes=40)
    session.commit()

    page = open_as("staff", WHILE_VOTING)
    assert "31" in page.select_one(".figures").text
    assert "av 48 har stemt" in page.select_one(".figures").text
    assert "25 av 40" in page.select_one(".bars").text
    assert "telles en gang i timen" in page.text
    assert "har stemt" not in open_as("staff", WHILE_SUBMITTING).text


def test_the_facilitators_panel_is_for_facilitators(open_as):
    assert "Flytt en frist" in open_as("facilitator").text
    assert "Flytt en frist" not in open_as("staff").text


def test_a_campaign_of_others_does_not_exist(open_as):
    open_as("leader", status=404)


def test_a_draft_exists_for_its_facilitators_alone(session, browser, people, office):
    draft = make_campaign(session, owner=office, launched=False)
    session.commit()

    browser.sign_in(people["staff"]).open(f"/dugnader/{draft.slug}", status=404)
    page = browser.sign_in(people["facilitator"]).open(f"/dugnader/{draft.slug}")
    assert "Start dugnaden" in page.text
    assert draft.title_nb not in browser.open("/dugnader").text
    assert draft.title_nb in browser.open("/oppgaver").text


def test_the_larger_campaign_and_the_local_ones_are_linked(session, open_as, campaign, office):
    larger = make_campaign(session, owner=office, title="Hele etaten spør?")
    campaign.parent_id = larger.id
    make_campaign(session, owner=office, title="Laget spør?", parent_id=campaign.id)
    make_campaign(session, title="Andres spør?", parent_id=campaign.id)
    make_campaign(
        session, owner=office, title="Kladden spør?", parent_id=campaign.id, launched=False
    )
    session.commit()

    text = open_as("facilitator").text
    assert "Hele etaten spør?" in text
    assert "Laget spør?" in text
    assert "Andres spør?" not in text
    assert "Kladden spør?" not in text


def test_gatherings_are_called_in_the_readers_own_form(session, open_as, campaign, people):
    titles = [("Åpningsmøte", "Opningsmøte"), ("Bare på bokmål", None)]
    session.add_all(
        Gathering(campaign_id=campaign.id, title=nb, title_nn=nn, url="https://etaten.example/")
        for nb, nn in titles
    )
    people["council"].locale = "nn"
    session.commit()

    named = [item.text for item in open_as("council").select("section:has(#samlinger) li a")]
    assert sorted(named) == ["Bare på bokmål", "Opningsmøte"]
    named = [item.text for item in open_as("staff").select("section:has(#samlinger) li a")]
    assert sorted(named) == ["Bare på bokmål", "Åpningsmøte"]


@pytest.mark.parametrize("now", [WHILE_SUBMITTING, WHILE_VOTING, AFTER_CLOSE])
@pytest.mark.parametrize("size", [1, 40])
def test_the_page_asks_the_database_a_fixed_number_of_times(
    session, open_as, campaign, people, size, now
):
    for number in range(size):
        make_idea(session, campaign=campaign, author=people["staff"])
        session.add(Topic(campaign_id=campaign.id, position=number, name_nb=f"Tema {number}"))
        session.add(Gathering(campaign_id=campaign.id, title=f"Møte {number}"))
    session.commit()
    open_as("facilitator", now)

    with recorded_statements() as statements:
        open_as("facilitator", now)

    # Signing in again writes and reads its own row.
    assert len([line for line in statements if "sign_ins" not in line]) < MOST_STATEMENTS


def test_the_list_has_what_is_open_to_me_first_with_the_nearest_deadline_on_top(
    session, browser, people, office, clock
):
    soon = make_campaign(
        session, owner=office, title="Snart?", submission_closes_at=WHILE_SUBMITTING + timedelta(1)
    )
    make_campaign(session, owner=office, title="Senere?")
    make_campaign(session, owner=office, title="Kommer?", opens_at=SUBMISSION_CLOSES - timedelta(1))
    make_campaign(session, title="Andres?")
    session.commit()

    page = browser.sign_in(people["staff"]).open("/dugnader")
    sections = {
        section.h2.text: [heading.text for heading in section.select("h3")]
        for section in page.select("section")
    }
    assert sections["Åpne for deg"] == ["Snart?", "Senere?"]
    assert sections["Kommer snart"] == ["Kommer?"]
    assert "Andres?" not in page.text
    assert soon.slug in page.select_one("h3 a")["href"]


@pytest.mark.parametrize("size", [1, 25])
def test_the_list_asks_the_database_twice(session, browser, people, office, size):
    for _ in range(size):
        make_campaign(session, owner=office)
    session.commit()
    browser.sign_in(people["staff"])

    with recorded_statements() as statements:
        browser.open("/dugnader")

    assert len(statements) == 2


def test_an_empty_list_says_so(browser, session):
    person = make_person(session, body=make_body(session))
    session.commit()

    assert "Ingen dugnader ennå" in browser.sign_in(person).open("/dugnader").text


def test_how_it_is_counted_is_said_before_anybody_votes(open_as, session, campaign):
    for name, value in {
        "ballot_kind": "dots",
        "rule": "dots",
        "votes_per_person": 10,
        "most_per_idea": 4,
        "quorum": 20,
        "minimum_support": 3,
        "floor_percent": 20,
        "floor_groups": 2,
        "councils_seats": 1,
        "lottery_source": "Lotto-tallene lørdag 17. oktober",
        "ballots_public": True,
    }.items():
        setattr(campaign, name, value)
    session.commit()

    page = open_as("staff")

    (fold,) = [fold for fold in page.select("details") if "Slik telles det" in fold.summary.text]
    assert [line.text for line in fold.select("li")] == [
        "Alle kan fordele ti prikker (høyst fire på ett forslag).",
        "Flest prikker. Alle prikkene et forslag har fått, legges sammen.",
        "Et forslag må ha støtte fra minst tre for å gå videre.",
        "Stemmer færre enn 20, er resultatet bare rådgivende.",
        "Et forslag må ha støtte fra minst 20 prosent i to av de tre gruppene for å gå videre.",
        "Brukermedvirkning fyller én av plassene med sine egne stemmesedler.",
        "Står det likt, avgjør loddet. Det bygger på: Lotto-tallene lørdag 17. oktober",
        "Stemmesedlene legges ut uten navn etterpå.",
    ]
