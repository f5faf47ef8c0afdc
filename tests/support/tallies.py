"""Small elections written by hand, and random ones, counted by any rule."""

from app.domain.tally.draw import natural_order
from app.domain.tally.outcome import Candidate, Forward, Outcome, Params
from app.domain.tally.profile import Profile, ProfileBuilder
from app.domain.tally.rules import count


def ranked(text: str) -> dict[str, int]:
    """The marks of a ranking: "b a=d c"."""
    return {
        idea: place
        for place, ideas in enumerate(text.split(), start=1)
        for idea in ideas.split("=")
    }


def make_profile(kind, ideas, ballots, costs=None, groups=None) -> Profile:
    """`ideas` by id; `ballots` are marks, or pairs of a number and marks that so many gave."""
    builder = ProfileBuilder(kind, [Candidate(one, (costs or {}).get(one, 0)) for one in ideas])
    for number, ballot in enumerate(ballots):
        times, marks = ballot if isinstance(ballot, tuple) else (1, ballot)
        marks = ranked(marks) if isinstance(marks, str) else marks
        builder.add(marks, group=groups[number] if groups else None, count=times)
    return builder.build()


def elect(rule, profile, seats, draw=natural_order, **params) -> Outcome:
    """A count by number."""
    return count(rule, profile, Params(Forward.NUMBER, seats=seats, **params), draw)


def spend(rule, profile, budget, draw=natural_order, **params) -> Outcome:
    """A count by budget."""
    return count(rule, profile, Params(Forward.BUDGET, budget=budget, **params), draw)
