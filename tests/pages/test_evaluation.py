"""The evaluation's form, its receipt and what is shown afterwards."""

from datetime import timedelta

import pytest

from tests.support.evaluations import make_evaluated
from tests.support.statements import recorded_statements


@pytest.fixture
def plan(app):
    return make_evaluated(app).open()


@pytest.fixture
def sign_in(plan, new_browser):
    return lambda person_id: new_browser().sign_in(plan.person(person_id))


def test_an_answer_is_sent_once_and_leaves_a_receipt(plan, sign_in):
    browser = sign_in(plan.staff[0])
    form = browser.open(plan.url)
    assert "kan svaret ikke endres" in form.main.text
    assert "leses også av dem som lager neste dugnad" in form.main.text
    assert not form.select("#organisation")
    chosen = {f"reached-{plan.outcomes[0]}": "2", "works": "Øvingene"}

    page = browser.submit(f"{plan.url}/svar", **chosen)

    assert page.h1.text == "Takk, svaret er levert"
    assert not browser.open(plan.url).select("textarea")


def test_who_comes_to_open_what_is_open_is_led_to_the_plan(plan, sign_in):
    page = sign_in(plan.leader).open(f"{plan.url}/apne")

    assert page.h1.text.startswith("Plan for læring")


def test_an_empty_answer_is_explained_and_what_was_typed_is_kept(plan, sign_in):
    browser = sign_in(plan.staff[0])
    page = browser.submit(f"{plan.url}/svar", status=422)
    assert "Svar på minst ett av spørsmålene." in page.main.text

    typed = {f"reached-{plan.outcomes[1]}": "0", "works": "Kari 01010750160"}
    page = browser.submit(f"{plan.url}/svar", status=422, **typed)

    assert page.select_one(f"#r-{plan.outcomes[1]}-0").has_attr("checked")
    assert "fødselsnummer" in page.select_one("#works-error").text


def test_nobody_sees_numbers_or_words_while_it_is_open(plan, sign_in):
    for person_id in plan.staff:
        plan.answer(person_id, 3, works="Øvingene")

    page = sign_in(plan.leader).open(plan.url)

    assert "Øvingene" not in page.main.text
    assert not page.select(".reach")


def test_the_results_cost_the_same_statements_at_any_size(app, sign_in):
    counts = []
    for sizes in ({}, {"staff": 12, "outcomes": 9, "themes": 4}):
        each = make_evaluated(app, **sizes).open()
        for person_id in each.staff:
            each.answer(person_id, 3, works="Øvingene")
        each.close()
        browser = sign_in(each.leader)
        browser.open(each.url)
        with recorded_statements() as statements:
            page = browser.open(each.url)
        assert len(page.select(".reach__picture")) == len(each.outcomes)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 11, "one for the unread notice that the evaluation is closed"


def test_more_time_is_given_on_the_page_and_the_reason_is_for_all_to_read(plan, sign_in):
    leader = sign_in(plan.leader)
    assert "Forleng evalueringen" in leader.open(f"/planer/{plan.slug}/2026-2").main.text
    earlier = {"closes_on": "2026-01-01", "reason": "Ferie"}
    page = leader.submit(f"{plan.url}/forleng", status=422, **earlier)
    assert "Velg en dag etter den som gjelder nå." in page.main.text

    last = plan.clock.now() + timedelta(days=30)
    leader.submit(f"{plan.url}/forleng", closes_on=f"{last:%Y-%m-%d}", reason="Mange var på ferie.")
    sign_in(plan.staff[0]).submit(f"{plan.url}/svar", works="Øvingene")

    assert "Mange var på ferie." in sign_in(plan.staff[0]).open(f"{plan.url}/svar").main.text
    plan.clock.move(days=31)
    assert "Mange var på ferie." in sign_in(plan.council[0]).open(plan.url).main.text


def test_who_finishes_twice_is_led_to_the_conclusions(plan, sign_in):
    plan.close()
    plan.conclude()
    leader = sign_in(plan.leader)
    leader.submit(f"{plan.url}/avslutt")

    page = leader.submit("/personvern", to=f"{plan.url}/avslutt")

    assert page.h1.text == "Slik gikk det"
    assert "Planen er alt evaluert." in page.text
