"""One count in a process of its own, so that its memory is told apart from everything else's.

    python -m bench.counters WHO FILE RULE

reads the election that `bench.tally` wrote, counts it and prints one JSON object. WHO is `dugnad`,
`check` (tools/verify_result.py), or the research libraries `abcvoting` and `pabutools`, which the
project neither depends on nor installs; where they are missing it answers so.
"""

import json
import sys
import time
from hashlib import sha256
from importlib import import_module

from bench.memory import peak_mb

APPROVALS = ("approval", "seq-pav", "phragmen", "equal-shares", "equal-shares-add")
KINDS = {**dict.fromkeys(APPROVALS, "approval"), "dots": "dots", "score": "score",
         "borda": "ranked", "stv": "ranked"}  # fmt: skip
"""Which ballots each rule is measured with."""
TIMES = 3


class Election:
    """A file: what it is about in the first line, then a ballot a line."""

    def __init__(self, path):
        self._path = path
        with open(path, encoding="utf-8") as lines:
            about = json.loads(next(lines))
        self.ids, self.seats = about["ids"], about["seats"]

    def ballots(self):
        """Marks and group, one ballot at a time."""
        with open(self._path, encoding="utf-8") as lines:
            next(lines)
            yield from map(json.loads, lines)


def timed(function, times=1):
    """What it returns and the CPU seconds of each run."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        answer = function()
        seconds.append(time.process_time() - start)
    return answer, seconds


def by_dugnad(election, rule):
    """Reading is what a close does with each sealed ballot."""
    outcomes = import_module("app.domain.tally.outcome")
    profiles = import_module("app.domain.tally.profile")
    count = import_module("app.domain.tally.rules").count
    natural = import_module("app.domain.tally.draw").natural_order
    candidates = [outcomes.Candidate(id_) for id_ in election.ids]

    def read():
        builder = profiles.ProfileBuilder(outcomes.BallotKind(KINDS[rule]), candidates)
        for marks, group in election.ballots():
            builder.add(marks, group)
        return builder.build()

    profile, reading = timed(read)
    params = outcomes.Params(outcomes.Forward.NUMBER, seats=election.seats)
    outcome, counting = timed(lambda: count(rule, profile, params, natural), TIMES)
    peak = peak_mb()
    result = outcome.as_json()
    del result["rule"]
    return answer(reading, counting, result["winners"], seal(result), peak)


def by_check(election, rule):
    """Counting includes reading, as for whoever checks a package."""
    check = import_module("tools.verify_result")

    def count():
        ballots = ((marks, group, 1) for marks, group in election.ballots())
        candidates = [(id_, 0) for id_ in election.ids]
        params = {"forward_mode": "number", "seats": election.seats, "utility": "cost"}
        race = check.race_of(rule, KINDS[rule], candidates, ballots, params, election.ids)
        return check.count_fully(race)

    result, counting = timed(count)
    peak = peak_mb()
    del result["standings"]
    return answer([], counting, result["winners"], seal(result), peak)


def by_abcvoting(election, rule):
    """Exactly, with gmpy2; without completion or with the one that raises the budget."""
    rules = import_module("abcvoting.abcrules")
    place = {id_: number for number, id_ in enumerate(election.ids)}
    profile = import_module("abcvoting.preferences").Profile(len(place))
    _, reading = timed(
        lambda: profile.add_voters([set(map(place.get, marks)) for marks, _ in election.ballots()])
    )
    exact = {"resolute": True, "algorithm": "gmpy2-fractions"}
    shares = {"equal-shares": None, "equal-shares-add": "increment"}
    calls = {
        "approval": lambda: rules.compute_av(profile, election.seats, resolute=True),
        "seq-pav": lambda: rules.compute_seqpav(profile, election.seats, resolute=True),
        "phragmen": lambda: rules.compute_seqphragmen(profile, election.seats, **exact),
    } | {
        name: lambda: rules.compute_equal_shares(
            profile, election.seats, completion=shares[rule], **exact
        )
        for name in shares
    }
    committees, counting = timed(calls[rule])
    winners = [election.ids[number] for number in committees[0]]
    return answer(reading, counting, winners, "", peak_mb())


def by_pabutools(election, rule):
    """Seats as a budget where each idea costs 1."""
    tools, rules = import_module("pabutools.election"), import_module("pabutools.rules")
    projects = {id_: tools.Project(id_, 1) for id_ in election.ids}
    instance = tools.Instance(projects.values(), budget_limit=election.seats)

    def read():
        return tools.ApprovalProfile(
            tools.ApprovalBallot(map(projects.get, marks)) for marks, _ in election.ballots()
        )

    profile, reading = timed(read)
    satisfaction = {"sat_class": tools.Cost_Sat}
    raise_by = import_module("pabutools.fractions").frac(election.seats, 100 * len(profile))
    calls = {
        "approval": lambda: rules.greedy_utilitarian_welfare(instance, profile, **satisfaction),
        "phragmen": lambda: rules.sequential_phragmen(instance, profile),
        "equal-shares": lambda: rules.method_of_equal_shares(instance, profile, **satisfaction),
        "equal-shares-add": lambda: rules.method_of_equal_shares(
            instance, profile, voter_budget_increment=raise_by, **satisfaction
        ),
    }
    if rule not in calls:
        return {"none": "no such rule"}
    winners, counting = timed(calls[rule])
    return answer(reading, counting, [one.name for one in winners], "", peak_mb())


def answer(reading, counting, winners, result, peak):
    return {
        "reading": sum(reading),
        "counting": counting,
        "winners": sorted(winners),
        "result": result,
        "peak": peak,
    }


def seal(result):
    """The whole count, rounds and ties with it, in few characters."""
    written = json.dumps(result, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


WHO = {"dugnad": by_dugnad, "check": by_check, "abcvoting": by_abcvoting, "pabutools": by_pabutools}


def main(who, path, rule):
    try:
        found = WHO[who](Election(path), rule)
    except ModuleNotFoundError as missing:
        if who not in (missing.name or ""):
            raise
        found = {"none": "not installed"}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
