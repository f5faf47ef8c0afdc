"""A count with its explanations, sealed and told, without a database."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask

from app.domain.costs import HOURS
from app.domain.counting import count_promised
from app.domain.explaining import explain
from app.domain.groups import Group
from app.domain.promises import Promises
from app.domain.results import Draw, Evidence, read_result, result_facts, seal
from app.domain.tally.draw import natural_order
from app.domain.tally.outcome import Candidate
from app.domain.tally.profile import ProfileBuilder
from app.domain.turnout import GroupTurnout, Turnout
from app.voting.explanations import package_texts
from app.web import language

ABOUT = {"campaign": str(UUID(int=7)), "closed_at": "2026-10-15T22:00:00+00:00", "chain": ""}


def idea(number):
    """A lasting id; the natural order of these is that of the numbers."""
    return str(UUID(int=1000 + number))


def promise(rule, kind, **settings):
    """What was promised; seats where no budget is named."""
    mode = "budget" if "budget" in settings else "number"
    told = {"forward_mode": mode, "top_score": 5, "votes_per_person": 10, "most_per_idea": 3}
    return Promises({"rule": f"{rule}@1", "ballot_kind": kind} | told | settings)


def profile_of(promises, costs, ballots, order=None):
    """`costs` of ideas 0, 1 …, on the paper in this `order`; ballots `(marks, group, number)`,
    marks by the idea's number."""
    order = range(len(costs)) if order is None else order
    builder = ProfileBuilder(
        promises.kind, [Candidate(idea(place), costs[place]) for place in order]
    )
    for marks, group, number in ballots:
        builder.add({idea(place): value for place, value in marks.items()}, group, number)
    return builder.build()


@dataclass(frozen=True)
class Explained:
    """Numbers, and the sealed result they stand in."""

    numbers: dict
    result: object

    def texts(self, titles=None, unit=HOURS):
        """Language → idea → paragraph."""
        titles = titles or {
            str(one.idea_id): f"Forslag {one.idea_id.int - 1000}" for one in self.result.standings
        }
        with _speaking().app_context():
            return package_texts(self.result, titles, unit)


def explained(promises, profile, draw=natural_order, shown=()):
    """Count, explain and seal. `shown`: the groups shown in the turnout, with their ballots."""
    counted = count_promised(promises, profile, draw, small_groups=False)
    numbers = explain(promises, profile, counted, draw)
    groups = tuple(GroupTurnout(tuple(map(Group, cell)), size, size) for cell, size in shown)
    turnout = Turnout(profile.n, profile.n, groups)
    evidence = Evidence(turnout, profile.n, [], [], limits=promises.limits)
    facts = result_facts(counted, evidence, draw=Draw(b"", ""), about=ABOUT, explain=numbers)
    return Explained(numbers, read_result(*seal(facts)))


def _speaking():
    """Nothing but the languages."""
    app = Flask("app")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    language.init_app(app)
    return app
