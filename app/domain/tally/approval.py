"""Approval: an idea's support is the number of ballots that mark it.

Brams & Fishburn (1978), "Approval Voting". With a number of places the best supported are taken;
with a budget they are taken in order of support, skipping what no longer fits (the rule most cities
use); otherwise nothing is taken and people decide afterwards.
"""

from collections.abc import Sequence

from app.domain.tally.basis import Basis, Run
from app.domain.tally.ranking import rank_ballots


def run(basis: Basis, places: Sequence[int]) -> Run:
    """Count with one order of the draw."""
    return rank_ballots(basis, places)
