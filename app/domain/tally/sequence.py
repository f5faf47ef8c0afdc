"""What the rules share that choose one idea after the other."""

from collections.abc import Sequence

from app.domain.tally.basis import Basis, Lot, Run
from app.domain.tally.exact import Exact
from app.domain.tally.outcome import Fact, Forward, Round, Standing
from app.domain.tally.ranking import rank_standings


def costs_of(basis: Basis) -> list[int]:
    """What each idea costs; seats cost 1 each."""
    if basis.params.forward is Forward.NUMBER:
        return [1] * len(basis.candidates)
    return [one.cost for one in basis.candidates]


def able_ideas(basis: Basis) -> list[int]:
    """Those that are not set aside."""
    return [idea for idea, is_able in enumerate(basis.is_able) if is_able]


def lot_between(
    basis: Basis, equals: Sequence[int], support: Sequence[Exact], rounds: Sequence[Round]
) -> list[Lot]:
    """The lot of the round to come, where more than one stood first."""
    if len(equals) < 2:
        return []
    ideas = tuple(basis.candidates[idea].id for idea in equals)
    return [Lot(ideas, support[equals[0]], len(rounds) + 1)]


def finished(
    basis: Basis,
    rounds: Sequence[Round],
    lots: Sequence[Lot],
    support: Sequence[Exact],
    places: Sequence[int],
    facts: dict[str, Fact] | None = None,
) -> Run:
    """The run whose rounds these are."""
    winners = [step.idea for step in rounds if step.is_taken and step.idea is not None]
    standings = standings_of(basis, winners, support, places)
    return Run(winners, rounds, standings, lots, bool(lots), facts or {})


def standings_of(
    basis: Basis, winners: Sequence[str], support: Sequence[Exact], places: Sequence[int]
) -> list[Standing]:
    """Winners in the order they won; then the others by support, with shared ranks.

    Equal support is ordered by lower cost, where costs decide, and by the draw.
    """
    costs = costs_of(basis)
    index = {one.id: place for place, one in enumerate(basis.candidates)}
    first = [
        Standing(idea, support[index[idea]], rank, is_winner=True)
        for rank, idea in enumerate(winners, start=1)
    ]
    others = sorted(
        (at for idea, at in index.items() if idea not in set(winners)),
        key=lambda at: (-support[at], costs[at], places[at]),
    )
    rest = [(basis.candidates[at].id, support[at]) for at in others]
    return first + rank_standings(rest, (), first=len(first) + 1)
