"""Borda: of m ideas the one at place p gets m − p points; those left out share what remains.

De Borda (1781), "Mémoire sur les élections au scrutin"; Baumeister, Faliszewski, Lang & Rothe
(2012), "Campaigns for Lazy Voters: Truncated Ballots". With the average for those left out a short
ballot gives as many points in all as a long one. The points are made in `points.py`.
"""

from collections.abc import Sequence

from app.domain.tally.basis import Basis, Run
from app.domain.tally.ranking import rank_ballots


def run(basis: Basis, places: Sequence[int]) -> Run:
    """Count with one order of the draw."""
    return rank_ballots(basis, places)
