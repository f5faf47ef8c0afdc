"""What is measured: each scene sends one request to Dugnad and the same to its floor."""

import itertools
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup
from flask import redirect

from bench.floor import Floor, rendered
from bench.measuring import Caller, request


@dataclass(frozen=True)
class Scene:
    """Two functions to run by turns, and what their ratio should be at most."""

    name: str
    ours: Any
    floor: Any
    target: float | None = None


class Visitor:
    """One signed-in browser: its cookie, and the form token that belongs to it."""

    def __init__(self, app, caller, token, page):
        session = app.session_interface.get_signing_serializer(app)
        name = app.config["SESSION_COOKIE_NAME"]
        self.cookie = f"{name}={session.dumps({'_user_id': token, '_fresh': True})}"
        _, headers, body = expect(caller, 200, request(page, cookie=self.cookie))
        self.csrf = BeautifulSoup(body, "html.parser").select_one("[name=csrf_token]")["value"]
        sent = [value for header, value in headers if header == "Set-Cookie"]
        self.cookie = sent[0].split(";")[0] if sent else self.cookie


def expect(caller, status, environ):
    """The answer; a benchmark of error pages would be fast and worth nothing."""
    answer = caller.call(environ)
    assert answer[0] == status, f"{environ['PATH_INFO']}: {answer[0]} {answer[2][:500]!r}"
    return answer


def make_scenes(app, place):
    """All scenes, in the order they are shown."""
    caller, floor = Caller(app), Floor(app)
    visitors = [Visitor(app, caller, token, "/personvern") for token in place.tokens]
    on_floor = Caller(floor.app)
    shown = f"/dugnader/{place.voting}/forslag"
    return [
        _page(app, caller, floor, on_floor, visitors, "list of 50, voting open", shown, 2.5),
        _page(app, caller, floor, on_floor, visitors, "proposal, 20 comments", f"{shown}/1", 2.0),
        _vote(app, caller, floor, on_floor, visitors, place),
        _proposal(caller, floor, on_floor, visitors, place),
    ]


def _page(app, caller, floor, on_floor, visitors, name, path, target):
    """Each request comes from the next visitor, whose list has an order of its own."""
    asked = itertools.cycle([request(path, cookie=visitor.cookie) for visitor in visitors])
    with rendered(app) as pages:
        expect(caller, 200, next(asked))
    floor.learn(path, _from_memory(pages[-1]))
    expect(on_floor, 200, bare := request(path))
    return Scene(
        name,
        lambda: expect(caller, 200, next(asked)),
        lambda: expect(on_floor, 200, bare),
        target,
    )


def _from_memory(page):
    """The list's vote controls made beforehand, since the floor should only print them."""
    name, values = page
    if "rows" in values and "voting" in values:
        voting = values["voting"]
        made = {idea.id: voting.of(idea) for idea in values["rows"]}
        known = {name: getattr(voting, name) for name in dir(voting) if not name.startswith("_")}
        values["voting"] = SimpleNamespace(**known | {"of": lambda idea: made[idea.id]})
    return name, values


def _vote(app, caller, floor, on_floor, visitors, place):
    """Everybody marks one proposal in turn, and takes the mark back the next time."""
    path = f"/dugnader/{place.voting}/stemme"

    def posted(visitor, wanted):
        form = {"csrf_token": visitor.csrf, "idea": place.ideas[0], "wanted": wanted, "version": 0}
        form["key"] = uuid4().hex
        return request(path, cookie=visitor.cookie, form=form, hx_request="true")

    turns = itertools.cycle(itertools.product((1, 0), visitors))

    def vote():
        wanted, visitor = next(turns)
        expect(caller, 200, posted(visitor, wanted))

    with rendered(app) as pages:
        vote()
    sample = posted(visitors[0], 1)
    floor.learn(path, pages[-1])
    return Scene("vote (POST, htmx)", vote, lambda: expect(on_floor, 200, sample))


def _proposal(caller, floor, on_floor, visitors, place):
    """The last step of writing a proposal; the floor reads the form and sends one on."""
    path = f"/dugnader/{place.submission}/forslag/nytt"
    writers = itertools.cycle(visitors)
    numbers = itertools.count(1)

    def posted():
        visitor, nr = next(writers), next(numbers)
        form = {
            "csrf_token": visitor.csrf,
            "title": f"Prøve en ny møteform {nr}",
            "body": "Vi kan prøve i to uker og se hva som skjer.",
            "idea_id": str(uuid4()),
            "similar_seen": "1",
        }
        return request(path, cookie=visitor.cookie, form=form)

    def sent_on(asked):
        asked.form.to_dict()
        return redirect(path, 303)

    floor.answers[path] = sent_on
    return Scene(
        "new proposal (POST)",
        lambda: expect(caller, 303, posted()),
        lambda: expect(on_floor, 303, posted()),
    )
