"""Small elections written by hand, and random ones, counted by any rule."""

from app.domain.tally.draw import draw_places, natural_order, turned
from app.domain.tally.merging import merge
from app.domain.tally.outcome import BallotKind, Candidate, Forward, Outcome, Params
from app.domain.tally.points import supporters_by_slot
from app.domain.tally.profile import Profile, ProfileBuilder
from app.domain.tally.ranking import make_ladder, rank
from app.domain.tally.rules import RULES, count


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


def approvals(ballots, ideas=None, costs=None, groups=None) -> Profile:
    """Ballots are strings of ideas of one letter, or pairs of a number and such a string."""
    pairs = [ballot if isinstance(ballot, tuple) else (1, ballot) for ballot in ballots]
    ideas = ideas or sorted(set("".join(ballot for _, ballot in pairs)))
    marks = [(number, dict.fromkeys(ballot, 1)) for number, ballot in pairs]
    return make_profile(BallotKind.APPROVAL, ideas, marks, costs=costs, groups=groups)


def elect(rule, profile, seats, draw=natural_order, **params) -> Outcome:
    """A count by number."""
    return count(rule, profile, Params(Forward.NUMBER, seats=seats, **params), draw)


def spend(rule, profile, budget, draw=natural_order, **params) -> Outcome:
    """A count by budget."""
    return count(rule, profile, Params(Forward.BUDGET, budget=budget, **params), draw)


def decide(candidates, support, params, draw) -> Outcome:
    """Approval from each idea's support alone, through the ladder that every ballot goes by."""
    votes = [support.get(one.id, 0) for one in candidates]
    able = [number >= max(1, params.minimum_support) for number in votes]
    places = draw_places([one.id for one in candidates], draw)
    ladders = [make_ladder(candidates, votes, able, params, to) for to in (places, turned(places))]
    return merge(RULES["approval"].id, params, *(rank(ladder, params) for ladder in ladders))


def count_support(ideas, ballots) -> dict[str, int]:
    """How many ballots mark each idea."""
    profile = make_profile(BallotKind.APPROVAL, ideas, [dict.fromkeys(one, 1) for one in ballots])
    (supporters,) = supporters_by_slot(profile)
    return dict(zip(ideas, supporters, strict=True))
