"""Ballots of every kind in a browser: with and without JavaScript, by keyboard, by dragging."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.support.axe import violations_in_all_variants
from tests.support.chromium import NARROW, PATIENCE_MS, WITHOUT_JAVASCRIPT
from tests.support.comparing import make_comparing
from tests.support.elections import begin_voting, make_election_of

pytestmark = pytest.mark.sqlite
expect.set_options(timeout=PATIENCE_MS)
MOST_TABS = 80
NAME_OF_FOCUS = """() => document.activeElement.getAttribute("aria-label")
    || document.activeElement.textContent.trim()"""


@pytest.fixture
def voter(app, new_browser, new_visitor):
    """Somebody who can vote in a new campaign of a kind, at their ballot."""

    def at_ballot(kind, visitor=None, **options):
        begin_voting(app)
        election = make_election_of(app, kind)
        visitor = visitor or new_visitor(**options)
        enter(app, new_browser(), visitor, election)
        visitor.open(f"/dugnader/{election.slug}/stemmeseddel")
        return visitor

    return at_ballot


def enter(app, browser, visitor, election):
    """Signed in as one of those who take part."""
    client = browser.sign_in(SimpleNamespace(id=election.staff[0])).client
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    visitor.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": visitor.address}]
    )


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def row(page, number):
    return page.locator(f"#forslag-{number}")


def save(page):
    page.locator(".paper__bar").get_by_role("button", name="Lagre stemmeseddelen").click()


def say_saved(page, *lines):
    expect(page.locator(".flash")).to_have_text("Stemmeseddelen er lagret.")
    assert page.locator(".paper__held li").all_inner_texts() == list(lines)


def give_dots(page):
    press(page, "Én prikk til på «Stille time 1»")
    press(page, "Én prikk til på «Stille time 1»")
    page.get_by_label("Prikker til «Stille time 2»").fill("4")
    press(page, "Én prikk mindre til «Stille time 2»")
    expect(page.locator("#balance")).to_have_text("Du har brukt 5 av 10 prikker. 5 igjen.")
    save(page)
    say_saved(page, "3 prikker: Stille time 2", "2 prikker: Stille time 1")


def give_points(page):
    row(page, 1).get_by_label("Stor støtte", exact=False).nth(1).check()
    row(page, 2).get_by_label("Ingen støtte").check()
    row(page, 3).get_by_label("Noe støtte").check()
    row(page, 3).get_by_label("Ingen mening").check()
    save(page)
    say_saved(page, "4 poeng: Stille time 1", "0 poeng: Stille time 2")


def fill_basket(visitor):
    page = visitor.page
    page.get_by_label("Stille time 1").check()
    page.get_by_label("Stille time 5").check()
    again = page.get_by_role("button", name="Regn ut på nytt")
    if again.count():  # without a script somebody must ask
        again.click()
    expect(page.locator("#balance")).to_contain_text("Kurven tar 15 timer")
    with visitor.expecting(422):
        save(page)
        expect(page.locator("ds-error-summary")).to_contain_text("Ta ut forslag for 5 timer.")
    expect(page.get_by_label("Stille time 5")).to_be_checked()
    page.get_by_label("Stille time 5").uncheck()
    save(page)
    say_saved(page, "5 timer: Stille time 1")


def rank(page):
    for number in (1, 2, 3):
        press(page, f"Ta med «Stille time {number}» i rangeringen")
    press(page, "Flytt «Stille time 3» øverst")
    press(page, "Flytt «Stille time 2» opp")
    press(page, "Ta bort «Stille time 1» fra rangeringen")
    save(page)
    say_saved(page, "nr. 1: Stille time 3", "nr. 2: Stille time 2")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(NARROW, id="on a phone"),
        pytest.param(NARROW | WITHOUT_JAVASCRIPT, id="without JavaScript"),
    ],
)
def test_every_kind_of_ballot_is_filled_in_and_saved(voter, options):
    visitor = voter("dots", **options)
    give_dots(visitor.page)
    voter("score", visitor)
    give_points(visitor.page)
    voter("budget", visitor)
    fill_basket(visitor)
    voter("ranked", visitor)
    rank(visitor.page)


@pytest.mark.parametrize("kind", ["dots", "score", "ranked", "budget"])
def test_no_ballot_has_a_barrier(voter, kind):
    page = voter(kind).page
    if kind == "ranked":
        for number in (1, 2):
            press(page, f"Ta med «Stille time {number}» i rangeringen")

    assert violations_in_all_variants(page) == []


def tab_to(page, name):
    """Press the tab key until one stands on what is called so."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(NAME_OF_FOCUS) == name:
            return
    raise AssertionError(f"the keyboard never came to {name}")


