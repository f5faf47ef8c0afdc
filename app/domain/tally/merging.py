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
    ties = [_tie(lot, run, other) for lot in run.lots]
    # One order of all: only those equals count of which the two counts took different ones.
    return [tie for tie in ties if tie.round or set(tie.taken) != set(tie.otherwise)]


def _tie(lot: Lot, run: Run, other: Run) -> Tie:
    won, would_have_won = set(run.winners), set(other.winners)
    return Tie(
        lot.ideas,
        tuple(idea for idea in lot.ideas if idea in won),
        tuple(idea for idea in lot.ideas if idea in would_have_won),
        lot.support,
        lot.round,
    )
