"""A whole ballot on its page: every kind, without JavaScript, and nothing typed is lost."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from app.core.db import atomic, db
from app.domain.shuffling import coefficients, place
from app.models import Campaign, Idea, OpenBallot, OpenMark, Person, Voter
from tests.support.elections import (
    abstain,
    begin_voting,
    cast,
    count_rows,
    make_election_of,
    new_key,
    scalar,
)
from tests.support.factories import IN_REVIEW, VOTING_CLOSES
from tests.support.statements import recorded_statements


@pytest.fixture
def make(app):
    begin_voting(app)
    return lambda kind, **wanted: make_election_of(app, kind, **wanted)


@pytest.fixture
def sign_in(app, new_browser):
    def as_person(person_id):
        with app.app_context():
            person = db.session.get(Person, person_id)
        return new_browser().sign_in(person)

    return as_person


def url_of(election):
    return f"/dugnader/{election.slug}/stemmeseddel"


def typed(page):
    """What a browser would send of the ballot as it stands on the page."""
    fields = {"rank": []}
    for control in page.select("#paper input[name], #paper select[name]"):
        is_choice = control.get("type") in ("radio", "checkbox")
        if control.has_attr("disabled") or (is_choice and not control.has_attr("checked")):
            continue
        if control["name"] == "rank":
            fields["rank"].append(control["value"])
        else:
            fields[control["name"]] = control.get("value", "")
    return fields


def send(browser, election, fields, *, act="save", status=200):
    """Press a button of the form; the page it leads to."""
    answer = browser.client.post(
        url_of(election), data=fields | {"act": act}, follow_redirects=status == 200
    )
    assert answer.status_code == status, answer.text[:2000]
    return BeautifulSoup(answer.text, "html.parser")


def mark(election, number):
    return f"idea-{election.ideas[number]}"


def balance(page):
    return page.select_one("#balance").text


def held(page):
    return [line.text for line in page.select(".paper__held li")]


def saved_marks(app):
    with app.app_context():
        return dict(db.session.execute(select(OpenMark.idea_id, OpenMark.value)).all())


FILLED = {
    "dots": (
        {0: "4", 1: "3"},
        "Du har brukt 7 av 10 prikker. 3 igjen.",
        ["4 prikker: Stille time 1", "3 prikker: Stille time 2"],
    ),
    "score": (
        {0: "5", 1: "0"},
        "Du har gitt poeng til 2 av 5 forslag.",
        ["5 poeng: Stille time 1", "0 poeng: Stille time 2"],
    ),
    "budget": (
        {0: "1", 2: "1"},
        "Kurven tar 7 av 10 timer. 3 timer igjen.",
        ["5 timer: Stille time 1", "2 timer: Stille time 3"],
    ),
}


@pytest.mark.parametrize("kind", FILLED)
def test_a_ballot_is_filled_in_saved_and_said_in_words(app, make, sign_in, kind):
    election = make(kind)
    browser = sign_in(election.staff[0])
    values, sum_of_it, lines = FILLED[kind]
    page = browser.open(url_of(election))

    saved = send(browser, election, typed(page) | {mark(election, n): v for n, v in values.items()})

    assert "Stemmeseddelen er lagret." in saved.select_one(".flash").text
    assert balance(saved) == sum_of_it
    assert held(saved) == lines
    assert saved.select_one("details code.hash").text == scalar(app, select(OpenBallot.commitment))
    assert {name: value for name, value in typed(saved).items() if value and "idea-" in name} == {
        mark(election, number): value for number, value in values.items()
    }


def test_a_ranking_is_built_with_buttons_and_only_then_saved(app, make, sign_in):
    election = make("ranked")
    browser = sign_in(election.staff[0])
    ids = [str(idea) for idea in election.ideas]
    page = browser.open(url_of(election))
    for act in (f"add:{ids[2]}", f"add:{ids[0]}", f"add:{ids[1]}", f"up:{ids[1]}", f"top:{ids[1]}"):
        page = send(browser, election, typed(page), act=act)

    assert typed(page)["rank"] == [ids[1], ids[2], ids[0]]
    assert "Du har endringer som ikke er lagret." in page.select_one("[data-unsaved]").text
    assert count_rows(app, OpenBallot) == 0

    full = send(browser, election, typed(page), act=f"add:{ids[3]}", status=422)
    assert "Rangeringen er full" in full.select_one("ds-error-summary").text
    assert typed(full)["rank"] == typed(page)["rank"]

    page = send(browser, election, typed(full), act=f"remove:{ids[2]}")
    saved = send(browser, election, typed(page))
    assert held(saved) == ["nr. 1: Stille time 2", "nr. 2: Stille time 1"]
    assert saved_marks(app) == {election.ideas[1]: 1, election.ideas[0]: 2}


def test_the_dots_of_a_press_are_seen_and_not_yet_saved(app, make, sign_in):
    election = make("dots")
    browser = sign_in(election.staff[0])
    page = send(
        browser,
        election,
        typed(browser.open(url_of(election))) | {mark(election, 1): "4"},
        act=f"more:{election.ideas[0]}",
    )

    assert balance(page) == "Du har brukt 5 av 10 prikker. 5 igjen."
    assert (typed(page)[mark(election, 0)], typed(page)[mark(election, 1)]) == ("1", "4")
    assert count_rows(app, OpenMark) == 0
    refused = send(browser, election, typed(page), act=f"more:{election.ideas[1]}", status=422)
    assert "høyst 4 prikker på ett forslag" in refused.select_one("ds-error-summary").text


def test_what_cannot_be_saved_is_kept_as_it_was_typed_with_the_reason(app, make, sign_in):
    election = make("dots")
    browser = sign_in(election.staff[0])
    blank = typed(browser.open(url_of(election)))
    too_many = {mark(election, number): "4" for number in range(3)}

    over = send(browser, election, blank | too_many, status=422)
    assert (
        "Du har lagt 12 prikker, men har bare 10. Ta bort 2."
        in over.select_one("ds-error-summary").text
    )
    assert typed(over) | too_many == typed(over)

    odd = send(
        browser, election, blank | {mark(election, 0): "9", mark(election, 1): "tre"}, status=422
    )
    assert typed(odd)[mark(election, 1)] == "tre"
    faults = [link.text for link in odd.select("ds-error-summary a")]
    assert {fault.split(" – ")[1] for fault in faults} == {
        "Du kan legge høyst 4 prikker på ett forslag.",
        "Skriv et helt tall.",
    }
    for link in odd.select("ds-error-summary a"):
        assert odd.select_one(link["href"])["aria-invalid"] == "true"
    assert count_rows(app, OpenBallot) == count_rows(app, Voter, Voter.has_voted) == 0


def test_a_basket_that_is_too_full_says_how_much_must_go(app, make, sign_in):
    election = make("budget")
    browser = sign_in(election.staff[0])
    fields = typed(browser.open(url_of(election))) | {
        mark(election, 0): "1",
        mark(election, 4): "1",
    }

    page = send(browser, election, fields, status=422)

    assert "Kurven tar 15 timer, men det er bare 10. Ta ut forslag for 5 timer." in page.text
    assert len(page.select("#paper [type=checkbox][checked]")) == 2


def test_two_pages_open_at_once_lose_nothing(app, make, sign_in):
    election = make("score")
    browser = sign_in(election.staff[0])
    blank = typed(browser.open(url_of(election)))
    cast(app, election, election.staff[0], {0: 5})

    page = send(browser, election, blank | {mark(election, 1): "2"}, status=409)

    assert "endret siden du åpnet siden" in page.select_one("ds-error-summary").text
    assert held(page) == ["5 poeng: Stille time 1"]
    assert typed(page)[mark(election, 1)] == "2"
    saved = send(browser, election, typed(page))
    assert held(saved) == ["2 poeng: Stille time 2"]


def test_going_back_and_saving_something_else_is_asked_about(make, sign_in):
    election = make("score")
    browser = sign_in(election.staff[0])
    blank = typed(browser.open(url_of(election)))
    send(browser, election, blank | {mark(election, 0): "5"})

    again = send(browser, election, blank | {mark(election, 0): "1"}, status=409)

    assert held(again) == ["5 poeng: Stille time 1"]
    assert held(send(browser, election, typed(again))) == ["1 poeng: Stille time 1"]


def test_a_ballot_is_emptied_and_an_abstention_is_a_ballot(app, make, sign_in):
    election = make("dots")
    browser = sign_in(election.staff[0])
    cast(app, election, election.staff[0], {0: 3})
    empty = {"csrf_token": browser.token("/personvern"), "version": "1", "key": new_key()}

    page = send(browser, election, empty, act="empty")
    assert "Du har ikke lagret noe ennå." in page.text
    assert count_rows(app, OpenBallot) == 0

    abstain(app, election, election.staff[0])
    page = browser.open(url_of(election))
    assert "Du avstår fra å stemme." in page.text
    saved = send(browser, election, typed(page) | {mark(election, 2): "1"})
    assert held(saved) == ["1 prikk: Stille time 3"]
    assert "Du avstår" not in saved.text


def test_what_no_page_would_send_is_refused(app, make, sign_in):
    election, other = make("score"), make("score")
    browser = sign_in(election.staff[0])
    blank = typed(browser.open(url_of(election)))

    for odd in ({"version": "x"}, {"key": "'"}, {"idea-7": "1"}, {mark(election, 0): "-1"}):
        send(browser, election, blank | odd, status=422)
    send(browser, election, blank | {mark(election, 0): "6"}, status=422)
    foreign = send(browser, election, blank | {mark(other, 0): "1"}, status=422)
    assert "står ikke på stemmeseddelen lenger" in foreign.select_one("ds-error-summary").text
    send(browser, election, blank, act="more", status=200)
    send(browser, election, blank, act="fly:1", status=422)
    send(browser, other, blank, status=404)
    assert count_rows(app, OpenBallot) == 0


def test_the_order_is_ones_own_and_the_same_as_in_the_list(make, sign_in):
    election = make("score", ideas=12)
    orders = []
    for person in election.staff:
        page = sign_in(person).open(url_of(election))
        shown = [int(row["id"].removeprefix("forslag-")) for row in page.select(".paper__row")]
        own = coefficients(election.campaign_id, person)
        assert shown == sorted(range(1, 13), key=lambda nr: place(own, nr))
        listed = sign_in(person).open(f"/dugnader/{election.slug}/forslag")
        links = [link["href"].split("/")[-1] for link in listed.select(".idea__title a")]
        assert links == [str(nr) for nr in shown]
        orders.append(shown)

    assert orders[0] != orders[1]


def test_a_search_shows_some_and_keeps_what_the_others_hold(make, sign_in):
    election = make("dots", ideas=25)
    browser = sign_in(election.staff[0])
    page = browser.open(url_of(election))

    found = send(
        browser, election, typed(page) | {mark(election, 0): "2", "q": "TIME 17"}, act="look"
    )

    assert [row.h3.text for row in found.select(".paper__row")] == ["Stille time 17"]
    assert typed(found)[mark(election, 0)] == "2"
    saved = send(browser, election, typed(found) | {mark(election, 16): "1"})
    assert held(saved) == ["2 prikker: Stille time 1", "1 prikk: Stille time 17"]


WHOLE = {"approval": {0: 1, 1: 1, 2: 1}, "budget": {0: 1, 2: 1}}


@pytest.mark.parametrize("kind", ["approval", "dots", "score", "ranked", "budget"])
def test_the_ballot_page_takes_the_same_few_statements_at_any_size(app, make, sign_in, kind):
    counts = []
    for ideas in (3, 40):
        election = make(kind, ideas=ideas)
        cast(app, election, election.staff[0], {0: 1, 1: 1} if kind == "dots" else {0: 1})
        browser = sign_in(election.staff[0])
        browser.open("/personvern")
        with recorded_statements() as statements:
            browser.open(url_of(election))
        with recorded_statements() as saving:
            marks = {number: number + 1 for number in range(3)}
            cast(app, election, election.staff[0], WHOLE.get(kind, marks), version=1)
        counts.append((len(statements), len(saving)))

    assert counts[0] == counts[1]
    assert counts[0] <= (5, 10)


def test_before_the_opening_and_after_the_deadline_there_is_no_ballot_to_fill_in(
    app, make, sign_in
):
    election = make("ranked")
    for moment, words in (
        (VOTING_CLOSES, "Fristen for å stemme gikk ut"),
        (IN_REVIEW, "Avstemningen åpner"),
    ):
        app.extensions["clock"].moment = moment
        browser = sign_in(election.staff[0])
        fields = {"csrf_token": browser.token("/personvern"), "version": "0", "key": new_key()}
        send(browser, election, fields | {"rank": [str(election.ideas[0])]}, status=409)
        page = browser.open(url_of(election))
        assert words in page.text
        assert not page.select("#paper")


def test_whoever_came_after_the_opening_is_told_why_not(app, make, sign_in):
    election = make("budget")
    cast(app, election, election.staff[1], {0: 1})
    with app.app_context(), atomic() as session:
        session.execute(
            update(Voter).where(Voter.person_id == election.staff[0]).values(person_id=None)
        )
    browser = sign_in(election.staff[0])

    page = browser.open(url_of(election))

    assert "Bare de som var med da avstemningen åpnet" in page.text
    assert not page.select("#paper")
    fields = {"csrf_token": browser.token("/personvern"), "version": "0", "key": new_key()}
    send(browser, election, fields, status=403)


GIVEN = {
    "dots": ("3 prikker", "Gi prikker", "Du har brukt 3 av 10 prikker. 7 igjen."),
    "score": ("3 poeng", "Gi poeng", "Du har gitt poeng til 1 forslag."),
    "ranked": ("Nr. 1", "Ranger", "Du har rangert 1 av inntil 3 forslag."),
    "budget": ("I kurven", "Legg i kurven", "Kurven tar 5 av 10 timer. 5 timer igjen."),
}


@pytest.mark.parametrize("kind", GIVEN)
def test_list_and_idea_say_what_one_has_given_and_lead_to_the_ballot(app, make, sign_in, kind):
    election = make(kind)
    given, nothing, sum_of_it = GIVEN[kind]
    cast(app, election, election.staff[0], {0: 3 if kind in ("dots", "score") else 1})
    browser = sign_in(election.staff[0])

    listed = browser.open(f"/dugnader/{election.slug}/forslag")
    alone = browser.open(f"/dugnader/{election.slug}/forslag/1")

    for page in (listed, alone):
        mine = page.select_one(f"#vote-{election.ideas[0]} a")
        assert mine.select_one(".vote__word").text.startswith(given)
        assert mine["href"].endswith("/stemmeseddel#forslag-1")
        assert sum_of_it in page.select_one(".votes-left").text
        assert not page.select(".vote form")
    other = listed.select_one(f"#vote-{election.ideas[1]} .vote__word")
    assert other.text.startswith(nothing)


@pytest.mark.parametrize(
    ("kind", "left", "done"),
    [
        ("dots", "Du har 10 av 10 prikker igjen.", None),
        ("score", "Du har ikke stemt ennå.", "Stemmeseddelen din er lagret"),
        ("ranked", "Du har ikke stemt ennå.", "Stemmeseddelen din er lagret"),
        ("budget", "Du har ikke stemt ennå.", "Stemmeseddelen din er lagret"),
    ],
)
def test_the_first_page_and_the_campaign_lead_to_the_ballot(app, make, sign_in, kind, left, done):
    election = make(kind)
    browser = sign_in(election.staff[0])

    home = browser.open("/")
    assert left in home.select_one("main").text
    assert home.select_one(f"main a[href='{url_of(election)}']").text.strip() == "Stem"
    campaign = browser.open(f"/dugnader/{election.slug}")
    assert campaign.select_one(f"main a[href='{url_of(election)}'][data-variant=primary]")

    cast(app, election, election.staff[0], {0: 1})

    home = browser.open("/")
    if done is None:
        assert "Du har 9 av 10 prikker igjen." in home.select_one("main").text
        return
    assert done in home.select_one("main").text
    campaign = browser.open(f"/dugnader/{election.slug}")
    assert "Du kan endre stemmeseddelen" in campaign.select_one("main").text
    assert not campaign.select_one("main a[data-variant=primary]")


def test_an_open_count_of_support_leaves_out_scores_of_nothing(app, make, sign_in):
    election = make("score", hides_results_until_close=False)
    cast(app, election, election.staff[0], {0: 0, 1: 4})

    page = sign_in(election.staff[1]).open(f"/dugnader/{election.slug}/forslag")

    counts = {
        number: page.select_one(f"#vote-{election.ideas[number]} .vote__count").text
        for number in (0, 1)
    }
    assert counts[0].startswith("0")
    assert counts[1].startswith("1")
    with app.app_context():
        assert db.session.get(Campaign, election.campaign_id).frozen_at
        assert db.session.scalar(select(Idea.is_on_ballot).where(Idea.id == election.ideas[0]))


def test_what_has_no_hours_stands_on_the_paper_and_outside_the_basket(app, make, sign_in):
    election = make("budget")
    with app.app_context(), atomic() as session:
        session.execute(update(Idea).where(Idea.id == election.ideas[0]).values(cost=None))
    browser = sign_in(election.staff[0])

    page = browser.open(url_of(election))
    box = page.select_one(f'input[name="idea-{election.ideas[0]}"]')
    refused = send(browser, election, typed(page) | {f"idea-{election.ideas[0]}": "1"}, status=422)

    assert box.has_attr("disabled")
    assert "Timer ikke oppgitt." in page.select_one(f"#{box['aria-describedby']}").text
    assert "mangler timer. Ta det ut" in refused.text
    again = refused.select_one(f'input[name="idea-{election.ideas[0]}"]')
    assert not again.has_attr("disabled"), "it can be taken out again"


def test_one_hour_is_called_one_hour(app, make, sign_in):
    election = make("budget")
    with app.app_context(), atomic() as session:
        session.execute(update(Idea).where(Idea.id == election.ideas[0]).values(cost=60))
        session.execute(update(Idea).where(Idea.id == election.ideas[1]).values(cost=90))

    page = sign_in(election.staff[0]).open(url_of(election))

    told = [
        page.select_one(f"#{page.select_one(f'input[name=idea-{idea}]')['aria-describedby']}").text
        for idea in map(str, election.ideas[:2])
    ]
    assert [one.strip().split("\n")[-1].strip() for one in told] == ["1 time", "1,5 timer"]