def begin_at_the_top(page):
    page.evaluate("document.activeElement.blur()")
    page.locator("h1").click()


def order(page):
    return page.locator("[data-list=ranked] h3").all_inner_texts()


def test_a_ranking_is_made_by_keyboard_alone_and_every_move_is_told(voter):
    page = voter("ranked").page
    for number in (2, 4, 5):
        begin_at_the_top(page)
        tab_to(page, f"Ta med «Stille time {number}» i rangeringen")
        page.keyboard.press("Enter")
    expect(page.locator("#moved")).to_have_text("«Stille time 5» er nå nr. 3 av 3.")

    begin_at_the_top(page)
    tab_to(page, "Flytt «Stille time 5» med piltastene")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#moved")).to_have_text("«Stille time 5» er nå nr. 2 av 3.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert order(page) == ["Nr. 1 Stille time 5", "Nr. 2 Stille time 2", "Nr. 3 Stille time 4"]
    page.keyboard.press("End")
    assert order(page)[-1] == "Nr. 3 Stille time 5"
    tab_to(page, "Ta bort «Stille time 5» fra rangeringen")
    page.keyboard.press("Enter")
    expect(page.locator("#moved")).to_have_text("«Stille time 5» er tatt bort fra rangeringen.")

    tab_to(page, "Lagre stemmeseddelen")
    page.keyboard.press("Enter")
    say_saved(page, "nr. 1: Stille time 2", "nr. 2: Stille time 4")


def test_an_idea_is_dragged_to_its_place(voter):
    page = voter("ranked").page
    for number in (1, 2, 3):
        press(page, f"Ta med «Stille time {number}» i rangeringen")
    handle = row(page, 3).locator("[data-handle]")
    handle.scroll_into_view_if_needed()
    start, goal = handle.bounding_box(), row(page, 1).bounding_box()

    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(goal["x"] + 10, goal["y"] + 5, steps=8)
    page.mouse.up()

    assert order(page) == ["Nr. 1 Stille time 3", "Nr. 2 Stille time 1", "Nr. 3 Stille time 2"]
    expect(page.locator("#moved")).to_have_text("«Stille time 3» er nå nr. 1 av 3.")
    save(page)
    say_saved(page, "nr. 1: Stille time 3", "nr. 2: Stille time 1", "nr. 3: Stille time 2")


@pytest.fixture
def comparing(app, new_browser, new_visitor):
    """Somebody who is asked which of two matters most."""

    def arrive(**options):
        visitor, election = new_visitor(**options), make_comparing(app)
        enter(app, new_browser(), visitor, election)
        visitor.open(f"/dugnader/{election.slug}/sammenlign")
        return visitor.page

    return arrive


def test_pairs_are_compared_by_keyboard_alone(comparing):
    page = comparing()
    first, second = page.locator(".compare h2").all_inner_texts()

    tab_to(page, f"Dette er viktigst: {second}")
    page.keyboard.press("Enter")
    expect(page.locator(".compare__progress")).to_have_text("Du har sammenlignet 1 av 10 par.")
    expect(page.locator(".compare__last")).to_contain_text(f"«{second}» er viktigere enn «{first}»")
    expect(page.locator("#prefer-2")).to_be_focused()

    tab_to(page, "Kan ikke velge")
    page.keyboard.press("Enter")
    expect(page.locator(".compare__progress")).to_have_text("Du har sammenlignet 2 av 10 par.")
    tab_to(page, "Angre det siste svaret")
    page.keyboard.press("Enter")
    expect(page.locator(".compare__progress")).to_have_text("Du har sammenlignet 1 av 10 par.")


def test_pairs_are_compared_on_a_phone_without_javascript(comparing):
    page = comparing(**(NARROW | WITHOUT_JAVASCRIPT))

    page.locator("#prefer-1").click()
    page.locator("#prefer-neither").click()
    expect(page.locator(".compare__progress")).to_have_text("Du har sammenlignet 2 av 10 par.")
    press(page, "Angre det siste svaret")
    expect(page.locator(".compare__progress")).to_have_text("Du har sammenlignet 1 av 10 par.")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
