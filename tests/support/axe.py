"""Accessibility by axe-core: what it finds, in a form that says where to look."""

from axe_playwright_python.sync_playwright import Axe

from tests.support.chromium import NARROW, WIDE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
COLOURS = ["color-contrast", "link-in-text-block"]
"""All that differs in the dark: the page is the same, its colours are not."""
OPTIONS_IN_THE_DARK = OPTIONS | {"runOnly": {"type": "rule", "values": COLOURS}}
VARIANTS = [
    (f"{width['viewport']['width']} px, {scheme}", width["viewport"], scheme)
    for width, schemes in ((WIDE, ("light", "dark")), (NARROW, ("dark", "light")))
    for scheme in schemes
]
"""Each differs from the one before in one thing: a page that changes must be drawn anew."""
_AXE = Axe()
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames: what was asked for last has reached every element's computed style."""
FRAME = ["header", "footer"]
"""What stands elsewhere, or looks different, on a narrow screen: the doors and what is beside them.
The colours of the page itself in the dark have been looked at in the wide window."""
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


def violations_in_all_variants(page):
    """The same in light and dark, wide and narrow; leaves the page as it was."""
    before = page.viewport_size
    found = []
    for name, viewport, scheme in VARIANTS:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_DRAWN)
        is_dark = scheme == "dark"
        options = OPTIONS_IN_THE_DARK if is_dark else OPTIONS
        places = FRAME if is_dark and viewport == NARROW["viewport"] else ["html"]
        found += [f"[{name}] {line}" for line in violations(page, options, places)]
    page.set_viewport_size(before)
    return found


def violations_in_light_and_dark(page):
    """At the width the page has; leaves it light."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate(_DRAWN)
    found += [f"[dark] {line}" for line in violations(page, OPTIONS_IN_THE_DARK)]
    page.emulate_media(color_scheme="light")
    return found
