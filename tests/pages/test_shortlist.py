"""The facilitator's shortlist: nothing typed is lost, and nobody leaves out what is not seen."""

import pytest

from app.models import Person
from tests.support.factories import IN_REVIEW, make_body, make_campaign, make_idea, make_person

REASON = "Dette er i gang fra før."


@pytest.fixture
def campaign(session):
    return make_campaign(session, owner=make_body(session))


@pytest.fixture
def ideas(session, campaign):
    author = make_person(session)
    return [str(make_idea(session, campaign=campaign, author=author).id) for _ in range(3)]


@pytest.fixture
def facilitator(browser, session, campaign, ideas, clock):
    clock.moment = IN_REVIEW
    session.commit()
    return browser.sign_in(session.get_one(Person, campaign.created_by))


@pytest.fixture
def address(campaign):
    return f"/dugnader/{campaign.slug}/kortliste"


def numbers(page):
    return [cell.text for cell in page.select("tbody td.num:nth-child(2)")]


def test_some_are_left_out_and_put_back(facilitator, ideas, address):
    page = facilitator.submit(address, act="omit", idea=ideas[:2], reason=REASON)
    assert "2 forslag er tatt ut av lista. De som foreslo dem, får en e-post." in page.text
    assert numbers(page) == ["3"]

    page = facilitator.submit(f"{address}?vis=utelatt", to=address, act="restore", idea=ideas[0])
    assert "1 forslag er satt tilbake på lista." in page.text
    assert numbers(page) == ["1", "3"]


@pytest.mark.parametrize(
    ("ticked", "reason", "message"),
    [
        (0, REASON, "Kryss av for de forslagene det gjelder."),
        (1, "", "Skriv en begrunnelse."),
        (1, " \u200b ", "Skriv en begrunnelse."),
        (1, "a" * 1_001, "Begrunnelsen kan ha høyst"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    facilitator, ideas, address, ticked, reason, message
):
    page = facilitator.submit(address, status=422, act="omit", idea=ideas[:ticked], reason=reason)

    assert message in page.select_one(".ds-error-summary").text
    assert len(page.select("input[name=idea][checked]")) == ticked
    assert page.select_one("#reason").text.strip() == reason.strip()


@pytest.fixture
def budget(session, campaign):
    campaign.forward_mode, campaign.budget, campaign.seats = "budget", 600, None
    campaign.rule, campaign.asks_cost = "approval", True


def test_hours_that_are_missing_are_filled_in_beside_the_list(budget, facilitator, ideas, address):
    page = facilitator.open(address)
    assert len(page.select("[name^=hours-]")) == 3
    hours = {f"hours-{ideas[0]}": "1,5", f"hours-{ideas[1]}": "0"}

    page = facilitator.submit(address, to=f"{address}/timer", **hours)

    assert "2 forslag har fått timer." in page.text
    assert [field["name"] for field in page.select("[name^=hours-]")] == [f"hours-{ideas[2]}"]


@pytest.mark.parametrize("typed", ["mange", "-1", "999999"])
def test_hours_that_are_no_number_are_said_and_stay(budget, facilitator, ideas, address, typed):
    hours = {f"hours-{ideas[0]}": typed, f"hours-{ideas[1]}": "2"}

    page = facilitator.submit(address, to=f"{address}/timer", status=422, **hours)

    assert "Skriv timer som et tall" in page.select_one(".ds-error-summary").text
    shown = {field["name"]: field.get("value", "") for field in page.select("[name^=hours-]")}
    assert hours.items() <= shown.items()


def test_without_a_budget_nobody_is_asked_for_hours(facilitator, ideas, address):
    assert not facilitator.open(address).select("[name^=hours-]")


def test_only_a_list_that_is_seen_whole_can_be_cut_to_what_is_ticked(facilitator, ideas, address):
    whole, rest = facilitator.open(address), facilitator.open(f"{address}?etter=1")

    assert whole.select_one("button[value=keep]")
    assert numbers(rest) == ["2", "3"]
    assert not rest.select_one("button[value=keep]"), "number 1 would go unseen"
