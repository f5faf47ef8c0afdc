"""People at their browsers: what they can do, in their own words."""

import re

from playwright.sync_api import expect

from tests.support.axe import bring_along, violations
from tests.support.chromium import PATIENCE_MS, Visitor

PASSWORD = "en lang setning om fjorden"
expect.set_options(timeout=PATIENCE_MS)


class Person(Visitor):
    """Somebody with an address, who sees pages and presses what stands on them."""

    def __init__(self, chromium, address, email, *, looks_closely=False, **options):
        super().__init__(chromium, address, **options)
        self.email = email
        self._looks_closely = looks_closely
        self._looked_at = set()
        if looks_closely:
            bring_along(self.context)

    def sign_in(self):
        """Sign in by password, as on the first visit or after a long break."""
        self.context.clear_cookies()
        self.open("/logg-inn")
        self.look()
        self.fill("E-post", self.email)
        self.fill("Passord", PASSWORD)
        self.press("Logg inn")
        expect(self.page).to_have_url(f"{self.address}/")

    def field(self, label, *, last=False):
        """The control that is called so; a part of its label will do."""
        controls = self.page.locator("input, textarea, select")
        found = self.page.get_by_label(label).and_(controls)
        return found.last if last else found.first

    def fill(self, label, text, *, last=False):
        self.field(label, last=last).fill(text)

    def choose(self, label, option, *, last=False):
        self.field(label, last=last).select_option(label=option)

    def tick(self, label):
        self.field(label).check()

    def untick(self, label):
        self.field(label).uncheck()

    def press(self, name, *, last=False):
        """The button, once the page that it leads to, or what is swapped in, is there."""
        buttons = self._main().get_by_role("button", name=name, exact=True)
        (buttons.last if last else buttons.first).click()
        self.page.wait_for_load_state()
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def follow(self, name, *, exact=True):
        self._main().get_by_role("link", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()

    def go_to(self, door):
        """One of the doors in the header."""
        self.page.get_by_role("banner").get_by_role("link", name=door).click()
        self.page.wait_for_load_state()

    def unfold(self, summary):
        details = self.page.locator("details", has=self.page.locator("summary", has_text=summary))
        if details.first.get_attribute("open") is None:
            details.first.locator("summary").first.click()

    def sees(self, text):
        """In the page's content, where blanks of any kind are one blank."""
        pattern = re.compile(r"\s+".join(re.escape(word) for word in text.split()))
        expect(self._main()).to_contain_text(pattern)

    def does_not_see(self, text):
        expect(self._main()).not_to_contain_text(text)

    def is_at(self, heading):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.look()

    def look(self):
        """Once for each kind of page: no barrier in it, as this person's browser shows it."""
        kind = re.sub(r"[0-9a-f-]{36}|\d+", "*", self.page.url)
        if self._looks_closely and kind not in self._looked_at:
            self._looked_at.add(kind)
            self.faults += [f"{kind}: {line}" for line in self.violations()]

    def violations(self):
        return violations(self.page)

    def _main(self):
        return self.page.get_by_role("main")
