"""Moving a deadline, publishing and archiving, as pages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.campaigns.queries import list_unanswered
from app.domain.permissions import Role
from app.models import Answer, DeadlineMove, Result
from tests.support.factories import (
    AFTER_CLOSE,
    SUBMISSION_CLOSES,
    WHILE_SUBMITTING,
    WHILE_VOTING,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)


@pytest.fixture
def office(session):
    return make_body(session)


@pytest.fixture
def campaign(session, office):
    campaign = make_campaign(session, owner=office)
    session.commit()
    return campaign


@pytest.fixture
def at(browser, session, office, clock):
    """The facilitator's browser at a moment."""
    person = make_person(session, body=office, role=Role.FACILITATOR)
    session.commit()

    def at(moment):
        clock.moment = moment
        return browser.sign_in(person)

    return at


@pytest.fixture
def facilitator(at):
    return at(WHILE_SUBMITTING)


def form_of(campaign):
    return f"/dugnader/{campaign.slug}/frister"


def test_a_deadline_is_moved_and_the_page_says_so(facilitator, campaign):
    page = facilitator.submit(
        form_of(campaign),
        deadline="submission_closes_at",
        day="2026-10-06",
        time_of_day="15:00",
        reason="Høstferien kom i veien.",
    )

    text = " ".join(page.text.split())
    assert "Fristen er flyttet." in text
    assert "Fristen for å foreslå er flyttet fra fredag 2. oktober kl. 15.00 til" in text
    assert "Åpningen av avstemningen er flyttet" in text
    assert "Hvorfor: Høstferien kom i veien." in text


def test_a_deadline_moved_to_a_quiet_day_is_warned_of_but_not_refused(
    facilitator, campaign, session
):
    fields = {"deadline": "voting_closes_at", "day": "2026-12-25", "time_of_day": "15:00"}
    advice = "Fristen for å stemme er fredag 25. desember, som er første juledag."

    token = facilitator.token(form_of(campaign))
    live = facilitator.client.post(
        form_of(campaign), data={"csrf_token": token, **fields}, headers={"HX-Request": "true"}
    )
    assert advice in live.text
    assert "<html" not in live.text
    assert session.scalars(select(DeadlineMove)).all() == [], "asking moves nothing"

    page = facilitator.submit(form_of(campaign), **fields, reason="Vi venter.")
    assert advice in page.text
    assert "Fristen er flyttet." in page.text


@pytest.mark.parametrize(
    ("changes", "control", "words"),
    [
        ({"day": "2026-10-01"}, "day", "bare flyttes til senere"),
        ({"day": "2026-10-30"}, "day", "før fristen for å stemme"),
        ({"day": ""}, "day", "Velg den nye siste dagen"),
        ({"reason": "  "}, "reason", "Skriv hvorfor"),
    ],
)
def test_a_refused_move_says_why_and_keeps_what_was_typed(
    session, facilitator, campaign, changes, control, words
):
    fields = {
        "deadline": "submission_closes_at",
        "day": "2026-10-05",
        "time_of_day": "15:00",
        "reason": "Flere trenger tid.",
    } | changes

    page = facilitator.submit(form_of(campaign), status=422, **fields)

    assert words in page.select_one(f"#{control}-error").text
    assert page.select_one("#day").get("value", "") == fields["day"]
    assert session.scalars(select(DeadlineMove)).all() == []


def test_while_people_vote_only_the_vote_can_be_prolonged(at, campaign):
    browser = at(WHILE_VOTING)

    page = browser.open(form_of(campaign))

    assert [box["value"] for box in page.select("input[name=deadline]")] == ["voting_closes_at"]


def test_after_close_no_deadline_can_be_moved(at, campaign):
    browser = at(AFTER_CLOSE)

    browser.open(form_of(campaign), status=409)


def test_promises_cannot_be_edited_while_people_vote(at, campaign):
    browser = at(WHILE_VOTING)

    browser.open(f"/dugnader/{campaign.slug}/rediger", status=409)


def test_publishing_asks_first_and_then_shows_it(session, at, campaign):
    browser = at(AFTER_CLOSE)
    address = f"/dugnader/{campaign.slug}/publiser"
    assert "Publiser" in browser.open(address).text
    assert browser.post(address).status_code == 409

    session.add(
        Result(campaign_id=campaign.id, canonical="{}", sha256="0" * 64, counted_at=AFTER_CLOSE)
    )
    session.commit()
    assert browser.post(address).status_code == 303
    session.refresh(campaign)
    assert campaign.published_at == AFTER_CLOSE


def test_publishing_tells_of_councils_that_have_no_answer(session, at, campaign, office):
    person = make_person(session, body=office)
    council = make_body(session, kind="council", name="Brukerutvalget")
    make_idea(session, campaign=campaign, author=person, title="Mitt")
    make_idea(session, campaign=campaign, author=person, title="Vårt", on_behalf_of=council.id)
    session.commit()

    page = at(AFTER_CLOSE).open(f"/dugnader/{campaign.slug}/publiser")

    assert "1 forslag fra Brukerutvalget mangler fortsatt svar." in page.main.text
    unanswered = list_unanswered(session, campaign.id)
    assert [each.title for each in unanswered] == ["Vårt", "Mitt"]


def test_archiving_lists_what_lacks_an_answer(session, at, campaign, office, clock):
    idea = make_idea(
        session, campaign=campaign, author=make_person(session, body=office), title="Stille time"
    )
    campaign.published_at = SUBMISSION_CLOSES + timedelta(days=20)
    session.commit()
    browser = at(campaign.published_at)
    address = f"/dugnader/{campaign.slug}/arkiver"

    assert "Svar på «Stille time»" in browser.open(address).text
    assert browser.post(address).status_code == 409

    idea.status = "going_forward"
    session.add(
        Answer(
            campaign_id=campaign.id,
            idea_id=idea.id,
            status="going_forward",
            text="Ja.",
            answered_by=campaign.created_by,
            answered_at=clock.moment,
        )
    )
    session.commit()
    page = browser.open(address)
    assert "Arkiver dugnaden" in page.h1.text
    assert campaign.title_nb in page.select_one(".crumbs").text, "which one it is"
    assert "Det kan ikke gjøres om." in page.text
    assert browser.post(address).status_code == 303
    session.refresh(campaign)
    assert campaign.archived_at == clock.moment
    assert "arkivert fra før" in browser.open(address).text


@pytest.mark.parametrize("page", ["frister", "publiser", "arkiver", "rediger"])
def test_staff_are_refused(app, new_browser, session, campaign, office, page):
    person = make_person(session, body=office)
    session.commit()

    new_browser().sign_in(person).open(f"/dugnader/{campaign.slug}/{page}", status=403)
