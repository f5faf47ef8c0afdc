"""A browser for page tests: every page it opens is checked for what all pages must have."""

from contextvars import Context

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.accounts.queries import hash_token
from app.core.db import atomic
from app.models import SignIn


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
        page = BeautifulSoup(self.client.get(url, follow_redirects=True).text, "html.parser")
        return page.select_one("input[name=csrf_token]")["value"]

    def _page(self, response, status):
        assert response.status_code == status, response.text[:3000]
        page = BeautifulSoup(response.text, "html.parser")
        assert page.html["lang"], "every page names its language"
        assert len(page.select("h1")) == 1, "every page has one h1"
        assert page.title.text.strip(), "every page has a title"
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids)), "ids are unique"
        assert not page.select("[style], style, script:not([src])"), "nothing inline"
        labelled = {label["for"] for label in page.select("label[for]")}
        for control in page.select("input:not([type=hidden]), select, textarea"):
            has_label = control.get("id") in labelled or control.get("aria-label")
            assert has_label, f"{control} has a label"
        return page
