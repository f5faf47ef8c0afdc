"""The browser tests see what goes wrong: each kind of fault is met once on purpose."""

import pytest
from playwright.sync_api import Error

from tests.support.axe import violations, violations_in_all_variants
from tests.support.chromium import Visitor
from tests.support.live_server import serving
from tests.support.servers import status_of

UNLABELLED = "document.querySelector('main').innerHTML = '<h1>Hei</h1><input>'"
INLINE_STYLE = "document.querySelector('main').innerHTML = '<p style=\"color: red\">Hei</p>'"
PALE_WHERE_NARROW = """
    document.querySelector('main').innerHTML = '<h1>Hei</h1><p class="pale">Du</p>';
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`.pale {color: #ccc; background: #fff}
        @media (min-width: 800px) { .pale {display: none} }`);
    document.adoptedStyleSheets = [sheet];
"""
PALE_IN_THE_DARK = """
    const sheet = new CSSStyleSheet();
    const pale = 'main *, header * {color: #333 !important}';
    sheet.replaceSync(`@media (prefers-color-scheme: dark) {${pale}}`);
    document.adoptedStyleSheets = [sheet];
"""


@pytest.fixture
def visitor(chromium, live):
    visitor = Visitor(chromium, live.address)
    visitor.open("/personvern")
    yield visitor
    visitor.context.close()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("console.error('Au')", "Au"),
        ("console.warn('Pass på')", "Pass på"),
        ("queueMicrotask(() => { throw new Error('Røk') })", "Røk"),
        (INLINE_STYLE, "Content Security Policy"),
        ("fetch('/finnes-ikke')", "404"),
    ],
)
def test_what_goes_wrong_in_a_page_fails_the_test(visitor, script, told):
    visitor.page.evaluate(script)
    visitor.page.reload()

    with pytest.raises(AssertionError, match=told):
        visitor.close()


def test_a_request_to_the_world_outside_fails_the_test(visitor):
    with pytest.raises(Error, match="ERR_"):
        visitor.open("http://etaten.example/")

    with pytest.raises(AssertionError, match=r"request to http://etaten\.example"):
        visitor.close()


def test_an_answer_that_was_expected_is_no_fault(visitor):
    with visitor.expecting(404):
        visitor.open("/finnes-ikke")

    visitor.close()


def test_a_crash_in_the_server_fails_the_test(app):
    def crash():
        raise ZeroDivisionError

    app.view_functions["home.privacy"] = crash
    with pytest.raises(ZeroDivisionError), serving(app) as server:
        assert status_of(f"{server.address}/personvern") == 500


def test_axe_names_the_rule_and_the_place(visitor):
    visitor.page.evaluate(UNLABELLED)

    assert [line for line in violations(visitor.page) if line.startswith("label (")]


def test_axe_looks_in_the_dark_too(visitor):
    visitor.page.evaluate(PALE_IN_THE_DARK)

    found = violations_in_all_variants(visitor.page)

    # The page once, wide; on the phone the doors, which are others there.
    assert {line.split("]")[0] for line in found} == {"[1280 px, dark", "[390 px, dark"}
    assert any(line.startswith("[1280 px, dark") and ": h1" in line for line in found)


def test_axe_looks_at_the_colours_of_what_only_a_narrow_window_shows(visitor):
    visitor.page.evaluate(PALE_WHERE_NARROW)

    found = violations_in_all_variants(visitor.page)

    assert found
    assert all("[390 px, light]" in line and "color-contrast" in line for line in found)


def test_a_frame_that_was_found_well_is_known_again_and_no_other(visitor):
    known = set()
    violations_in_all_variants(visitor.page, known)
    assert len(known) == 1

    visitor.open("/logg-inn")
    visitor.page.evaluate("document.querySelector('footer').insertAdjacentHTML('beforeend', 'Ny')")
    visitor.page.evaluate(PALE_IN_THE_DARK.replace("main *, header *", "footer"))
    found = violations_in_all_variants(visitor.page, known)

    assert any("[390 px, dark]" in line for line in found)
    assert len(known) == 1
