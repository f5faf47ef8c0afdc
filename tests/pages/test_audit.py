"""Checking a count as people meet it: the draw, the auditor's edition, receipts, counting again."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from app.accounts.queries import get_actor
from app.core.db import db
from app.domain.errors import NotCountedError
from app.jobs.closing import close_due
from app.jobs.closing import count_beside as compare_all
from app.models import CampaignEvent, Idea, PackageHandout, Person, SealedBallot
from tests.support.elections import begin_voting, cast, close, make_election_of
from tests.support.factories import AFTER_CLOSE
from tests.support.outcomes import Counted, decide

SEATS = {"forward_mode": "number", "seats": 2, "budget": None}
BLANK = "\u200b"
"""Looks like nothing, and is something to the browser and to the form."""
WHY = "Kommunen har solgt tomten."


@pytest.fixture
def election(app):
    return held(app)


def held(app, *, is_closed=True, ballots=({0: 1, 1: 1}, {0: 1, 2: 1}), **wanted):
    begin_voting(app)
    election = make_election_of(app, "approval", staff=6, councils=5, **SEATS | wanted)
    for number, person in enumerate(election.everybody):
        cast(app, election, person, ballots[number % len(ballots)])
    if is_closed:
        close(app, election)
    return election


def signed_in(app, new_browser, person_id):
    with app.app_context():
        return new_browser().sign_in(db.session.get(Person, person_id))


@pytest.fixture
def facilitator(app, new_browser, election):
    return signed_in(app, new_browser, election.facilitator)


def base(election):
    return f"/dugnader/{election.slug}"


def titles(app, election, *places):
    with app.app_context():
        key = election.campaign_id
        return [db.session.get(Idea, (key, election.ideas[place])).title for place in places]


def events(app):
    with app.app_context():
        return list(db.session.scalars(select(CampaignEvent.canonical)))


# The draw


def awaiting_draw(app):
    election = held(app, is_closed=False, lottery_source="Lotto lørdag")
    with pytest.raises(NotCountedError):
        close(app, election)
    return election


def test_the_draw_is_written_down_once_and_the_votes_are_counted(app, new_browser):
    election = awaiting_draw(app)
    browser = signed_in(app, new_browser, election.facilitator)
    waiting = browser.open(f"{base(election)}/resultat")
    assert "Lotto lørdag" in waiting.main.text

    page = browser.submit(f"{base(election)}/trekning", post="5 12 17")
    assert "Trekningen er skrevet ned." in page.text
    with app.app_context():
        close_due()

    assert titles(app, election, 0)[0] in browser.open(f"{base(election)}/resultat").main.text
    again = browser.open(f"{base(election)}/trekning")
    assert "Trekningen er skrevet ned: 5 12 17" in again.main.text
    assert again.main.form is None, "it cannot be written twice"


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("   ", 422), (BLANK, 422)])
def test_a_draw_of_nothing_is_refused_where_it_was_typed(app, new_browser, typed, status):
    election = awaiting_draw(app)
    browser = signed_in(app, new_browser, election.facilitator)

    page = browser.submit(f"{base(election)}/trekning", post=typed, status=status)

    assert "Skriv det som ble trukket." in page.select_one("main form").text
    assert not any('"lottery_drawn"' in one for one in events(app))


def test_where_no_draw_was_promised_there_is_none_to_write_down(election, facilitator):
    page = facilitator.open(f"{base(election)}/trekning")

    assert "lovet ingen offentlig trekning" in page.main.text
    assert page.main.form is None


def test_before_voting_has_stopped_there_is_no_draw_to_write_down(app, new_browser):
    election = held(app, is_closed=False, lottery_source="Lotto lørdag")
    app.extensions["clock"].moment = AFTER_CLOSE

    page = signed_in(app, new_browser, election.facilitator).open(f"{base(election)}/trekning")

    assert "skrives ned etterpå" in page.main.text
    assert page.main.form is None


# The auditor's edition


def test_the_auditors_edition_is_given_to_a_name_for_a_reason(app, election, facilitator):
    address = f"{base(election)}/resultat/revisor"
    answer = facilitator.client.post(
        address,
        data={
            "csrf_token": facilitator.token(address),
            "auditor": "Rita Revisor, Kongleby",
            "reason": "Årlig kontroll",
        },
    )

    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(BytesIO(answer.data)) as package:
        assert len(package.read("ballots.jsonl").splitlines()) == 11
    page = facilitator.open(address)
    assert "Rita Revisor, Kongleby" in page.select_one("table").text
    assert "Årlig kontroll" in page.select_one("table").text
    assert any('"auditor_edition"' in one for one in events(app))
    assert not any("Rita" in one or "Årlig" in one for one in events(app))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"auditor": "", "reason": "Kontroll"}, "Skriv navnet."),
        ({"auditor": BLANK, "reason": "Kontroll"}, "Skriv navnet."),
        ({"auditor": "Rita", "reason": BLANK}, "Skriv en begrunnelse."),
    ],
)
def test_without_a_name_or_a_reason_nothing_is_given(app, election, facilitator, fields, said):
    page = facilitator.submit(f"{base(election)}/resultat/revisor", status=422, **fields)

    assert said in page.select_one("main form").text
    with app.app_context():
        assert db.session.scalar(select(PackageHandout.id)) is None


# Receipts


def test_a_receipt_is_found_or_not(app, new_browser, election):
    with app.app_context():
        receipt = db.session.scalar(select(SealedBallot.commitment))
    browser = signed_in(app, new_browser, election.staff[0])
    address = f"{base(election)}/resultat/kvittering"

    assert "er talt med" in browser.submit(address, receipt=receipt.upper()).main.text
    assert "Ikke funnet" in browser.submit(address, receipt="0" * 64).main.text
    assert browser.submit(address, receipt="0" * 63, status=422).select_one("main form")


# Counting again


def again_of(page, number=1):
    return page.select_one(f"#without-{number}")


def test_both_counts_are_shown_with_who_and_why(app, new_browser, election, facilitator):
    first, second, third = titles(app, election, 0, 1, 2)

    page = facilitator.submit(
        f"{base(election)}/resultat/uten", idea=str(election.ideas[0]), reason=WHY
    )

    assert "Begge tellingene vises." in page.text
    again = page.select_one("section[aria-labelledby='without-1']")
    assert first in again.h2.text
    assert WHY in again.text
    assert [one.text for one in again.select("ol li")] == [f"«{second}»", f"«{third}»"]
    assert first in page.select_one("#ranking").parent.text, "the result itself stands"
    voter = signed_in(app, new_browser, election.staff[0]).open(f"{base(election)}/resultat")
    assert WHY in voter.text, "everybody sees it"
    told = voter.select_one("section[aria-labelledby=forward]")
    assert f"ikke kan gjennomføres: «{first}»." in told.text, "and is told beside the winners"
    assert voter.select_one(told.select_one("a[href^='#without-']")["href"]) == again_of(voter)


def test_what_is_left_out_already_is_told_and_not_offered_again(app, election, facilitator):
    address = f"{base(election)}/resultat/uten"
    facilitator.submit(address, idea=str(election.ideas[0]), reason=WHY)

    page = facilitator.open(address)

    assert f"Holdt utenfor fra før: «{titles(app, election, 0)[0]}»" in page.main.text
    offered = [one["value"] for one in page.select("option")]
    assert sorted(offered) == sorted(["", *map(str, election.ideas[1:])])
    again = facilitator.submit(address, idea=str(election.ideas[1]), reason=WHY)
    assert len(again.select("section[aria-labelledby^='without-']")) == 2


@pytest.mark.parametrize(
    ("reason", "said"), [("", "Skriv en begrunnelse."), (BLANK, "Skriv en begrunnelse.")]
)
def test_counting_again_asks_for_a_reason(election, facilitator, reason, said):
    address = f"{base(election)}/resultat/uten"

    page = facilitator.submit(address, idea=str(election.ideas[0]), reason=reason, status=422)

    assert said in page.select_one("main form").text
    chosen = page.select_one("option[selected]")
    assert chosen["value"] == str(election.ideas[0]), "what was chosen is kept"


def test_where_people_decide_afterwards_a_recount_gives_an_order_and_no_winners(app, new_browser):
    election = held(app, forward_mode="afterwards", seats=None)
    browser = signed_in(app, new_browser, election.facilitator)

    page = browser.submit(
        f"{base(election)}/resultat/uten", idea=str(election.ideas[0]), reason=WHY
    )

    again = again_of(page).parent
    assert "Da er disse øverst:" in again.text
    assert "Ingen forslag fikk nok støtte" not in again.text
    order = titles(app, election, 1, 2)
    assert [one.text for one in again.select("ol li")][:2] == [f"«{title}»" for title in order]


def test_a_recount_that_cannot_weigh_groups_says_so(app, new_browser):
    election = held(app, ballots=({0: 1, 1: 1}, {0: 1}), is_balanced=True)
    browser = signed_in(app, new_browser, election.facilitator)

    page = browser.submit(
        f"{base(election)}/resultat/uten", idea=str(election.ideas[0]), reason=WHY
    )

    assert "Her veier hver stemmeseddel like mye." in page.text


def test_other_ways_of_counting_are_shown_after_the_decision_and_not_as_the_result(
    app, new_browser, election, facilitator
):
    heading = "Hva andre måter å telle på ville gitt (ikke resultatet)"
    assert heading not in facilitator.open(f"{base(election)}/resultat").text
    with app.app_context():
        compare_all()
    assert heading not in facilitator.open(f"{base(election)}/resultat").text
    with app.app_context():
        actor = get_actor(db.session, election.facilitator, now=AFTER_CLOSE)
    decide(app, Counted(election, actor, None, frozenset(election.ideas[:2])))
    with app.app_context():
        compare_all()

    page = facilitator.open(f"{base(election)}/resultat")

    (folded,) = [one for one in page.select("details") if heading in one.summary.text]
    assert not folded.has_attr("open")
    assert "Dette er ikke resultatet." in folded.text
