"""The single transferable vote: some of the ideas are elected from ballots that rank them.

Scottish Local Government Elections Order 2011 (SSI 2011/399); Tideman (1995), "The Single
Transferable Vote", J. Economic Perspectives 9. `stv` cuts values to five decimals as the order
says, `stv-exact` counts on with exact fractions. How votes move is in `transfers.py`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import compress, pairwise

import numpy as np

from app.domain.errors import UnsupportedError
from app.domain.tally.basis import Basis, Lot, Run
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import Fact, IdeaId, Round, Standing
from app.domain.tally.points import firsts_by_slot
from app.domain.tally.profile import Profile
from app.domain.tally.transfers import (
    EXACT,
    FIVE_DECIMALS,
    NOBODY,
    Arithmetic,
    Count,
    Ranking,
    Stage,
)

Written = Callable[[Exact], Exact | str]
"""How votes are shown."""


def run(basis: Basis, places: Sequence[int]) -> Run:
    """`stv`, with one order of the draw."""
    return _run(basis, places, FIVE_DECIMALS, _with_decimals)


def run_exact(basis: Basis, places: Sequence[int]) -> Run:
    """`stv-exact`, with one order of the draw."""
    return _run(basis, places, EXACT, lambda votes: votes)


def _with_decimals(votes: Exact) -> str:
    whole, rest = divmod(int(votes), FIVE_DECIMALS.scale)
    return f"{whole}.{rest:05}"


def _run(basis: Basis, places: Sequence[int], arithmetic: Arithmetic, written: Written) -> Run:
    """Count as if ideas set aside were not there."""
    names = [one.id for one in compress(basis.candidates, basis.is_able)]
    profile = basis.profile.without({one.id for one in basis.candidates}.difference(names))
    count = Count(
        rankings_of(profile),
        basis.params.seats or 0,
        list(compress(places, basis.is_able)),
        arithmetic,
    )
    rounds = [
        Round(facts={"stage": number, **_facts(stage, count, names, written)})
        for number, stage in enumerate(count.stages, start=1)
    ]
    lots = [
        Lot(tuple(names[idea] for idea in lot.ideas), written(lot.votes), round=lot.stage)
        for lot in count.lots
    ]
    winners = [names[idea] for idea in count.elected]
    return Run(winners, rounds, _standings(basis, places, count, names), lots, count.has_drawn)


def rankings_of(profile: Profile) -> Mapping[Ranking, int]:
    """How many gave each ranking. Raises UnsupportedError where two ideas share a place."""
    lines = profile.mark_lines()
    order = np.lexsort((profile.values, lines))
    ideas, values = profile.ideas[order].tolist(), profile.values[order]
    if ((np.diff(values) == 0) & (np.diff(lines) == 0)).any():
        raise UnsupportedError("a single transferable vote with tied places")
    rankings = Counter[Ranking]()
    ends = pairwise(profile.starts.tolist())
    for (start, end), number in zip(ends, profile.multiplicities.tolist(), strict=True):
        rankings[tuple(ideas[start:end])] += number
    return rankings


def _facts(
    stage: Stage, count: Count, names: Sequence[IdeaId], written: Written
) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    if stage.action:
        moved = {names[to]: written(votes) for to, votes in stage.moved.items() if to != NOBODY}
        exhausted = written(stage.moved.get(NOBODY, 0))
        facts = {"action": stage.action, "idea": names[stage.idea]}
        facts |= {"moved": moved, "exhausted": exhausted}
    else:
        facts["quota"] = count.quota // count.arithmetic.scale
    facts["votes"] = {names[idea]: written(votes) for idea, votes in stage.votes.items()}
    facts["elected"] = [names[idea] for idea in stage.elected]
    if stage.unopposed:
        facts["unopposed"] = [names[idea] for idea in stage.unopposed]
    return facts


def _standings(
    basis: Basis, places: Sequence[int], count: Count, names: Sequence[IdeaId]
) -> list[Standing]:
    """Winners; those still in the race, by votes; the eliminated, last one first; those set aside.

    Equal votes in the race share a rank, and so do equal first preferences of those set aside.
    """
    firsts = [sum(column) for column in zip(*firsts_by_slot(basis.profile), strict=True)]
    last = count.stages[-1].votes
    by_fate: dict[IdeaId, tuple[int, Exact]] = {}
    by_fate |= {names[idea]: (0, step) for step, idea in enumerate(count.elected)}
    by_fate |= {names[idea]: (1, -last[idea]) for idea in count.in_race}
    by_fate |= {names[idea]: (2, -step) for step, idea in enumerate(count.eliminated)}
    rows = [
        (by_fate.get(one.id, (3, -first)), place, one.id, first)
        for one, first, place in zip(basis.candidates, firsts, places, strict=True)
    ]
    standings: list[Standing] = []
    fate_before: tuple[int, Exact] | None = None
    for position, (fate, _, idea, first) in enumerate(sorted(rows), start=1):
        rank = standings[-1].rank if fate == fate_before else position
        standings.append(Standing(idea, first, rank, is_winner=fate[0] == 0))
        fate_before = fate
    return standings
