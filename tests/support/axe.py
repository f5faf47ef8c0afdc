"""Accessibility by axe-core: what it finds, in a form that says where to look."""

from axe_playwright_python.sync_playwright import Axe

from tests.support.chromium import NARROW, WIDE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
COLOURS = ["color-contrast", "link-in-text-block"]
"""All that differs in the dark: the page is the same, its colours are not. They are also half of
what looking at a page costs."""
COLOURS_ALONE = OPTIONS | {"runOnly": {"type": "rule", "values": COLOURS}}
ALL_BUT_COLOURS = OPTIONS | {"rules": {rule: {"enabled": False} for rule in COLOURS}}
_AXE = Axe()
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames: what was asked for last has reached every element's computed style."""
FRAME = ["header", "footer"]
"""What stands elsewhere, or looks different, on a narrow screen: the doors and what is beside them.
The colours of the page itself have been looked at in the wide window, light and dark."""
_FRAME_AS_HTML = """places => places.map(place => document.querySelector(place)).filter(Boolean)
    .map(part => part.innerHTML.replace(/ (value|href|action)="[^"]*"/g, "")).join("")"""
"""Two frames that read the same, but for where they lead, look the same."""
_REMEMBER_SHOWN = """() => {
    const all = [...document.querySelectorAll("body *")];
    window.shownWide = new WeakSet(all.filter(element => element.checkVisibility()));
}"""
_MARK_NEW = """mark => {
    for (const element of document.querySelectorAll("main *"))
        if (element.checkVisibility() && !window.shownWide.has(element))
            element.setAttribute(mark, "");
}"""
NEW = "data-shown-when-narrow"
_RUN = """async ([places, options]) => {
    const there = places.filter(place => document.querySelector(place)).map(place => [place]);
    if (!there.length) return [];
    const found = await axe.run({ include: there }, options);
    return found.violations.map(rule => ({
        rule: rule.id, help: rule.help,
        nodes: rule.nodes.map(node => node.target.join(" ") + " – " + node.failureSummary),
    }));
}"""


def bring_along(context):
    """Axe comes with every page this browser opens. Read once, the browser knows it from then on;
    brought to each page anew it took a tenth of the time a page is looked at.
    """
    context.add_init_script(_AXE.axe_script)


def violations(page, options=OPTIONS, places=("html",)):
    """One readable line a broken rule and place, in all of the page or in a part; none: well."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.axe_script)
    return [
        f"{found['rule']} ({found['help']}): {node}"
        for found in page.evaluate(_RUN, [list(places), options])
        for node in found["nodes"]
    ]


def violations_in_all_variants(page, known_frames=None):
    """The same in light and dark, wide and narrow; leaves the page as it was, and light.

    `known_frames` remembers for a walk over many pages which frames were found well.
    """
    before = page.viewport_size
    frame = page.evaluate(_FRAME_AS_HTML, FRAME)
    found = violations_in_light_and_dark(page, WIDE)
    page.evaluate(_REMEMBER_SHOWN)
    in_frame = []
    if known_frames is None or frame not in known_frames:
        in_frame = _look(page, NARROW, "dark", COLOURS_ALONE, FRAME)
        in_frame += _look(page, NARROW, "light", COLOURS_ALONE, FRAME)
    found += in_frame + _look(page, NARROW, "light", ALL_BUT_COLOURS)
    page.evaluate(_MARK_NEW, NEW)
    found += _look(page, NARROW, "light", COLOURS_ALONE, [f"[{NEW}]"])
    if known_frames is not None and not in_frame:
        known_frames.add(frame)
    page.set_viewport_size(before)
    return found


def violations_in_light_and_dark(page, width=None):
    """At the width the page has, or another; leaves it light."""
    width = width or {"viewport": page.viewport_size}
    found = _look(page, width, "light", OPTIONS)
    found += _look(page, width, "dark", COLOURS_ALONE)
    page.emulate_media(color_scheme="light")
    return found


def _look(page, width, scheme, options, places=("html",)):
    """Draw the page anew, if it is not like that already, and look."""
    media = "(prefers-color-scheme: dark)"
    now = page.viewport_size, page.evaluate(f"matchMedia('{media}').matches")
    if now != (width["viewport"], scheme == "dark"):
        page.set_viewport_size(width["viewport"])
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_DRAWN)
    name = f"{width['viewport']['width']} px, {scheme}"
    return [f"[{name}] {line}" for line in violations(page, options, places)]
