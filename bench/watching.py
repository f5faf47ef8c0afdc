"""What others meet while a campaign closes: pages that are opened, and small writes."""

import re
import threading
import time
from itertools import cycle
from statistics import median

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from app.core.db import atomic
from app.models import Topic
from bench.measuring import Caller, request
from bench.scenes import Visitor, expect

PAUSE = 0.05
DONE = re.compile(rb'<progress[^>]* value="(\d+)" max="(\d+)"')


class Watcher(threading.Thread):
    """Does one thing again and again, and remembers how long each time took."""

    def __init__(self, name):
        super().__init__(name=name, daemon=True)
        self._ended = threading.Event()
        self.seconds = []
        self.refused = 0
        self.trouble = None

    def run(self):
        try:
            while not self._ended.wait(PAUSE):
                start = time.perf_counter()
                self.act()
                self.seconds.append(time.perf_counter() - start)
        except Exception as error:
            self.trouble = error
            raise

    def act(self):
        raise NotImplementedError

    def finish(self):
        """Stop, and say what it met."""
        self._ended.set()
        self.join()
        assert self.trouble is None, self.trouble
        waits = [1000 * each for each in self.seconds or [0]]
        refused = f", {self.refused} refused" if self.refused else ""
        usual = f"median {median(waits):.0f} ms, slowest {max(waits):.0f} ms"
        return f"{len(self.seconds)} {self.name}, {usual}{refused}"


class Reader(Watcher):
    """A signed-in person opens the campaign's page, its list and its result by turns."""

    def __init__(self, app, token, slug):
        super().__init__("pages")
        self._caller = Caller(app)
        visitor = Visitor(app, self._caller, token, "/personvern")
        home = f"/dugnader/{slug}"
        self._result = f"{home}/resultat"
        paths = (home, f"{home}/forslag", self._result)
        self._turns = cycle([(path, request(path, cookie=visitor.cookie)) for path in paths])
        self.progress = []
        """What the result page showed, each time it was something else: done and of how many."""

    def act(self):
        path, asked = next(self._turns)
        _, _, body = expect(self._caller, 200, asked)
        if path == self._result:
            self._note(DONE.search(body))

    def _note(self, shown):
        done = tuple(map(int, shown.groups())) if shown else None
        if done and self.progress[-1:] != [done]:
            self.progress.append(done)


class Writer(Watcher):
    """Somebody changes a row that the close has nothing to do with."""

    def __init__(self, app):
        super().__init__("writes")
        self._app = app

    def act(self):
        try:
            with self._app.app_context(), atomic() as session:
                session.execute(update(Topic).values(position=0))
        except OperationalError:
            self.refused += 1
