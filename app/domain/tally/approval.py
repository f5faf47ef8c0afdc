"""Approval: an idea's support is the number of ballots that mark it.

Brams & Fishburn (1978), "Approval Voting". With a number of places the best supported are taken;
with a budget they are taken in order of support, skipping what no longer fits (the rule most cities
use); otherwise nothing is taken and people decide afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.domain.tally.basis import Basis, Run
from app.domain.tally.draw import DrawKey, draw_places, turned
from app.domain.tally.merging import merge
from app.domain.tally.outcome import Candidate, IdeaId, Outcome, Params
from app.domain.tally.ranking import make_ladder, rank, rank_ballots

RULE = "approval@1"


def run(basis: Basis, places: Sequence[int]) -> Run:
    """Count with one order of the draw."""
    return rank_ballots(basis, places)


def count_support(ballots: Iterable[Iterable[IdeaId]]) -> Counter[IdeaId]:
    """How many ballots mark each idea. A ballot is a set: marking twice counts once."""
    support: Counter[IdeaId] = Counter()
    for marks in ballots:
        support.update(set(marks))
    return support


def decide(
    candidates: Sequence[Candidate], support: Mapping[IdeaId, int], params: Params, draw: DrawKey
) -> Outcome:
    """The same from each idea's support alone, where the ballots are not at hand."""
    votes = [support.get(one.id, 0) for one in candidates]
    able = [number >= max(1, params.minimum_support) for number in votes]
    places = draw_places([one.id for one in candidates], draw)
    ladders = [make_ladder(candidates, votes, able, params, to) for to in (places, turned(places))]
    return merge(RULE, params, *(rank(ladder, params) for ladder in ladders))
