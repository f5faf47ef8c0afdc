"""Somebody whose browser runs no script: reads pages, fills in fields, presses what stands there.

Does what `tests.browser.people.Person` does, on the application itself and without a browser, so
that one story can be lived both ways.
"""

from contextlib import contextmanager
from urllib.parse import urljoin

from tests.support.pages import Browser

_TYPED = ("input", "textarea", "select")
_BUTTONS = ("submit", "image", "button", "reset", "file")


def plain(text):
    return " ".join(text.split())


def _accessible_name(tag):
    if tag.has_attr("aria-label"):
        return plain(tag["aria-label"])
    return plain(tag.get_text(" ", strip=True))


class PlainPerson:
    """One person's session. What is typed stays in the page until a button sends it."""

    def __init__(self, app, person):
        self._browser = Browser(app)
        self._who = person
        self._expected = 200
        self._page = self._url = None

    def sign_in(self):
        self._browser.sign_in(self._who)

    @contextmanager
    def expecting(self, status):
        """The server answers `status` in this block."""
        self._expected = status
        yield
        self._expected = 200

    def open(self, url):
        self._arrive(self._browser.client.get(url, follow_redirects=True))

    def follow(self, name):
        found = self._named("a[href]", name)
        self.open(urljoin(self._url, found["href"]))

    def press(self, name, *, last=False):
        button = self._named("button", name, last=last)
        form = button.find_parent("form")
        fields = list(self._sent_by(form))
        if button.get("name"):
            fields.append((button["name"], button.get("value", "")))
        url = urljoin(self._url, button.get("formaction") or form.get("action") or self._url)
        if form.get("method", "get") == "get":
            answer = self._browser.client.get(url, query_string=fields, follow_redirects=True)
        else:
            together = {}
            for key, value in fields:
                together.setdefault(key, []).append(value)
            answer = self._browser.client.post(url, data=together, follow_redirects=True)
        self._arrive(answer)

    def fill(self, label, text, *, last=False):
        control = self._control(label, last=last)
        if control.name == "textarea":
            control.string = text
        else:
            control["value"] = text

    def tick(self, label):
        control = self._control(label)
        for other in self._page.select(f"input[type=radio][name='{control.get('name')}']"):
            if control["type"] == "radio":
                other.attrs.pop("checked", None)
        control["checked"] = ""

    def choose(self, label, option, *, last=False):
        control = self._control(label, last=last)
        for each in control.select("option"):
            each.attrs.pop("selected", None)
            if plain(each.text) == option:
                each["selected"] = ""
        assert control.select("option[selected]"), f"{label!r} offers no {option!r}"

    def unfold(self, summary):
        """What is folded away is in the page all the same."""
        assert any(summary in each.text for each in self._main.select("summary")), summary

    def sees(self, text):
        said = plain(self._main.get_text(" "))
        assert plain(text) in said, said[:3000]

    def does_not_see(self, text):
        said = plain(self._main.get_text(" "))
        assert plain(text) not in said, said

    def is_at(self, heading):
        assert plain(self._page.h1.text) == heading, plain(self._main.text)[:2000]

    @property
    def _main(self):
        return self._page.select_one("main")

    def _arrive(self, answer):
        self._url = answer.request.path
        self._page = self._browser._page(answer, self._expected)

    def _named(self, selector, name, *, last=False):
        names = [(_accessible_name(tag), tag) for tag in self._main.select(selector)]
        found = [tag for said, tag in names if said == name]
        assert found, f"no {name!r} at {self._url}: {[said for said, _ in names]}"
        return found[-1 if last else 0]

    def _control(self, label, *, last=False):
        """By a part of its label, as read out."""
        controls = list(self._labelled())
        found = [tag for said, tag in controls if label in said]
        assert found, f"no field {label!r} at {self._url}: {[said for said, _ in controls]}"
        return found[-1 if last else 0]

    def _labelled(self):
        labels = {label["for"]: plain(label.text) for label in self._main.select("label[for]")}
        for tag in self._main.select(",".join(_TYPED)):
            yield tag.get("aria-label") or labels.get(tag.get("id"), ""), tag

    def _sent_by(self, form):
        """Names and values as a browser would send them, in the order of the page."""
        for control in form.select(",".join(_TYPED)):
            name, kind = control.get("name"), control.get("type", "")
            if not name or control.has_attr("disabled") or kind in _BUTTONS:
                continue
            if kind in ("checkbox", "radio"):
                if control.has_attr("checked"):
                    yield name, control.get("value", "on")
            elif control.name == "select":
                options = control.select("option")
                chosen = control.select_one("option[selected]") or (options and options[0])
                if chosen:
                    yield name, chosen.get("value", chosen.text)
            elif control.name == "textarea":
                yield name, control.text
            else:
                yield name, control.get("value", "")
