"""Voting in place, the ballot page, adding a voter, closing and the result."""

import json
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from app.core.clock import SystemClock
from app.core.db import db
from app.models import Campaign, OpenMark, Person, Voter
from app.voting.explanations import package_texts
from app.voting.services import close_campaign
from tests.support.clock import FixedClock
from tests.support.elections import (
    abstain,
    begin_voting,
    close,
    count_rows,
    make_election,
    new_key,
    vote,
)
from tests.support.factories import AFTER_CLOSE, VOTING_CLOSES, WHILE_VOTING
from tests.support.killed import Killed, killed_after
from tests.support.statements import recorded_statements

HTMX = {"HX-Request": "true"}


@pytest.fixture
def election(app):
    begin_voting(app)
    return make_election(app, staff=7, councils=5, ideas=4)


@pytest.fixture
def sign_in(app, new_browser):
    def as_person(person_id):
        with app.app_context():
            person = db.session.get(Person, person_id)
        return new_browser().sign_in(person)

    return as_person


def mark_url(election):
    return f"/dugnader/{election.slug}/stemme"


def press(browser, election, number=0, **fields):
    return send(browser, mark_url(election), idea=election.ideas[number], **fields)


def send(browser, url, *, headers=None, **fields):
    fields = {"wanted": "1", "version": "0", "key": new_key()} | fields
    token = browser.token("/personvern")
    return browser.client.post(url, data={"csrf_token": token, **fields}, headers=headers)


def test_a_vote_without_javascript_goes_back_to_where_one_was(election, sign_in):
    browser = sign_in(election.staff[0])

    answer = press(browser, election, next=f"/dugnader/{election.slug}/forslag?side=2")

    assert answer.status_code == 303
    assert answer.location == (f"/dugnader/{election.slug}/forslag?side=2#vote-{election.ideas[0]}")


def test_a_vote_never_leads_to_another_site(election, sign_in):
    answer = press(sign_in(election.staff[0]), election, next="//evil.example/")

    assert answer.location.startswith(f"/dugnader/{election.slug}/stemmeseddel")


def test_a_vote_in_place_answers_with_the_control_and_what_is_left(election, sign_in):
    answer = press(sign_in(election.staff[0]), election, headers=HTMX)

    page = BeautifulSoup(answer.text, "html.parser")
    control = page.select_one(f"#vote-{election.ideas[0]}")
    assert answer.status_code == 200
    assert "HX-Request" in answer.headers["Vary"]
    assert control["data-voted"] == "true"
    assert control.select_one("[name=wanted]")["value"] == "0"
    assert control.select_one("[name=version]")["value"] == "1"
    assert "Du har 2 av 3 stemmer igjen." in page.select_one("#votes-left").text


def test_a_fourth_vote_in_place_is_refused_with_the_control_as_it_is(app, election, sign_in):
    for idea in election.ideas[:3]:
        vote(app, election, election.staff[0], idea)

    answer = press(sign_in(election.staff[0]), election, 3, headers=HTMX)

    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 409
    assert answer.headers["HX-Trigger"] == "ballot-limit", "the page knew of votes long used"
    assert page.select_one(".vote")["data-voted"] == "false"
    assert "brukt alle stemmene" in page.select_one("#votes-left").text


def test_the_last_vote_and_the_first_free_again_draw_the_other_controls_anew(
    app, election, sign_in
):
    browser = sign_in(election.staff[0])
    url = f"/dugnader/{election.slug}/forslag"
    wishes = [(0, "1"), (1, "1"), (2, "1"), (2, "0"), (1, "0")]

    answers = [
        press(browser, election, number, headers=HTMX, wanted=wanted) for number, wanted in wishes
    ]

    events = [answer.headers.get("HX-Trigger") for answer in answers]
    assert events == [None, None, "ballot-limit", "ballot-limit", None]
    listens = browser.open(url).select_one("#ideas")
    assert listens["hx-trigger"] == "ballot-limit from:body"
    assert listens["hx-get"] == url


def test_with_all_votes_used_every_other_control_says_why_it_is_still(app, election, sign_in):
    for idea in election.ideas[:3]:
        vote(app, election, election.staff[0], idea)

    page = sign_in(election.staff[0]).open(f"/dugnader/{election.slug}/forslag", headers=HTMX)

    still = page.select_one(f"#ideas #vote-{election.ideas[3]}")
    assert "Ingen stemmer igjen." in still.text
    assert not still.select("button")
    assert len(page.select("#ideas .vote button")) == 3


