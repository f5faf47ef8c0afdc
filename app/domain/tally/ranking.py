"""One order of all ideas by their points: what approval, dots, score, Borda and greedy share."""

from collections.abc import Sequence
from itertools import groupby

from app.domain.tally.basis import Lot, Run
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import Candidate, Forward, Params, Round, Standing


def rank(
    candidates: Sequence[Candidate],
    points: Sequence[Exact],
    is_able: Sequence[bool],
    params: Params,
    places: Sequence[int],
) -> Run:
    """Most points first; where money decides the cheaper first; then by the draw."""
    cost = [one.cost if params.forward is Forward.BUDGET else 0 for one in candidates]
    order = sorted(range(len(candidates)), key=lambda i: (-points[i], cost[i], places[i]))
    if params.forward is Forward.NUMBER:
        rounds = _by_number(order, candidates, points, is_able, params.seats or 0)
    elif params.forward is Forward.BUDGET:
        rounds = _by_budget(order, candidates, points, is_able, params.budget or 0)
    else:
        rounds = []  # nothing is preset as a winner
    winners = [step.idea for step in rounds if step.is_taken and step.idea is not None]
    equals = groupby((i for i in order if is_able[i]), key=lambda i: (points[i], cost[i]))
    lots = [
        Lot(tuple(candidates[i].id for i in ideas), votes)
        for (votes, _), group in equals
        if len(ideas := list(group)) > 1
    ]
    standings = rank_standings([(candidates[i].id, points[i]) for i in order], winners)
    return Run(winners, rounds, standings, lots, bool(lots))


def rank_standings(
    ordered: Sequence[tuple[str, Exact]], winners: Sequence[str], first: int = 1
) -> list[Standing]:
    """Places from `first` on; equal support shares a rank (1, 1, 3)."""
    taken = set(winners)
    standings: list[Standing] = []
    for position, (idea, votes) in enumerate(ordered, start=first):
        last = standings[-1] if standings else None
        place = last.rank if last and last.support == votes else position
        standings.append(Standing(idea, votes, place, idea in taken))
    return standings


def _by_number(
    order: Sequence[int],
    candidates: Sequence[Candidate],
    points: Sequence[Exact],
    is_able: Sequence[bool],
    seats: int,
) -> list[Round]:
    """Take as many as there are places; `margin` is how far each is ahead of the best left out."""
    taken = [i for i in order if is_able[i]][:seats]
    best_left = next((points[i] for i in order if i not in set(taken)), None)
    return [
        Round(
            candidates[i].id,
            points[i],
            is_taken=True,
            facts={} if best_left is None else {"margin": points[i] - best_left},
        )
        for i in taken
    ]


def _by_budget(
    order: Sequence[int],
    candidates: Sequence[Candidate],
    points: Sequence[Exact],
    is_able: Sequence[bool],
    budget: int,
) -> list[Round]:
    """Look at each in turn and take it if it fits in what is left."""
    left = budget
    rounds = []
    for i in order:
        if not is_able[i]:
            continue
        cost = candidates[i].cost
        fits = cost <= left
        rounds.append(
            Round(candidates[i].id, points[i], is_taken=fits, facts={"cost": cost, "left": left})
        )
        left -= cost if fits else 0
    return rounds
