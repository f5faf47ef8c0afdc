"""Two counts, with the draw and with the draw turned round, become one outcome."""

from app.domain.tally.basis import Lot, Run
from app.domain.tally.outcome import Outcome, Params, Tie


def merge(rule: str, params: Params, run: Run, other: Run) -> Outcome:
    """The first count's outcome, with what the second would have taken instead."""
    return Outcome(
        rule,
        params,
        run.standings,
        run.winners,
        run.rounds,
        _ties(run, other),
        other.winners,
        run.facts,
    )


def _ties(run: Run, other: Run) -> list[Tie]:
    """Where the lot decided; nothing where both counts have the same set of winners."""
    if set(run.winners) == set(other.winners):
        return []
    return [_tie(lot, run, other) for lot in run.lots if _matters(lot, run, other)]


def _matters(lot: Lot, run: Run, other: Run) -> bool:
    """Every round in which the draw chose; of one order of all, where the two chose otherwise."""
    if lot.round is not None:
        return True
    kinds = [(run.parts[lot.part], other.parts[lot.part]), (run.winners, other.winners)]
    return all(set(one) & set(lot.ideas) != set(two) & set(lot.ideas) for one, two in kinds)


def _tie(lot: Lot, run: Run, other: Run) -> Tie:
    return Tie(
        lot.ideas,
        tuple(idea for idea in lot.ideas if idea in run.winners),
        tuple(idea for idea in lot.ideas if idea in other.winners),
        lot.support,
        lot.round,
    )