def test_vo7_after_the_deadline_a_vote_says_that_it_passed(app, election, sign_in):
    app.extensions["clock"].moment = VOTING_CLOSES
    browser = sign_in(election.staff[0])

    in_place = press(browser, election, headers=HTMX)
    plain = press(browser, election)

    assert in_place.status_code == plain.status_code == 409
    assert "Fristen gikk ut fredag 16. oktober kl. 15.00" in in_place.text
    assert "Fristen gikk ut" in plain.text
    assert count_rows(app, OpenMark) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"wanted": "2"},
        {"wanted": ""},
        {"version": "-1"},
        {"version": "1e9"},
        {"version": "99999999999999999999"},
        {"version": "NaN"},
        {"key": ""},
        {"key": "' OR 1=1 --"},
    ],
)
def test_vo6_what_no_page_would_send_is_refused(app, election, sign_in, fields):
    answer = press(sign_in(election.staff[0]), election, **fields)

    assert answer.status_code == 422
    assert count_rows(app, OpenMark) == 0


def test_vo6_ideas_of_others_and_of_nobody_are_refused(app, election, sign_in):
    other = make_election(app)
    browser = sign_in(election.staff[0])
    base = f"/dugnader/{election.slug}/stemme"

    assert send(browser, base, idea=other.ideas[0]).status_code == 422
    assert send(browser, base, idea=uuid4()).status_code == 422
    assert send(browser, base, idea="1").status_code == 422
    assert send(browser, base).status_code == 422
    assert press(browser, other).status_code == 404


def test_vo3_a_key_used_for_something_else_answers_409(election, sign_in):
    browser, key = sign_in(election.staff[0]), new_key()

    assert press(browser, election, key=key).status_code == 303
    assert press(browser, election, key=key).status_code == 303
    assert press(browser, election, 1, key=key).status_code == 409


def test_nobody_votes_without_signing_in(election, browser):
    assert press(browser, election).status_code == 303
    assert press(browser, election, headers=HTMX).status_code == 401


class AskingClock(FixedClock):
    """Stands still, but asks the database as the real clock does, since that costs a statement."""

    def after_lock(self, session):
        SystemClock().after_lock(session)
        return self.moment


@pytest.mark.parametrize("others", [0, 30])
def test_a_vote_costs_at_most_nine_statements(app, sign_in, others):
    app.extensions["clock"] = AskingClock(WHILE_VOTING)
    election = make_election(app, staff=2 + others, ideas=3 + others)
    vote(app, election, election.staff[1], election.ideas[0])
    browser = sign_in(election.staff[0])
    token = browser.token("/personvern")

    for wanted, number in [(1, 0), (1, 1), (0, 0), (0, 1)]:
        with recorded_statements() as statements:
            answer = browser.client.post(
                mark_url(election),
                data={
                    "csrf_token": token,
                    "idea": election.ideas[number],
                    "wanted": wanted,
                    "version": 0,
                    "key": new_key(),
                },
                headers=HTMX,
            )
        assert answer.status_code == 200
        assert len(statements) <= 9, statements


def test_the_ballot_says_in_words_what_one_has_voted_for(app, election, sign_in):
    vote(app, election, election.staff[0], election.ideas[1])

    page = sign_in(election.staff[0]).open(f"/dugnader/{election.slug}/stemmeseddel")

    assert "Du har 2 av 3 stemmer igjen." in page.text
    (held,) = page.select("main ul li form")
    assert held["action"] == mark_url(election)
    assert held.select_one("[name=idea]")["value"] == str(election.ideas[1])
    assert held.select_one("[name=wanted]")["value"] == "0"


def test_a_vote_is_taken_back_on_the_ballot(app, election, sign_in):
    vote(app, election, election.staff[0], election.ideas[1])
    url = f"/dugnader/{election.slug}/stemmeseddel"

    page = sign_in(election.staff[0]).submit(
        url,
        to=mark_url(election),
        idea=election.ideas[1],
        wanted=0,
        version=1,
        key=new_key(),
        next=url,
    )

    assert "Du har ikke stemt på noe forslag ennå." in page.text


