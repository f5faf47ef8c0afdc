"""A browser for page tests: every page it opens is checked for what all pages must have."""

import html
import re
from contextvars import Context

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.accounts.queries import hash_token
from app.core.db import atomic
from app.models import SignIn

_TOKEN = re.compile(r'<input\b[^>]*\bname="csrf_token"[^>]*\bvalue="([^"]*)"')


class SeparateClient(FlaskClient):
    """Sends each request as from outside: a test's own application context, with who was signed in
    and in which language, must not leak into it.
    """

    def open(self, *args, **options):
        return Context().run(super().open, *args, **options)


class Browser:
    """Opens pages and sends forms as one person; keeps cookies like a real one."""

    def __init__(self, app):
        self._app = app
        self.client = SeparateClient(app, app.response_class)

    def sign_in(self, person):
        """Sign in without the form, which has tests of its own."""
        token = f"token-{person.id}"
        now = self._app.extensions["clock"].now()
        with self._app.app_context(), atomic() as session:
            session.merge(
                SignIn(
                    token_hash=hash_token(token), person_id=person.id, created_at=now, seen_at=now
                )
            )
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return self

    def open(self, url, *, status=200, **options):
        return self._page(self.client.get(url, follow_redirects=True, **options), status)

    def submit(self, url, *, to=None, status=200, **fields):
        """Open the form first, then send it with its own CSRF token, as a person would."""
        token = self.token(url)
        answer = self.client.post(
            to or url, data={"csrf_token": token, **fields}, follow_redirects=True
        )
        return self._page(answer, status)

    def post(self, url, **fields):
        """Send without looking at a form, with a valid CSRF token; the raw response."""
        return self.client.post(url, data={"csrf_token": self.token("/personvern"), **fields})

    def token(self, url):
        found = _TOKEN.search(self.client.get(url, follow_redirects=True).text)
        assert found, f"{url} has no form"
        return html.unescape(found[1])

    def _page(self, response, status):
        assert response.status_code == status, response.text[:3000]
        page = BeautifulSoup(response.text, "html.parser")
        assert page.html["lang"], "every page names its language"
        tags = page.find_all(True)
        assert sum(tag.name == "h1" for tag in tags) == 1, "every page has one h1"
        assert page.title.text.strip(), "every page has a title"
        ids = [tag["id"] for tag in tags if "id" in tag.attrs]
        assert len(ids) == len(set(ids)), "ids are unique"
        assert not any(map(_is_inline, tags)), "nothing inline"
        labelled = {tag.get("for") for tag in tags if tag.name == "label"}
        for control in filter(_is_control, tags):
            has_label = control.get("id", "") in labelled or control.get("aria-label")
            assert has_label, f"{control} has a label"
        return page


def _is_inline(tag):
    is_script = tag.name == "script" and "src" not in tag.attrs
    return is_script or tag.name == "style" or "style" in tag.attrs


def _is_control(tag):
    if tag.name == "input":
        return tag.get("type") != "hidden"
    return tag.name in ("select", "textarea")
