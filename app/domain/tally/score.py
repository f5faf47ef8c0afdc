"""Score: an idea's points are the sum of what it was given, or the mean where that was declared.

A mean rewards what few people know and like, so it needs a least number of raters; ideas with fewer
are set aside. Balinski & Laraki (2007), "A Theory of Measuring, Electing, and Ranking", PNAS 104,
is why the median is shown beside.
"""

from collections.abc import Sequence
from fractions import Fraction

from app.domain.tally.basis import Basis, Run
from app.domain.tally.exact import Exact, simplest
from app.domain.tally.points import raters_by_slot, weighted
from app.domain.tally.ranking import rank_ballots


def run(basis: Basis, places: Sequence[int]) -> Run:
    """Count with one order of the draw."""
    least = basis.params.raters
    if least is None:
        return rank_ballots(basis, places)
    raters = map(sum, zip(*raters_by_slot(basis.profile), strict=True))
    is_able = [is_able and n >= least for is_able, n in zip(basis.is_able, raters, strict=True)]
    return rank_ballots(basis, places, mean, is_able)


def mean(basis: Basis) -> Sequence[Exact]:
    """What each idea was given by those who rated it; 0 where nobody did."""
    raters = weighted(raters_by_slot(basis.profile), basis.weights, basis.profile.kind)
    return [
        simplest(Fraction(given) / number) if number else 0
        for given, number in zip(basis.points, raters, strict=True)
    ]
