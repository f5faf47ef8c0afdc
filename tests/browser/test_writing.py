"""What the script adds while somebody writes: likeness, a kept draft, and no fault on the way."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import atomic, db
from app.models import Idea
from tests.support.axe import violations_in_all_variants
from tests.support.chromium import PATIENCE_MS
from tests.support.factories import make_body, make_campaign, make_idea, make_person

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def form(app, browser, live, new_visitor):
    """The form for a new proposal, opened by somebody signed in."""
    with app.app_context(), atomic() as session:
        owner = make_body(session)
        person = make_person(session, name="Kari Nordmann", body=owner)
        campaign = make_campaign(session, owner=owner, allows_anonymous=True)
        make_idea(session, campaign=campaign, author=person, title="Stille time uten møter")
        slug = campaign.slug
    cookie = browser.sign_in(person).client.get_cookie("dugnad")
    visitor = new_visitor()
    visitor.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live.address}])
    visitor.open(f"/dugnader/{slug}/forslag/nytt")
    return visitor.page


def test_similar_proposals_appear_while_the_title_is_typed(app, form):
    title = form.get_by_label("Hva foreslår du?")
    title.press_sequentially("Ei stille stund utan møte", delay=10)

    similar = form.get_by_role("link", name="Stille time uten møter")
    expect(similar).to_be_visible()
    expect(form.get_by_text("Lagret kl.")).to_be_visible()
    assert violations_in_all_variants(form) == []
    title.press_sequentially(" kvar dag", delay=10)
    expect(title).to_be_focused()

    expect(similar).to_be_visible()
    form.get_by_role("button", name="Send inn", exact=True).click()
    expect(form.get_by_role("heading", level=1)).to_have_text("Takk! Forslaget ditt er sendt inn.")
    with app.app_context():
        rows = db.session.execute(select(Idea.nr, Idea.title, Idea.state).order_by(Idea.nr))
        assert [tuple(row) for row in rows] == [
            (1, "Stille time uten møter", "submitted"),
            (2, "Ei stille stund utan møte kvar dag", "submitted"),
        ]


def test_what_is_typed_is_kept_without_a_press(app, form):
    form.get_by_label("Hva foreslår du?").fill("Halvferdig tanke")

    expect(form.get_by_text("Lagret kl.")).to_be_visible()
    with app.app_context():
        draft = db.session.scalars(select(Idea).where(Idea.state == "draft")).one()
    assert draft.title == "Halvferdig tanke"


def test_the_name_beside_the_button_follows_what_is_chosen(form):
    def signed():
        return form.locator(".signed").inner_text()

    assert "Du publiserer som Kari Nordmann." in signed()
    form.get_by_text("Hvem står bak?").first.click()
    form.get_by_label("Hvem står bak?").select_option(index=1)
    assert "Du publiserer på vegne av dem du har valgt." in signed()
    assert "Kari Nordmann" not in signed()
    form.get_by_label("Vis forslaget uten navnet mitt").check()
    assert "Forslaget vises uten navnet ditt." in signed()
    assert "på vegne av" not in signed()


def test_a_bare_link_to_a_comment_that_is_not_there_is_asked_of_the_server(form):
    form.goto(form.url.replace("/nytt", f"/1#kommentar-{uuid4()}"))

    expect(form.get_by_text("Kommentaren i lenken finnes ikke her.")).to_be_visible()
