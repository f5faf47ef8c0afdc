"""Small random elections, counted and explained by the product and by the independent check.

    python -m tests.support.small_elections 100000 7

counts so many from that seed, and prints every election in which the two differ.
"""

import json
import random
import sys
from dataclasses import asdict, dataclass

from app.domain.explaining import numbers_of
from app.domain.promises import Promises
from app.domain.tally.exact import exact_json
from app.domain.tally.outcome import (
    BallotKind,
    Candidate,
    Floor,
    Forward,
    Params,
    Utility,
    facts_json,
)
from app.domain.tally.profile import ProfileBuilder
from app.domain.tally.rules import count
from tools import verify_result

GROUPS = ("councils", "partners", "staff")
RANKING = ("approval", "dots", "score", "borda")
SHARES = ("equal-shares", "equal-shares-fill", "equal-shares-add", "equal-shares-add-fill")
KINDS = ("approval", "dots", "score", "ranked")
OWN_RULE = {"approval": "approval", "dots": "dots", "score": "score", "ranked": "borda"}
TOP_SCORE = 5


@dataclass(frozen=True)
class Election:
    """What either side needs to count it."""

    rule: str
    kind: str
    candidates: list[tuple[str, int]]
    ballots: list[tuple[dict[str, int], str | None, int]]
    params: dict
    order: list[str]

    def as_json(self):
        return json.dumps(asdict(self))


def random_election(chance):
    """Few values and few ballots, so that ties are common."""
    kind = chance.choice(KINDS)
    # Raising wallets takes long, so it comes up less often.
    rules = (OWN_RULE[kind], OWN_RULE[kind], "greedy", "phragmen", "seq-pav", *SHARES[:2])
    rule = chance.choice(SHARES[2:] if chance.random() < 0.06 else rules)
    if kind == "ranked" and chance.random() < 0.4:
        rule = chance.choice(("stv", "stv-exact"))
    ids = [f"idea-{number}" for number in range(chance.choice((1, 3, 5, 7, 8, 8, 9)))]
    chance.shuffle(ids)
    costs = chance.choice(((1,), (0, 1, 2), (1, 2, 3, 5, 8), (30, 60, 90, 120), (100, 101, 700)))
    candidates = [(id_, chance.choice(costs)) for id_ in ids]
    order = list(ids)
    chance.shuffle(order)
    may_tie = kind == "ranked" and not rule.startswith("stv") and chance.random() < 0.3
    # Few single ballots make ties, many make groups that are large enough to be asked.
    # Of many with different wishes more is told (docs/package.md).
    sizes = ((0, 1), (2, 1), (4, 1), (6, 1), (6, 3), (12, 1), (14, 3), (20, 1))
    lines, copies = chance.choice(
        (*sizes, *[(60, 1), (100, 1)] * 3) if rule == "seq-pav" else sizes
    )
    choosy = chance.choice((1, 3))
    ballots = [
        (
            _marks(chance, kind, ids, choosy, may_tie=may_tie),
            _group(chance),
            chance.randint(1, copies),
        )
        for _ in range(lines)
    ]
    return Election(rule, kind, candidates, ballots, _params(chance, rule, candidates), order)


def _group(chance):
    return chance.choice((*GROUPS, "staff", "staff", None))


def _marks(chance, kind, ids, choosy, *, may_tie):
    """One ballot; voters like what stands first, so that some ideas are popular."""
    liked = [id_ for place, id_ in enumerate(ids) if chance.random() < 1 / (choosy + 0.3 * place)]
    if chance.random() < 0.05:
        return {}
    if kind == "approval":
        return dict.fromkeys(liked, 1)
    if kind == "dots":
        return {id_: chance.choice((1, 1, 2, 3)) for id_ in liked[:4]}
    if kind == "score":
        return {id_: chance.randint(0, TOP_SCORE) for id_ in liked}
    chance.shuffle(liked)
    places, place = {}, 0
    for id_ in liked:
        place += 0 if place and may_tie and chance.random() < 0.3 else 1
        places[id_] = place
    return places


