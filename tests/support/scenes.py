"""Scenes many tests begin with: played for the first of them, laid out as a copy for the others."""

from copy import deepcopy
from dataclasses import dataclass
from functools import wraps

from app.core.db import db


@dataclass(frozen=True)
class _Played:
    """What a scene handed out, when its clock stopped, and where its rows are kept."""

    outcome: object
    moment: object
    rows: object


class Stage:
    """The database that the tests of a worker share, and the scenes that were played in it."""

    def __init__(self, database) -> None:
        self._database = database
        self._played = {}

    def lay_out(self, app, key, play):
        """The outcome of `play`, whose rows are there afterwards, played or copied."""
        clock = app.extensions["clock"]
        key = (key, clock.moment)
        if not self._database.is_blank():
            return play()
        if (known := self._played.get(key)) and self._database.has_kept(known.rows):
            self._database.restore(known.rows)
            clock.moment = known.moment
        else:
            outcome = play()
            with app.app_context():
                db.session.remove()
            known = _Played(outcome, clock.moment, self._database.keep())
            self._played[key] = known
        return deepcopy(known.outcome)


def played_once(scene):
    """For a scene that hands out ids and other plain values: nothing that a session has loaded.

    It is played each time where it is not the first thing that happens to a test's database, or
    where the application or a running clock is the test's own.
    """

    @wraps(scene)
    def laid_out(app, **wanted):
        stage = app.extensions.get("stage")
        if stage is None or not hasattr(app.extensions["clock"], "moment"):
            return scene(app, **wanted)
        key = (scene, *sorted(wanted.items()))
        return stage.lay_out(app, key, lambda: scene(app, **wanted))

    return laid_out