def test_one_can_abstain_and_change_ones_mind(election, sign_in):
    browser = sign_in(election.staff[0])
    url = f"/dugnader/{election.slug}"

    page = browser.submit(
        f"{url}/stemmeseddel", to=f"{url}/avstaa", wanted=1, version=0, key=new_key()
    )
    assert "Du avstår fra å stemme." in page.text

    page = browser.submit(
        f"{url}/stemmeseddel", to=f"{url}/avstaa", wanted=0, version=1, key=new_key()
    )
    assert "Du har ikke stemt på noe forslag ennå." in page.text


def test_looking_at_the_ballot_writes_nothing(app, election, sign_in):
    page = sign_in(election.staff[0]).open(f"/dugnader/{election.slug}/stemmeseddel")

    assert "Du har 3 av 3 stemmer igjen." in page.text
    assert count_rows(app, Voter) == 0
    with app.app_context():
        assert db.session.get(Campaign, election.campaign_id).frozen_at is None


def test_the_receipt_is_on_the_ballot_page_alone(app, election, sign_in):
    receipt = vote(app, election, election.staff[0], election.ideas[0]).receipt
    browser = sign_in(election.staff[0])

    assert receipt in browser.open(f"/dugnader/{election.slug}/stemmeseddel").text
    assert (
        receipt
        not in sign_in(election.staff[1]).open(f"/dugnader/{election.slug}/stemmeseddel").text
    )


def test_pr1_no_page_of_anybody_holds_a_ballots_key_before_close(app, election, sign_in):
    vote(app, election, election.staff[0], election.ideas[0])
    with app.app_context():
        secrets = [str(key) for key in db.session.scalars(db.select(OpenMark.ballot_key))]
        secrets += [key.replace("-", "") for key in secrets]
        secrets += [str(id_) for id_ in db.session.scalars(db.select(Voter.id))]
    paths = ["", "/stemmeseddel", "/manntall"]

    for person in (election.staff[0], election.staff[1], election.facilitator):
        browser = sign_in(person)
        for path in paths:
            text = browser.client.get(f"/dugnader/{election.slug}{path}").text
            assert not [secret for secret in secrets if secret in text]


def test_a_facilitator_adds_somebody_with_a_reason(app, election, sign_in):
    url = f"/dugnader/{election.slug}/manntall"
    browser = sign_in(election.facilitator)

    page = browser.submit(url, status=422, email="ukjent@etaten.example", reason="")
    assert page.select_one("#reason")["aria-invalid"] == "true"

    page = browser.submit(url, status=422, email="ukjent@etaten.example", reason="Ny")
    assert "Fant ingen med denne adressen" in page.text

    with app.app_context():
        email = db.session.get(Person, election.staff[0]).email
    page = browser.submit(url, status=422, email=email, reason="Ny")
    assert "står alt i manntallet" in page.text


def test_staff_may_neither_close_nor_add_voters(app, election, sign_in):
    browser = sign_in(election.staff[0])
    assert browser.client.get(f"/dugnader/{election.slug}/manntall").status_code == 403

    app.extensions["clock"].moment = AFTER_CLOSE
    browser = sign_in(election.staff[0])
    assert send(browser, f"/dugnader/{election.slug}/avslutt").status_code == 403


def test_closing_asks_first_and_then_shows_the_result(app, election, sign_in):
    vote(app, election, election.staff[0], election.ideas[0])
    app.extensions["clock"].moment = AFTER_CLOSE
    browser = sign_in(election.facilitator)
    url = f"/dugnader/{election.slug}/avslutt"

    assert "kan aldri åpnes" in browser.open(url).text
    page = browser.submit(url)

    assert "1 av 13 stemte, 8 %." in page.text


def test_before_the_deadline_nobody_closes(election, sign_in):
    browser = sign_in(election.facilitator)

    assert send(browser, f"/dugnader/{election.slug}/avslutt").status_code == 409


def counted(app, election):
    for voter in election.staff:
        vote(app, election, voter, election.ideas[0])
    for voter in election.councils:
        vote(app, election, voter, election.ideas[1])
    abstain(app, election, election.facilitator)
    close(app, election)


def test_the_result_shows_turnout_winners_reasons_and_groups(app, election, sign_in):
    counted(app, election)

    page = sign_in(election.staff[0]).open(f"/dugnader/{election.slug}/resultat")

    assert "13 av 13 stemte, 100 %." in page.text
    assert "7 av 12 stemte på forslaget (58 prosent)" in page.text
    rows = [[cell.text.strip() for cell in row.select("td")] for row in page.select("tbody tr")]
    assert rows[0] == ["1", "7", "7", "0"]
    assert rows[1] == ["2", "5", "0", "5"]
    assert rows[3][0] == "3", "ideas without votes share the last rank"
    assert page.select("th[data-group=councils]")