def _params(chance, rule, candidates):
    params = _goal(chance, rule, sum(cost for _, cost in candidates))
    raises = rule.startswith("equal-shares-add")
    optional = {
        "minimum_support": (0.9 if raises else 0.3, lambda: chance.choice((0, 2, 3, 3, 6))),
        "floor": (0.3, lambda: {"percent": chance.choice((0, 20, 34, 50)), "groups": _few(chance)}),
        "balanced": (0.0 if rule.startswith("stv") else 0.3, lambda: True),
        "raters": (0.3, lambda: chance.choice((1, 3, 6))),
        "reserved": (
            0.6 if rule in RANKING and "seats" in params else 0.0,
            lambda: {group: _few(chance) - 1 for group in GROUPS if chance.random() < 0.8},
        ),
    }
    return params | {
        name: make() for name, (odds, make) in optional.items() if chance.random() < odds
    }


def _few(chance):
    return chance.choice((1, 2, 3))


def _goal(chance, rule, total):
    goals = [{"forward_mode": "number", "seats": chance.choice((1, 2, 3, 4, 12))}]
    goals.append({"forward_mode": "budget", "budget": chance.randint(0, total + 2)})
    if rule in RANKING:
        goals += [goals[0], goals[0], {"forward_mode": "afterwards"}]
    if rule == "greedy":
        goals = goals[1:]
    if rule in ("seq-pav", "stv", "stv-exact"):
        goals = goals[:1]
    return chance.choice(goals) | {"utility": chance.choice(("cost", "cardinality"))}


def count_by_check(election):
    """By tools/verify_result.py."""
    race = _race(election)
    counted = verify_result.count_fully(race)
    return counted | {"explain": verify_result.explain(race, counted)}


def _race(election):
    return verify_result.race_of(
        election.rule,
        election.kind,
        election.candidates,
        election.ballots,
        election.params,
        election.order,
    )


def count_by_product(election):
    """By app/domain, in the same JSON."""
    builder = ProfileBuilder(
        BallotKind(election.kind), [Candidate(*pair) for pair in election.candidates]
    )
    for marks, group, copies in election.ballots:
        builder.add(marks, group, copies)
    given = election.params
    params = Params(
        Forward(given["forward_mode"]),
        given.get("seats"),
        given.get("budget"),
        max(1, given.get("minimum_support", 1)),
        Utility(given["utility"]),
        given.get("raters"),
        Floor(**given["floor"]) if "floor" in given else None,
        given.get("reserved"),
        given.get("balanced", False),
    )
    profile = builder.build()
    outcome = count(election.rule, profile, params, election.order.index)
    found = outcome.as_json()
    del found["rule"]
    promises = Promises({"rule": election.rule, "ballot_kind": election.kind} | given)
    return found | {
        "standings": [_standing(one) for one in outcome.standings],
        "explain": numbers_of(promises, profile, outcome),
    }


def _standing(standing):
    return {
        "idea": {"id": standing.idea},
        "support": exact_json(standing.support),
        "rank": standing.rank,
        "winner": standing.is_winner,
    } | ({"facts": facts_json(standing.facts)} if standing.facts else {})


def difference(election):
    """Where the two counts differ, in words; None where they do not."""
    theirs, ours = count_by_product(election), count_by_check(election)
    if verify_result.canonical(theirs) == verify_result.canonical(ours):
        return None
    return verify_result.difference(election.rule, theirs, ours)


def main(elections, seed):
    chance = random.Random(seed)
    differing = 0
    for _ in range(elections):
        election = random_election(chance)
        if found := difference(election):
            differing += 1
            sys.stdout.write(f"{found}\n{election.as_json()}\n")
    sys.stdout.write(f"{differing} of {elections} elections are counted differently\n")
    return differing


if __name__ == "__main__":
    sys.exit(min(1, main(int(sys.argv[1]), int(sys.argv[2]))))
