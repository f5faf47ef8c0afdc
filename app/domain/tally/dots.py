"""Dots: an idea's points are the dots on it; how many people put them there is shown beside.

From dot voting in workshops; Skowron, Slinko, Szufa & Talmon (2020), "Participatory Budgeting with
Cumulative Votes", treat the same ballots.
"""

from collections.abc import Sequence

from app.domain.tally.basis import Basis, Run
from app.domain.tally.ranking import rank_ballots


def run(basis: Basis, places: Sequence[int]) -> Run:
    """Count with one order of the draw."""
    return rank_ballots(basis, places)
