"""The ten identities, each in a browser of their own, and the addresses they try."""

from types import SimpleNamespace

from itsdangerous import URLSafeTimedSerializer

from tests.access.policy import PEOPLE, TAKING_PART

TOKEN = "what-a-session-remembers-of-its-forms"
SIDES = ("own", "foreign", "draft")


class Crowd:
    """The ten, each in a browser of their own, and the addresses they try."""

    def __init__(self, app, world, new_browser):
        self.app, self.world, self._new_browser = app, world, new_browser
        self.form_token = URLSafeTimedSerializer(app.secret_key, "wtf-csrf-token").dumps(TOKEN)
        self._clients = {}

    def ask(self, name, method, url, fields=(), **headers):
        if method == "GET":
            return self._client(name).get(url, headers=headers)
        form = {"csrf_token": self.form_token, **dict(fields)}
        return self._client(name).post(url, data=form, headers=headers)

    def ask_without_token(self, name, url):
        return self._client(name).post(url)

    def cookie_of(self, name, *, locale="nb"):
        """What a browser must carry to be this person, or somebody who reads this language."""
        client = self._client(name)
        with client.session_transaction() as cookie:
            cookie["locale"] = locale
        return client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])

    def arrive(self):
        """Sign everybody in, so that what is written by that is not taken for something else."""
        for name in PEOPLE:
            self._client(name)

    def _client(self, name):
        if name not in self._clients:
            browser = self._new_browser()
            if name in self.world.people:
                browser.sign_in(SimpleNamespace(id=self.world.people[name]))
            with browser.client.session_transaction() as cookie:
                cookie["csrf_token"] = TOKEN
            self._clients[name] = browser.client
        return self._clients[name]

    def url(self, endpoint, rule, side, **but):
        """The address of an endpoint for a thing on this side, with arguments exchanged."""
        office = self.world.foreign if side == "foreign" else self.world.own
        place = office.places["draft" if side == "draft" else rule.phase] | but
        special = {argument: place[value] for argument, value in rule.arguments.items()}
        return self.app.url_map.bind("").build(endpoint, self._wanted(endpoint, place | special))

    def urls(self, endpoint, rule):
        """An address for each side; a draft holds nothing yet, so only its own pages are tried."""
        arguments = self._arguments(endpoint)
        has_a_draft = arguments == {"slug"} and not rule.arguments and rule.get_in != TAKING_PART
        sides = SIDES if has_a_draft else SIDES[:2] if arguments else SIDES[:1]
        return {side: self.url(endpoint, rule, side) for side in sides}

    def _wanted(self, endpoint, values):
        return {name: values[name] for name in self._arguments(endpoint)}

    def _arguments(self, endpoint):
        return {name for rule in self.app.url_map.iter_rules(endpoint) for name in rule.arguments}
