"""Greedy: the most wanted first, skipping what no longer fits in the budget.

What most cities do: Rey, Schmidt & Maly (2023), "The (Computational) Social Choice Take on
Indivisible Participatory Budgeting", arXiv 2303.00621. Points are those of the ballots' own rule.
"""

from collections.abc import Sequence

from app.domain.tally import score
from app.domain.tally.basis import Basis, Run
from app.domain.tally.outcome import BallotKind
from app.domain.tally.ranking import rank_ballots


def run(basis: Basis, places: Sequence[int]) -> Run:
    """Count with one order of the draw."""
    if basis.profile.kind is BallotKind.SCORE:
        return score.run(basis, places)
    return rank_ballots(basis, places)
