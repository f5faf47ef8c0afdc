"""What a result's numbers are called: votes, dots, points or first choices."""

import csv
import io

import pytest
from sqlalchemy import update

from app.core.db import atomic, db
from app.models import Campaign, Person
from tests.support.elections import begin_voting, cast, close, make_election_of

BALLOTS = {
    "dots": ({0: 4, 1: 2}, "Prikker", "8 prikker", "4 prikker"),
    "score": ({0: 5, 1: 0}, "Poeng", "10 poeng", "0 poeng"),
    "ranked": ({0: 1, 1: 2}, "Førstevalg", "2 førstevalg", "0 førstevalg"),
    "budget": ({0: 1, 2: 1}, "Stemmer", "2 stemmer", "2 stemmer"),
}


@pytest.mark.parametrize("kind", BALLOTS)
def test_the_numbers_of_a_result_are_called_what_they_count(app, new_browser, kind):
    begin_voting(app)
    election = make_election_of(app, kind)
    marks, heading, first, second = BALLOTS[kind]
    for person in election.staff:
        cast(app, election, person, marks)
    close(app, election)
    with app.app_context():
        facilitator = db.session.get(Person, election.facilitator)
        voter = db.session.get(Person, election.staff[0])

    page = new_browser().sign_in(voter).open(f"/dugnader/{election.slug}/resultat")
    assert heading in [cell.text.strip() for cell in page.select("th[scope=col]")]
    told = [bar.text for bar in page.select("#ranking ~ .bars .bar__text")]
    assert told[:2] == [first, second]
    listed = new_browser().sign_in(voter).open(f"/dugnader/{election.slug}/forslag")
    assert "2 støtter forslaget" in [fact.text for fact in listed.select(".idea__facts strong")]
    alone = new_browser().sign_in(voter).open(f"/dugnader/{election.slug}/forslag/1")
    assert "2 støttet forslaget" in alone.text
    browser = new_browser().sign_in(facilitator)
    choose = browser.open(f"/dugnader/{election.slug}/valg")
    assert first in choose.text
    exported = browser.client.get(f"/dugnader/{election.slug}/strategi/eksport.csv")
    best = next(csv.DictReader(io.StringIO(exported.data.decode("utf-8-sig")), delimiter=";"))
    assert best[heading] == first.split()[0]
    assert not {"Stemmer", "Prikker", "Poeng", "Førstevalg"} - {heading} & best.keys()
    exported = browser.client.get(f"/dugnader/{election.slug}/strategi/eksport.json")
    assert str(exported.json["ideas"][0]["support"]) == best[heading]


def test_a_mean_is_shown_as_people_write_it(app, new_browser):
    begin_voting(app)
    election = make_election_of(app, "score", staff=3, raters=2)
    for person, points in zip(election.staff, (5, 4, 4), strict=True):
        cast(app, election, person, {0: points})
    close(app, election)
    with app.app_context(), atomic() as session:
        session.execute(update(Campaign).values(published_at=Campaign.closed_at))
        voter = session.get(Person, election.staff[0])

    page = new_browser().sign_in(voter).open(f"/dugnader/{election.slug}/resultat")

    assert page.select_one("#ranking ~ .bars .bar__text").text == "4,33 poeng"
    assert "13/3" not in page.select_one("table").text


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"utility": "cardinality"}, "Store og små er like mye verdt."),
        ({}, "Store forslag er mer verdt."),
        ({"quorum": 5}, "Stemmer færre enn fem, er resultatet bare rådgivende."),
        ({"minimum_support": 2}, "Et forslag må ha støtte fra minst to for å gå videre."),
        ({"floor_percent": 20, "floor_groups": 2}, "minst 20 prosent i to av de tre gruppene"),
        ({"is_balanced": True}, "partnere teller like mye til sammen."),
    ],
)
def test_what_was_declared_of_the_count_stands_where_it_is_checked(
    app, new_browser, declared, said
):
    begin_voting(app)
    election = make_election_of(app, "budget", **declared)
    cast(app, election, election.staff[0], {0: 1})
    close(app, election)
    with app.app_context():
        voter = db.session.get(Person, election.staff[0])

    page = new_browser().sign_in(voter).open(f"/dugnader/{election.slug}/resultat")

    (control,) = [
        fold for fold in page.select("details") if fold.summary.text == "Kontroll av tellingen"
    ]
    assert [line.text for line in control.select("li") if said in line.text]


def test_reserved_seats_stand_where_the_count_is_checked(app, new_browser):
    begin_voting(app)
    election = make_election_of(app, "dots", councils_seats=1)
    cast(app, election, election.staff[0], {0: 1})
    close(app, election)
    with app.app_context():
        voter = db.session.get(Person, election.staff[0])

    page = new_browser().sign_in(voter).open(f"/dugnader/{election.slug}/resultat")

    assert "Brukermedvirkning fyller én av plassene med sine egne stemmesedler." in page.text
