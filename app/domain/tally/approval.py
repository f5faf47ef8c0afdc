"""Approval: an idea's support is the number of ballots that mark it.

Brams & Fishburn (1978), "Approval Voting". With a number of places the best supported are taken;
with a budget they are taken in order of support, skipping what no longer fits (the rule most cities
use); otherwise nothing is taken and people decide afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from app.domain.tally.draw import DrawKey, Place
from app.domain.tally.outcome import (
    Candidate,
    Forward,
    IdeaId,
    Outcome,
    Params,
    Round,
    Standing,
    Tie,
)

RULE = "approval@1"


def count_support(ballots: Iterable[Iterable[IdeaId]]) -> Counter[IdeaId]:
    """How many ballots mark each idea. A ballot is a set: marking twice counts once."""
    support: Counter[IdeaId] = Counter()
    for marks in ballots:
        support.update(set(marks))
    return support


def decide(
    candidates: Sequence[Candidate], support: Mapping[IdeaId, int], params: Params, draw: DrawKey
) -> Outcome:
    """Rank every candidate and take what goes forward. The order of the input never matters."""
    places = {candidate.id: draw(candidate.id) for candidate in candidates}
    ordered = _ordered(candidates, support, params, places)
    rounds = _ROUNDS[params.forward](ordered, support, params)
    winners = [step.idea for step in rounds if step.is_taken]
    # The same draw turned round shows where the lot mattered.
    turned = _ordered(candidates, support, params, places, turned=True)
    otherwise = [s.idea for s in _ROUNDS[params.forward](turned, support, params) if s.is_taken]
    return Outcome(
        RULE,
        params,
        _standings(ordered, support, set(winners)),
        winners,
        rounds,
        _ties(ordered, support, winners, otherwise),
    )


def _ordered(
    candidates: Sequence[Candidate],
    support: Mapping[IdeaId, int],
    params: Params,
    places: Mapping[IdeaId, Place],
    *,
    turned: bool = False,
) -> list[Candidate]:
    """Most support first; where money decides the cheaper first; then by the draw."""
    by_draw = sorted(candidates, key=lambda one: (places[one.id], one.id), reverse=turned)
    weighs_cost = params.forward is Forward.BUDGET
    return sorted(
        by_draw, key=lambda one: (-support.get(one.id, 0), one.cost if weighs_cost else 0)
    )


def _standings(
    ordered: Sequence[Candidate], support: Mapping[IdeaId, int], winners: set[IdeaId]
) -> list[Standing]:
    """Equal support shares a rank (1, 1, 3)."""
    standings: list[Standing] = []
    for position, one in enumerate(ordered, start=1):
        votes = support.get(one.id, 0)
        last = standings[-1] if standings else None
        rank = last.rank if last and last.support == votes else position
        standings.append(Standing(one.id, votes, rank, one.id in winners))
    return standings


def _by_number(
    ordered: Sequence[Candidate], support: Mapping[IdeaId, int], params: Params
) -> list[Round]:
    """Take as many as there are places; `margin` is how far each is ahead of the best left out."""
    able = [one for one in ordered if _suffices(one, support, params)]
    taken = able[: params.seats or 0]
    left_out = ordered[len(taken) :]  # those taken are the first, since support only falls
    best_left = support.get(left_out[0].id, 0) if left_out else None
    return [
        Round(
            one.id,
            support.get(one.id, 0),
            is_taken=True,
            facts={} if best_left is None else {"margin": support.get(one.id, 0) - best_left},
        )
        for one in taken
    ]


def _by_budget(
    ordered: Sequence[Candidate], support: Mapping[IdeaId, int], params: Params
) -> list[Round]:
    """Look at each in turn and take it if it fits in what is left."""
    left = params.budget or 0
    rounds = []
    for one in ordered:
        if not _suffices(one, support, params):
            break  # support only falls from here
        fits = one.cost <= left
        facts = {"cost": one.cost, "left": left}
        rounds.append(Round(one.id, support.get(one.id, 0), is_taken=fits, facts=facts))
        left -= one.cost if fits else 0
    return rounds


def _afterwards(
    ordered: Sequence[Candidate], support: Mapping[IdeaId, int], params: Params
) -> list[Round]:
    """Nothing is preset as a winner."""
    return []


_ROUNDS = {
    Forward.NUMBER: _by_number,
    Forward.BUDGET: _by_budget,
    Forward.AFTERWARDS: _afterwards,
}


def _suffices(one: Candidate, support: Mapping[IdeaId, int], params: Params) -> bool:
    return support.get(one.id, 0) >= params.minimum_support


def _ties(
    ordered: Sequence[Candidate],
    support: Mapping[IdeaId, int],
    winners: Sequence[IdeaId],
    otherwise: Sequence[IdeaId],
) -> list[Tie]:
    """The equals that the lot parted: some were taken, and turned round others would have been."""
    taken, instead = set(winners), set(otherwise)
    found = []
    for votes, group in groupby(ordered, key=lambda one: support.get(one.id, 0)):
        ideas = [one.id for one in group]
        here = tuple(idea for idea in ideas if idea in taken)
        there = tuple(idea for idea in ideas if idea in instead)
        if set(here) != set(there):
            found.append(Tie(tuple(ideas), here, there, votes))
    return found
