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
_RUN = """async options => (await axe.run(options)).violations.map(rule => ({
    rule: rule.id, help: rule.help,
    nodes: rule.nodes.map(node => node.target.join(" ") + " – " + node.failureSummary),
}))"""


def violations(page, options=OPTIONS):
    """One readable line a broken rule and place; empty when all is well."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.axe_script)
    return [
        f"{found['rule']} ({found['help']}): {node}"
        for found in page.evaluate(_RUN, options)
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
        options = OPTIONS_IN_THE_DARK if scheme == "dark" else OPTIONS
        found += [f"[{name}] {line}" for line in violations(page, options)]
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