def test_pr4_a_council_of_four_is_too_few_to_be_shown_anywhere(app, sign_in):
    begin_voting(app)
    election = make_election(app, staff=20, councils=4)
    for voter in election.staff[:19]:
        vote(app, election, voter, election.ideas[0])
    for voter in election.councils[:2]:
        vote(app, election, voter, election.ideas[1])
    close(app, election)
    browser = sign_in(election.facilitator)

    page = browser.open(f"/dugnader/{election.slug}/resultat")
    sealed = browser.client.get(f"/dugnader/{election.slug}/resultat/resultat.json").text

    assert "for få til å vises" in page.text
    assert not page.select("th[data-group]")
    assert json.loads(sealed)["turnout"]["groups"] == []


def test_the_receipts_and_the_sealed_result_can_be_downloaded(app, election, sign_in):
    receipt = vote(app, election, election.staff[0], election.ideas[0]).receipt
    counted(app, election)
    browser = sign_in(election.staff[1])
    base = f"/dugnader/{election.slug}/resultat"

    receipts = browser.client.get(f"{base}/kvitteringer")
    sealed = browser.client.get(f"{base}/resultat.json")

    lines = receipts.text.split()
    assert lines == sorted(lines)
    assert len(lines) == 13
    assert receipt in lines, "wanting what already is changes no ballot"
    page = browser.open(base)
    assert json.loads(sealed.text)["commitments"]["sha256"] in page.text


def test_before_it_is_counted_there_is_no_result(app, election, sign_in):
    browser = sign_in(election.staff[0])
    assert browser.client.get(f"/dugnader/{election.slug}/resultat").status_code == 409

    app.extensions["clock"].moment = AFTER_CLOSE
    page = sign_in(election.staff[0]).open(f"/dugnader/{election.slug}/resultat")

    assert "Stemmene er ikke talt ennå." in page.text


@pytest.mark.parametrize(
    ("writes", "shown"),
    [(2, "2 av 5 stemmesedler er skilt fra dem som har stemt."),
     (5, "0 av 5 stemmesedler er lest.")],
)  # fmt: skip
def test_who_waits_sees_how_far_the_close_has_come(app, election, sign_in, writes, shown):
    for voter in election.councils:
        vote(app, election, voter, election.ideas[0])
    clock = app.extensions["clock"]
    clock.moment = AFTER_CLOSE
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.voting.services.sealing.CHUNK", 2)
        with pytest.raises(Killed):
            close_campaign(
                killed_after(writes), election.campaign_id, texts=package_texts, clock=clock
            )

    page = sign_in(election.staff[0]).open(f"/dugnader/{election.slug}/resultat")

    assert page.select_one("#progress > p").text == shown
    assert page.progress["max"] == "5"


def test_a_result_that_waits_is_shown_to_deciders_alone(app, sign_in):
    begin_voting(app)
    election = make_election(app, shows_result_at="publication")
    close(app, election)
    url = f"/dugnader/{election.slug}/resultat"

    assert sign_in(election.staff[0]).client.get(url).status_code == 409
    assert "Deltakelse" in sign_in(election.facilitator).open(url).text


def test_a_lot_is_told_with_what_else_could_have_been(app, sign_in):
    begin_voting(app)
    election = make_election(app, seats=1, ideas=2)
    vote(app, election, election.staff[0], election.ideas[0])
    vote(app, election, election.staff[1], election.ideas[1])
    close(app, election)

    page = sign_in(election.staff[0]).open(f"/dugnader/{election.slug}/resultat")

    assert "Loddtrekningen ga plass til" in page.text
    assert "Loddet avgjorde" in page.text


@pytest.mark.parametrize("ideas", [4, 60])
def test_the_result_page_costs_a_fixed_number_of_statements(app, sign_in, ideas):
    begin_voting(app)
    election = make_election(app, ideas=ideas)
    vote(app, election, election.staff[0], election.ideas[0])
    close(app, election)
    browser = sign_in(election.staff[0])
    with recorded_statements() as statements:
        browser.open(f"/dugnader/{election.slug}/resultat")

    assert len(statements) <= 8, statements
